"""How many people the work needs (Personalbedarfsermittlung, domain document 8.5): never from what single persons did."""
