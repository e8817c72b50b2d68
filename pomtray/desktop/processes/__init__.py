"""Processes: those that we start with what they get of our environment, our own, and how the system ends it."""
