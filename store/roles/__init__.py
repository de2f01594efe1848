"""PostgreSQL as the second wall: roles with no more rights than they need, and policies that hold rows to tenant and site."""

from __future__ import annotations

from .install import install
from .rules import API, AUDITOR, MIGRATOR, ROLES, RULES, SEALER, WORKER, Rule

__all__ = ["API", "AUDITOR", "MIGRATOR", "ROLES", "RULES", "SEALER", "WORKER", "Rule", "install"]
