"""The inboxes of partners without a system, and consultations of departments."""
