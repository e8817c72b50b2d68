"""The redirect URI: its listener, and the code or the error that comes there."""
