"""What can be said about a diagram before any case runs on it."""
