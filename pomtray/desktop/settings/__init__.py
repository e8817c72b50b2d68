"""The settings file: read and watched while the program runs, changed, handed on, and taken from other programs."""
