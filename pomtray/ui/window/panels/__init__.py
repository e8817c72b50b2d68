"""The panels above the list: what is asked, what is missing, a code to enter."""
