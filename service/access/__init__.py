"""The one place where it is decided who may do what: a table of actions, classes of data, and the gate of every route."""

from __future__ import annotations

from .decide import Outcome, Relation, Standing, decide, permits
from .gate import Gate, Scope
from .guard import Guard, may
from .public import PUBLIC
from .reads import Reads
from .table import ACTIONS, About, Rule

__all__ = [
    "ACTIONS",
    "PUBLIC",
    "About",
    "Gate",
    "Guard",
    "Outcome",
    "Reads",
    "Relation",
    "Rule",
    "Scope",
    "Standing",
    "decide",
    "may",
    "permits",
]
