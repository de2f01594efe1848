"""Do what the store says is to be done: call agencies, fire timers, give lost leases back."""
