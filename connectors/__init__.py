"""Agencies that plug in: one contract, one folder per agency, no knowledge of cases or tokens."""
