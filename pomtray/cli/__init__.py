"""The commands: wiring of their own, never Qt."""
