"""Appointments on an SQL database: which slots are taken is decided by a primary key, not by who looked first."""
