"""Where a person changes the settings: an address, a form, the text itself, and the way back."""
