"""Checks a whole bundle against what it lives in (docs/linting.md): variables, people, messages, periods, texts."""

from .checks import analyse, read
from .surroundings import NOTHING_KNOWN, Surroundings
from .variables import Known, known_at

__all__ = ["NOTHING_KNOWN", "Known", "Surroundings", "analyse", "known_at", "read"]
