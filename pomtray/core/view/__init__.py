"""What is shown, as values: made of the model and the time, and never a credential."""
