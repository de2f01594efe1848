"""What the counter answers in the language of each connector: receipts, states, documents."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from authority.partners.answers import OVER
from connectors.base import JsonObject, Refused

from . import consulted
from .records import ASKED, OPEN, WITHDRAWN, PartnerDocument, PartnerRequest

BA = "bundesagentur"
_STATES = {OPEN: "IN_PRUEFUNG", ASKED: "NACHFORDERUNG", WITHDRAWN: "ZURUECKGEZOGEN"}


def due(given: JsonObject, today: date) -> str:
    """The day (ISO) by which an answer is wanted: what the request names, else its weeks from today."""
    for name in ("dueDate", "dueOn"):
        if name in given:
            return str(given[name])
    return (today + timedelta(weeks=int(given.get("deadlineWeeks", 2)))).isoformat()


def receipt(agency: str, row: PartnerRequest) -> dict[str, Any]:
    """What the partner's system would say to a new request."""
    if agency == BA:
        return {
            "requestMessageId": row.key,
            "baReference": row.reference,
            "receivedAt": row.created_at.isoformat(),
            "fictionDate": row.due_on,
            "amzTeam": row.partner,
        }
    if agency == consulted.AEMTER:
        return {"requestId": row.id, "receivedAt": row.created_at.isoformat(), "dueOn": row.due_on}
    return status(agency, row)


def status(agency: str, row: PartnerRequest) -> dict[str, Any]:
    """Where a request stands. Error: Refused while the employment agency has decided nothing."""
    answers = row.content.get("answers") or []
    last = answers[-1] if answers else {}
    if agency == BA:
        if last:
            return dict(last)
        raise Refused("UNBEKANNTE_REFERENZ", "no decision yet")
    state = last.get("state") if last.get("state") in OVER else _STATES.get(row.state, "IN_PRUEFUNG")
    return {
        "requestId": row.id,
        "state": "EINGEGANGEN" if not last and row.state == OPEN else state,
        "receivedAt": row.created_at.isoformat(),
        "dueDate": row.due_on,
        "missingItems": list(last.get("missingItems", ())) if row.state == ASKED else [],
        "opinion": None,
    }


def document(row: PartnerRequest, given: JsonObject, now: datetime) -> PartnerDocument:
    """A document of a request; the same one again is the same row. Error: Refused."""
    try:
        content = base64.b64decode(str(given["content"]), validate=True)
    except binascii.Error:
        raise Refused("SCHEMA_INVALID", "/content is not base64", {"path": "/content"}) from None
    digest = hashlib.sha256(content).hexdigest()
    if given.get("sha256") not in (None, digest):
        raise Refused("HASH_MISMATCH", "the checksum is another document's")
    return PartnerDocument(
        tenant=row.tenant,
        id=str(uuid5(NAMESPACE_URL, f"urn:akzess:partners:1:{row.id}:{given['type']}:{digest}")),
        request_id=row.id,
        case_id=row.case_id,
        type=str(given["type"]),
        name=str(given.get("fileName") or f"{str(given['type']).lower()}.pdf")[:200],
        media_type=str(given.get("mimeType", "application/pdf")),
        sha256=digest,
        size=len(content),
        sent_at=now,
        content=str(given["content"]),
    )


def as_json(value: JsonObject) -> bytes:
    """The bytes that the evidence keeps."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()
