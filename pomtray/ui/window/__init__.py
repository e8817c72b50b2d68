"""The window, and what stands in it around the list."""
