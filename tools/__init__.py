"""What the supply chain is checked with: parts, licences, weaknesses, secrets, the lock itself."""
