"""The machine we run on: one module a port, platform differences inside it."""
