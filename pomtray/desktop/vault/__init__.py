"""What must survive the program, encrypted: the vault's file, its key in the system's keyring, and whose turn it is."""
