"""What takes the intents of a person before the rules do: the window and what is made when it is first wanted."""
