"""The rows of menu and window: what each says and offers, which are shown, and in which order."""
