"""`pomtray doctor`: the reports of the program and of a route."""
