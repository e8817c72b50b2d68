"""What other programs ask of this one: read, answered, and passed on over SSH."""
