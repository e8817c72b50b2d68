"""Qt widgets: snapshots in, signals out."""
