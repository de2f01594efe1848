"""Skills and load for people: profiles, absences, suggestions, and which language an applicant wants."""
