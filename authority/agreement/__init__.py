"""The AKZESS agreement: who promised what from when on, and what became of it."""
