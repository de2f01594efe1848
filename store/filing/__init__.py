"""The cabinet: documents of cases, sealed in chunks with the case's data key, and the rows that name them."""

from __future__ import annotations

from . import tables
from .files import Files

__all__ = ["Files", "tables"]
