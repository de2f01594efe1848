"""A letter to keep, and a ledger on a clock that stands still."""

from __future__ import annotations

from typing import Any

from connectors.ledger import Letter, Part
from store.evidence import Entry, EvidenceFilter, Kept, Keyring
from tests.store.records import NOON

from .conftest import MASTER


def letter(**other: Any) -> Letter:
    fields: dict[str, Any] = {
        "part": Part.REQUEST,
        "exchange": "e1",
        "agency": "bundesagentur",
        "operation": "submitApprovalRequest",
        "key": "key-1",
        "at": NOON,
        "body": b"<a>1</a>",
        "media_type": "text/xml",
        "case_id": "c1",
        "business_key": "AKZ-DD-2026-000001",
    }
    return Letter(**(fields | other))


class Still:
    def now(self) -> Any:
        return NOON


def ledger(store: Any, *masters: bytes) -> Kept:
    return Kept(store, Keyring(masters or [MASTER]), Still())


def rows(store: Any, **filters: Any) -> list[Entry]:
    return list(store.read().evidence(1, filters=EvidenceFilter(**filters)).items)
