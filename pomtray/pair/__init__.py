"""The socket pair between a program and its worker: what is said there, how it is written, and who says it."""
