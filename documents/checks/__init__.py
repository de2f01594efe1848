"""Whether a file may come into the house: what it is, what it hides, and what it would cost to open it."""
