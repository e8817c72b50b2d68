"""A change of the settings file's text: what is meant, where its tables are, how they are written."""
