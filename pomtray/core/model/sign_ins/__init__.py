"""Sign-ins, from the wish to what they gave, and out again."""
