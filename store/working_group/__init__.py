"""Proposals to change the standard, and what was said about them."""

from __future__ import annotations

from . import tables
from .records import StandardProposal, StandardRemark

__all__ = ["StandardProposal", "StandardRemark", "tables"]
