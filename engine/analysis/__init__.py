"""Looks at a whole bundle and at what it lives in: variables, people, messages, periods, texts; the rules of `docs/linting.md`."""

from .checks import analyse, read
from .surroundings import NOTHING_KNOWN, Surroundings
from .variables import Known, known_at

__all__ = ["NOTHING_KNOWN", "Known", "Surroundings", "analyse", "known_at", "read"]
