"""Commands that read or change the settings: add, import, export."""
