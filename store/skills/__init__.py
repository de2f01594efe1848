"""What leads note of their staff for assigning tasks: languages, weekly time, days of absence without a reason."""
