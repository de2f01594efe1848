"""The HTTP interface: people and systems send commands, agencies send messages; everything is JSON or a problem."""
