"""The operations page: what is stuck and why in plain words, the ladder of escalations, where a token may go."""
