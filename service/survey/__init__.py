"""The survey: codes that are given out, answers that belong to nobody, results, open answers before they are seen."""
