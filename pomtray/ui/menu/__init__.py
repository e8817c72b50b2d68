"""The tray's menu, whose lines are changed in place: the desktop may draw it."""
