"""What other programs ask, answered over a controller: the app's, or a command's own."""
