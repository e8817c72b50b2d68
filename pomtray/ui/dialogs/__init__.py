"""The dialogs, and which intent takes one before anything is done."""
