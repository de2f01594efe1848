"""One module per resource; each route turns a request into one command or one question."""
