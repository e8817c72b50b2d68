"""Which rule takes which event: a table for each room of `core/events`."""
