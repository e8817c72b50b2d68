"""The demo's identity provider: its pages, clients, grants, tokens and keys."""
