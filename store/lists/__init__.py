"""What lists of a million tasks are read from: offers of open tasks, search terms, the feed of changes."""
