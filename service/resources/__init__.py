"""What the API answers: one pydantic model for every JSON body, camelCase on the wire (docs/api.md)."""
