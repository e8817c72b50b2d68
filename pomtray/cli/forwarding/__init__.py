"""Commands that bring other programs to a route until the session is over."""
