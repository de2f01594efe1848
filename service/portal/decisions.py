"""Which letters notify of a decision, and until when one may object to what was retrieved."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache

from authority.intake import Provision
from documents.model import Document, LetterNote, Source
from engine.deadlines import SAXONY, Period, Retrieval, Unit, end_of, local_day, notified, retrieval
from processes import Parameters, load_parameters

#: Letters that notify of a decision; all others are mere information.
DECISIONS = frozenset({"grant", "partial", "refusal", "discontinued"})
#: Those that burden: an objection is possible within a month (section 70(1) VwGO).
BURDENING = frozenset({"partial", "refusal", "discontinued"})


@cache
def _parameters() -> Parameters:
    return load_parameters()


@lru_cache(maxsize=32)
def _period(day: date) -> Period:
    return Period.parse(str(_parameters().at(day, partial=True)["timer"]["T37"]["duration"]))


def available(notified_on: date, retrieved: date | None = None) -> Retrieval:
    """Section 41(2a) VwVfG for a notice of this day, with the period of the law of that day (parameter timer.T37)."""
    return retrieval(notified_on, SAXONY, retrieved=retrieved, period=_period(notified_on))


def notifies(document: Document) -> bool:
    """Whether a document is a letter that notifies of a decision."""
    return (
        document.source is Source.LETTER
        and document.letter is not None
        and document.letter.template in DECISIONS
        and not document.folder.sealed
        and document.deleted_at is None
    )


def decision(document: Document) -> bool:
    """Whether a document is a letter that notifies of a decision and has left."""
    return notifies(document) and document.letter is not None and document.letter.sent_at is not None


def object_until(provision: Provision, letter: LetterNote | None) -> date | None:
    """The last day for an objection after a retrieval (section 70(1) VwGO); None for what burdens nobody.

    A letter that went by post, too: the month begins with the later of both notifications, as `ST-OBJ-DUE` computes it.
    """
    if provision.retrieved_at is None or letter is None or letter.template not in BURDENING:
        return None
    posted = [] if letter.sent_at is None else [notified(local_day(letter.sent_at), SAXONY)]
    fetched = available(local_day(provision.notified_at), local_day(provision.retrieved_at)).notification
    known = [one.effective for one in (*posted, fetched) if one is not None]
    return end_of(max(known), Period(1, Unit.MONTHS), SAXONY, norm="§ 70 Abs. 1 VwGO").end if known else None


def left_after(document: Document, given_at: datetime) -> bool:
    """Whether a letter left after the consent was given: the consent does not reach back."""
    return document.letter is not None and document.letter.sent_at is not None and document.letter.sent_at >= given_at
