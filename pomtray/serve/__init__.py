"""A small, bounded HTTP/1.1 server on loopback: the callback and the demo stand on it."""
