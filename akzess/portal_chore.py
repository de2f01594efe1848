"""What has to be done now and then for people on the web: submissions that a crash cut off, offers that end, old drafts."""

from __future__ import annotations

from collections.abc import Sequence

from documents.model import Document, Source
from engine.errors import NotFound
from service.portal.delivering import Delivering
from service.portal.submitting import Submitting
from store.erasing.errors import GoneErased
from store.intake.drafts import Drafts

from .composition import Composition
from .house import TENANT
from .procedure import prepare

#: Letters of one case that are looked at.
_MOST = 300


def tend_portal(parts: Composition) -> int:
    """One round; how much was done."""
    now = parts.clock.now()
    drafts = Drafts(parts.store, parts.keys, parts.clock.now)
    submitting = Submitting(
        drafts,
        parts.store,
        parts.documents.cabinet,
        parts.house.engine.handle,
        lambda process, variables, site: prepare(process, variables, site, now),
    )
    delivering = Delivering(parts.store, parts.clock.now, parts.ledger)

    def of_case(case_id: str) -> tuple[str, bool, Sequence[Document]]:
        try:
            case = parts.house.engine.standing(case_id, TENANT).case
            found = parts.documents.cabinet.of_case(TENANT, case_id, limit=_MOST)
        except (NotFound, GoneErased):
            return "", False, ()
        return case.business_key, case.status.open, [one for one in found if one.source is Source.LETTER]

    return submitting.finish_left(TENANT, now) + delivering.round(of_case) + drafts.forget(TENANT)
