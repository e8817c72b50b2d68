"""Credentials from an identity provider: with a person, or for a machine (`pomerium.md` §7, §8)."""
