"""The working group (Q10): how a change of the standard is proposed, discussed and decided, and its quarterly report."""
