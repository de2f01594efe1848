"""Load: realistic cases in bulk, and people who work on them over HTTP at a given rate."""
