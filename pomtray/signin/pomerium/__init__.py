"""Signing in at a Pomerium, renewing, sharing and revoking (`pomerium.md` §1, §4, §5, §9)."""
