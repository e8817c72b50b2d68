"""A command's own controller, where no app runs."""
