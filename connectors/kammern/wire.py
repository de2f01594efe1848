"""The chambers' JSON format, both ways, after contract/chamber-opinion.openapi.yaml."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from ..base import JsonObject, Refused
from ..settings import Office

_OPINION_OPTIONAL = (
    "regionalNeed", "economicEffect", "financing", "viability", "experience", "employmentTraining", "innovation",
    "recognitionResult", "documentId",
)  # fmt: skip
_BOUNDARY = "akzess-8f1b2c-teil"


def opinion_request(given: JsonObject, office: Office, case_ref: str, callback_url: str) -> dict[str, Any]:
    """Body of `createOpinionRequest`. The input's names are the contract's; the rest is ours to say."""
    return {"caseRef": case_ref, "authorityAgs": office.ags, "callbackUrl": callback_url} | dict(given)


def status(answer: JsonObject) -> dict[str, Any]:
    """Output of the operations that answer with an OpinionStatus."""
    return {
        "requestId": answer["id"],
        "state": answer["state"],
        "receivedAt": answer["receivedAt"],
        "dueDate": answer["dueDate"],
        "missingItems": list(answer.get("missingItems", ())),
        "opinion": opinion(answer.get("opinion")),
    }


def opinion(given: JsonObject | None) -> dict[str, Any] | None:
    """An Opinion with every key present."""
    if given is None:
        return None
    required = {name: given[name] for name in ("overall", "text", "issuedOn", "author")}
    optional = {name: given.get(name) for name in _OPINION_OPTIONAL}
    return required | optional | {"conditions": list(given.get("conditions", ()))}


def event(given: JsonObject) -> dict[str, Any]:
    """Payload of the message: an OpinionEvent with every key present."""
    return {
        "requestId": given["requestId"],
        "caseRef": given["caseRef"],
        "state": given["state"],
        "occurredAt": given["occurredAt"],
        "missingItems": list(given.get("missingItems", ())),
        "chamber": None,  # known from the key that verified the letter, not from the letter
        "forwardTo": given.get("forwardTo"),
        "opinion": opinion(given.get("opinion")),
    }


def document_bytes(given: JsonObject) -> bytes:
    """The document itself. Error: `Refused("SCHEMA_INVALID")`."""
    try:
        return base64.b64decode(given["content"], validate=True)
    except binascii.Error:
        raise Refused("SCHEMA_INVALID", "/content is not base64", {"path": "/content"}) from None


def checksum(given: JsonObject) -> str:
    """SHA-256 of the document, hexadecimal: given or computed."""
    return str(given.get("sha256") or hashlib.sha256(document_bytes(given)).hexdigest())


def upload(given: JsonObject) -> tuple[str, bytes]:
    """Media type and bytes of the multipart form.

    The boundary is constant, so that the same document gives the same bytes; a document that contains it would end
    too early and is therefore refused, which no real PDF, JPEG or PNG will meet.
    """
    data = document_bytes(given)
    if _BOUNDARY.encode() in data:
        raise Refused("SCHEMA_INVALID", "/content contains the boundary of the form", {"path": "/content"})
    # Only letters, digits, dot and dash: a file name must not be able to write headers.
    name = "".join(c for c in given.get("fileName", "") if c.isascii() and (c.isalnum() or c in ".-_")) or "unterlage"
    media = given.get("mimeType", "application/pdf")
    fields = [("type", given["type"]), ("sha256", checksum(given))]
    parts = [f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields]
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {media}\r\n\r\n'
    parts += [f"--{_BOUNDARY}\r\n{head}".encode(), data, f"\r\n--{_BOUNDARY}--\r\n".encode()]
    return f"multipart/form-data; boundary={_BOUNDARY}", b"".join(parts)
