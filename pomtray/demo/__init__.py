"""A Pomerium and an identity provider to try things on, on loopback."""
