"""Who could take which task: languages, subjects, time and absences, as suggestions with reasons and never as a ranking."""

from __future__ import annotations

from .coverage import Coverage, coverage
from .suggesting import Person, Reason, Suggestion, Work, preferred, suggestions

__all__ = ["Coverage", "Person", "Reason", "Suggestion", "Work", "coverage", "preferred", "suggestions"]
