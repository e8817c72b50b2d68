"""Files of ours: where they belong, whole or not at all, for this user alone."""
