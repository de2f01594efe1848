"""The decision itself: an action, the roles that count here, how the caller stands to the object; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..identity.roles import PARTIES, PARTNERS, STAFF
from .table import ACTIONS, KNOWS_CASES, About, Rule


class Relation(StrEnum):
    """How a caller stands to a case, a task or a document."""

    OWN = "own site"
    DEPUTY = "deputy of own site"
    ASSIGNED = "assigned"
    OTHER = "other site"


class Outcome(StrEnum):
    """What becomes of a request; for HIDDEN the answer is that of an object that does not exist."""

    ALLOW = "allow"
    DENY = "deny"
    HIDDEN = "404"


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles by which somebody stands to an object.

    `own`: own roles at its site. `lent`: roles there from somebody who is represented. `assigned`: all roles, when a
    task of the case is with the caller or offered to the caller's office; empty otherwise.
    """

    own: frozenset[str] = frozenset()
    lent: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()

    @property
    def relation(self) -> Relation:
        """The nearest one that makes the object visible."""
        if self.own & KNOWS_CASES:
            return Relation.OWN
        if self.lent & KNOWS_CASES:
            return Relation.DEPUTY
        return Relation.ASSIGNED if self.assigned else Relation.OTHER


def permits(rule: Rule, standing: Standing) -> bool:
    """Whether a row of the table allows it."""
    lendable = rule.own if rule.deputy is None else rule.deputy
    return bool(standing.own & rule.own or standing.lent & lendable or standing.assigned & rule.assigned)


def knows(standing: Standing) -> bool:
    """Whether the caller may know that the object exists."""
    seen = (standing.own | standing.lent) & KNOWS_CASES
    return bool(seen or standing.assigned & (STAFF | PARTNERS | PARTIES))


def decide(action: str, standing: Standing) -> Outcome:
    """The outcome of an action. KeyError: there is no such row."""
    rule = ACTIONS[action]
    if permits(rule, standing):
        return Outcome.ALLOW
    return Outcome.DENY if rule.about is About.NONE or knows(standing) else Outcome.HIDDEN
