"""Copies a database while it works, loads the copy elsewhere, and makes a database that lost time safe to start."""

from __future__ import annotations

from .contents import Contents, contents
from .copying import Copied, Unusable, copy, load, readable
from .settling import PENDING, RESTORED, Motion, Uncertain, moving, note, noted, prepared, settled, taken_back

__all__ = [
    "PENDING",
    "RESTORED",
    "Contents",
    "Copied",
    "Motion",
    "Uncertain",
    "Unusable",
    "contents",
    "copy",
    "load",
    "moving",
    "note",
    "noted",
    "prepared",
    "readable",
    "settled",
    "taken_back",
]
