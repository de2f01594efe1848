"""Which letters notify of a decision, and until when one may object to what was retrieved."""

from __future__ import annotations

from datetime import date, datetime

from authority.intake import Provision
from documents.model import Document, LetterNote, Source
from engine.deadlines import SAXONY, Period, Unit, end_of, local_day, notified, retrieval

#: Letters that notify of a decision; all others are mere information.
DECISIONS = frozenset({"grant", "partial", "refusal", "discontinued"})
#: Those that burden: an objection is possible within a month (section 70(1) VwGO).
BURDENING = frozenset({"partial", "refusal", "discontinued"})


def decision(document: Document) -> bool:
    """Whether a document is a letter that notifies of a decision and has left."""
    letter = document.letter
    return (
        document.source is Source.LETTER
        and letter is not None
        and letter.sent_at is not None
        and letter.template in DECISIONS
        and not document.folder.sealed
        and document.deleted_at is None
    )


def object_until(provision: Provision, letter: LetterNote | None) -> date | None:
    """The last day for an objection after a retrieval (section 70(1) VwGO); None for what burdens nobody.

    The letter went by post, too: the month begins with the later of both notifications, as `ST-OBJ-DUE` computes it.
    """
    if provision.retrieved_at is None or letter is None or letter.sent_at is None or letter.template not in BURDENING:
        return None
    posted = notified(local_day(letter.sent_at), SAXONY).effective
    fetched = retrieval(local_day(provision.notified_at), SAXONY, retrieved=local_day(provision.retrieved_at))
    known = max(posted, fetched.notification.effective) if fetched.notification else posted
    return end_of(known, Period(1, Unit.MONTHS), SAXONY, norm="§ 70 Abs. 1 VwGO").end


def left_after(document: Document, given_at: datetime) -> bool:
    """Whether a letter left after the consent was given: the consent does not reach back."""
    return document.letter is not None and document.letter.sent_at is not None and document.letter.sent_at >= given_at
