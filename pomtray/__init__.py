"""pomtray: sign-in and sessions for services behind Pomerium, from the desktop's tray."""

__version__ = "0.1.0"
