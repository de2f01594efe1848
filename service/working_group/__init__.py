"""The working group's desk: the agreement measured, the quarterly report as page and PDF."""
