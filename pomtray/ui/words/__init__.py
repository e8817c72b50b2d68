"""What menu and window say, by what it is said of."""
