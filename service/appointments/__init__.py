"""Appointments behind the routes: what applicants, clerks and the procedure ask of the book."""
