"""A provider's endpoints, one request each: discovery, keys, token, userinfo, revocation, and what a no means."""
