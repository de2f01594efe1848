"""The forecast for people: how a site stands today, questions that run beside the service, their answers."""
