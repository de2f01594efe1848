"""Closed cases for the statistics: written with the case's end, counted into tallies, frozen by month."""
