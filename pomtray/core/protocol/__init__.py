"""What servers say, read strictly: session tokens, ID tokens, metadata, OAuth, sign-in URLs, JSON."""
