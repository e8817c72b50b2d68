"""The icons, from paths to pixels."""
