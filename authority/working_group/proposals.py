"""The life of a proposal to change the standard: open, accepted or declined by the coordinator, in force when deployed."""

from __future__ import annotations

import re
from datetime import date

OPEN, ACCEPTED, DECLINED, WITHDRAWN, IN_FORCE = "open", "accepted", "declined", "withdrawn", "in-force"
STATES = (OPEN, ACCEPTED, DECLINED, WITHDRAWN, IN_FORCE)
_NEXT = {OPEN: {ACCEPTED, DECLINED, WITHDRAWN}, ACCEPTED: {IN_FORCE, WITHDRAWN}}
#: A version of the standard: the year and a number in it.
VERSION = re.compile(r"20[0-9]{2}-[1-9][0-9]?")


def may_become(now: str, then: str) -> bool:
    """Whether a proposal in one state may come into another; what was declined, withdrawn or is in force stays so."""
    return then in _NEXT.get(now, frozenset())


def problem(state: str, *, decision: str, standard: str, valid_from: date | None, decided_on: date) -> str:
    """The field that is missing from a decision, "" when it is whole.

    Whoever accepts says into which version of the standard and from which day on; nothing holds before it was decided.
    """
    if not decision.strip():
        return "decision"
    if state == ACCEPTED:
        if VERSION.fullmatch(standard) is None:
            return "standard"
        if valid_from is None or valid_from < decided_on:
            return "validFrom"
    return ""
