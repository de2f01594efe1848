"""Diagrams of other tools, translated into our dialect with a report of what became what and what is left to do."""

from .camunda7 import translate
from .report import Imported, Line, Outcome

__all__ = ["Imported", "Line", "Outcome", "translate"]
