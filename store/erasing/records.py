"""What was decided about the content of a case, and by whom; nothing in here is free text about a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.errors import FieldProblem, Invalid


class Basis(StrEnum):
    """Why a case is erased. Only `RETENTION` has to wait for the end of its time; an order replaces it, never a hold."""

    RETENTION = "retention"
    COURT_ORDER = "court-order"
    AUTHORITY_ORDER = "authority-order"
    DATA_SUBJECT = "data-subject"


#: A file reference ("VG Dresden, 3 K 1/27", "Löschlauf 2037"), no sentence: it stays when everything else is gone.
REFERENCE = re.compile(r"(?=.*[0-9])[0-9A-Za-zÄÖÜäöüß .,:/()§_-]{1,60}")


def reference(text: str) -> str:
    """The text, when it can be kept for ever. Error: Invalid."""
    if not REFERENCE.fullmatch(text):
        german = "ein Aktenzeichen mit einer Zahl, höchstens 60 Zeichen, kein Name"
        english = "a file reference with a number, 60 characters at most, no name"
        raise Invalid("reference", (FieldProblem("/reference", "reference", german, english),))
    return text


@dataclass(frozen=True, slots=True)
class Erasure:
    """The decision about one case; `keys` counts the keys that were destroyed. `done_at` None: it waits for approval.

    Without anybody's approval it is done by the chore after `not_before`, if retention proposed it.
    """

    tenant: int
    case_id: str
    basis: Basis
    reference: str
    proposed_at: datetime
    proposed_by: str
    not_before: datetime
    approved_by: str | None = None
    done_at: datetime | None = None
    keys: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: while it lies on a case, nothing of it is erased on any order. `reason` is content of the case."""

    tenant: int
    id: str
    case_id: str
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None = None
    lifted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """When the time of a case is over, by which class of which version of the rules."""

    tenant: int
    case_id: str
    record_class: str
    rules: str
    ended_at: datetime
    due_at: datetime
