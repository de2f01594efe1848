"""What has to be done now and then for people on the web: submissions that a crash cut off, offers, notices, old drafts."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from documents.model import Document, Source
from engine.errors import NotFound
from service.portal.delivering import Delivering
from service.portal.noticing import noticing
from service.portal.submitting import Submitting
from service.turns import in_turn
from store.erasing.errors import GoneErased
from store.intake.drafts import Drafts

from .composition import Composition
from .house import TENANT
from .procedure import prepare

log = structlog.get_logger(__name__)

#: Letters of one case that are looked at.
_MOST = 300


def tend_portal(parts: Composition) -> int:
    """One round; how much was done. What fails keeps nothing else waiting; the failure is raised when all had their turn."""
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
    house = parts.house
    said = noticing(parts.store, parts.clock.now, house.handle, house.agencies.by_name, house.engine, delivering)

    def of_case(case_id: str) -> tuple[str, bool, Sequence[Document]]:
        try:
            case = house.engine.standing(case_id, TENANT).case
            found = parts.documents.cabinet.of_case(TENANT, case_id, limit=_MOST)
        except (NotFound, GoneErased):
            return "", False, ()
        return case.business_key, case.status.open, [one for one in found if one.source is Source.LETTER]

    return in_turn(
        [
            lambda: submitting.finish_left(TENANT, now),
            lambda: delivering.round(of_case),
            said.round,
            lambda: drafts.forget(TENANT),
        ]
    )
