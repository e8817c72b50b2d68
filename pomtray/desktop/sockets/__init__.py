"""One program for one settings file, and the sockets at which it is reached."""
