"""What happens to the program, as events for the rules: settings read, the clock, the worker, what the system tells."""
