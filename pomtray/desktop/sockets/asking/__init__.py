"""Where commands ask the running program."""
