"""The window's list: its rows, how they are drawn, their buttons, and which of them are shown."""
