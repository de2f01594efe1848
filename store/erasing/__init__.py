"""Content that one key per case opens, and what is left of a case when that key is destroyed."""

from __future__ import annotations

from .vault import Vault

__all__ = ["Vault"]
