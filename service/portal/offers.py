"""Consents and offers as rows under their locks, and what evidence says of an offer (section 41(2a) VwVfG)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from authority.intake import DeliveryConsent, Provision, Standing, standing
from engine.deadlines import local_day

from ..context import TENANT


def locked_consent(work: Any, case_id: str) -> DeliveryConsent | None:
    """The consent, which nobody else changes before the unit of work is over."""
    work.lock_correlation(TENANT, "consent", case_id)
    found: DeliveryConsent | None = work.get(DeliveryConsent, TENANT, case_id)
    return found


def end_offer(work: Any, offer: Provision, now: datetime, expected: Standing) -> bool:
    """End an offer that still stands as it was read to stand: a retrieval at the same moment is never written over."""
    work.lock_correlation(TENANT, "provision", f"{offer.case_id}/{offer.document_id}")
    known: Provision | None = work.get(Provision, TENANT, offer.case_id, offer.document_id, offer.number)
    if known is None or known.ended_at is not None or standing(known, local_day(now)) is not expected:
        return False
    work.put(replace(known, ended_at=now))
    return True


def said(provision: Provision) -> dict[str, Any]:
    """An offer as its evidence says it."""
    return {
        "documentId": provision.document_id,
        "number": provision.number,
        "notifiedAt": provision.notified_at.isoformat(),
        "endsOn": provision.ends_on,
        "retrievedAt": provision.retrieved_at.isoformat() if provision.retrieved_at else None,
        "knownOn": provision.deemed_on,
    }
