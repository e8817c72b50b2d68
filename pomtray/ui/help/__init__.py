"""The guide, in a window of our own: a browser in a sandbox cannot read what is installed beside the program."""
