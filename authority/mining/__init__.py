"""Where the four weeks go: what the histories of closed cases say about the procedure, without persons or case numbers."""

from __future__ import annotations

from .cells import Cell, Tally, tally
from .model import Element, Line, Model, Trace

__all__ = ["Cell", "Element", "Line", "Model", "Tally", "Trace", "tally"]
