"""Keys, letters for Alt, the order of Tab, and what a screen reader is told."""
