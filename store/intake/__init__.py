"""Applications before they are cases, invitations, messages and electronic delivery, as rows."""

from __future__ import annotations

from . import tables

__all__ = ["tables"]
