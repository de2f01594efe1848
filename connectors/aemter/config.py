"""What an operator must set to ask departments by wire: those that have a system instead of an inbox here."""

from __future__ import annotations

from dataclasses import dataclass

from ..rest import RestConfig


@dataclass(frozen=True, slots=True)
class Config(RestConfig):
    """One account; the fields are those of every agency with a JSON interface."""
