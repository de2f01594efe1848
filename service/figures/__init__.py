"""The statistics for people: who sees which of them, as answers, files and a report."""
