"""Which letters notify of a decision, and until when one may object to what was retrieved."""

from __future__ import annotations

from datetime import date, datetime

from authority.intake import Provision
from documents.model import Document, Source
from engine.deadlines import SAXONY, Period, Unit, end_of

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


def object_until(provision: Provision, template: str) -> date | None:
    """The last day for an objection after a retrieval (section 70(1) VwGO); None for what burdens nobody."""
    if provision.deemed_on is None or template not in BURDENING:
        return None
    known = date.fromisoformat(provision.deemed_on)
    return end_of(known, Period(1, Unit.MONTHS), SAXONY, norm="§ 70 Abs. 1 VwGO").end


def left_after(document: Document, given_at: datetime) -> bool:
    """Whether a letter left after the consent was given: the consent does not reach back."""
    return document.letter is not None and document.letter.sent_at is not None and document.letter.sent_at >= given_at
