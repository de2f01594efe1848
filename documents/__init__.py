"""What people hand in is checked here, and what the authority sends is set here as a letter."""
