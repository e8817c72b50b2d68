"""Asking routes: what an answer means, what a session opens, why a route is blocked."""
