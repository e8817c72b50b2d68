"""Commands that hand a credential to another program, never by its arguments."""
