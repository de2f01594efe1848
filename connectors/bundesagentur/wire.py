"""The agency's SOAP format, both ways: values for the WSDL's elements, and plain JSON from its elements."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lxml import etree

from ..base import Refused
from ..settings import Office

NAMESPACE = "urn:akzess:ba:amz:1"
_DATES = frozenset(
    {"birthDate", "residenceSince", "start", "end", "obtainedOn", "declarationDate"}
)  # the xs:date elements of requests
_MONEY = frozenset({"gross", "annualGross", "benefitValue", "variableValue"})
_DECIMALS = frozenset({"hoursPerWeek", "overtimeHoursPerMonth"})
_RESTRICTION = ("validFrom", "validTo", "establishment", "occupation", "employer", "region", "workingTime")


def header(
    key: str, created_at: datetime, office: Office, case_ref: str, given: Mapping[str, Any], *, test: bool
) -> dict[str, Any]:
    """The message header: our key is the messageId by which the agency recognises a repeat."""
    values: dict[str, Any] = {
        "messageId": key,
        "createdAt": created_at,
        "senderAbh": office.name,
        "senderAgs": office.ags,
        "caseRef": case_ref,
        "test": test,
    }
    return values | {name: given[name] for name in ("clerk", "clerkPhone") if name in given}


def submit(given: Mapping[str, Any], head: Mapping[str, Any], callback_url: str) -> dict[str, Any]:
    """Values for `submitApprovalRequest` from the job's input."""
    values = {name: _typed(name, value) for name, value in given.items() if name not in _ELSEWHERE}
    nationality = given["person"]["nationality"]
    values["person"]["nationality"] = [nationality] if isinstance(nationality, str) else list(nationality)
    return values | {"header": head, "callbackUrl": callback_url, "document": _documents(given["documents"])}


def supplement(given: Mapping[str, Any], head: Mapping[str, Any]) -> dict[str, Any]:
    """Values for `supplementRequest`."""
    values = {name: given[name] for name in ("baReference", "note") if name in given}
    return values | {"header": head, "document": _documents(given["documents"])}


def by_reference(given: Mapping[str, Any], head: Mapping[str, Any]) -> dict[str, Any]:
    """Values for `getDecision` and `withdrawRequest`."""
    return {"header": head} | {name: given[name] for name in ("baReference", "reason") if name in given}


_ELSEWHERE = frozenset({"documents", "clerk", "clerkPhone"})  # these have another name or place in the message


def _typed(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {inner: _typed(inner, entry) for inner, entry in value.items()}
    if isinstance(value, list):
        return [_typed(name, entry) for entry in value]
    if name in _DATES:
        return _date(name, value)
    if name in _MONEY:
        return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if name in _DECIMALS:
        return Decimal(str(value))
    return value


def _date(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Refused("SCHEMA_INVALID", f"{name}: not a day of the calendar", {"path": name}) from None


def _documents(given: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_document(entry) for entry in given]


def _document(given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        content = base64.b64decode(given["content"], validate=True)
    except binascii.Error:
        raise Refused("SCHEMA_INVALID", "documents: the content is not base64", {"path": "documents"}) from None
    checksum = given.get("sha256") or hashlib.sha256(content).hexdigest()
    return {name: given[name] for name in ("documentId", "type", "mimeType")} | {"sha256": checksum, "content": content}


def submitted(response: etree._Element) -> dict[str, Any]:
    """Result of `submitApprovalRequest`: the proof of transmission."""
    return {
        name: _text(response, name)
        for name in ("requestMessageId", "baReference", "receivedAt", "fictionDate", "amzTeam")
    }


def supplemented(response: etree._Element) -> dict[str, Any]:
    """Result of `supplementRequest`."""
    return {name: _text(response, name) for name in ("receivedAt", "fictionDate")}


def withdrawn(response: etree._Element) -> dict[str, Any]:
    """Result of `withdrawRequest`."""
    return {"status": _text(response, "status")}


def decision(parent: etree._Element) -> dict[str, Any]:
    """The decision inside a `getDecisionResponse` or `notifyDecision`: every key present, null or [] when left out."""
    found = parent.find(f"{{{NAMESPACE}}}decision")
    if found is None:
        raise ValueError("the schema demands a decision")
    single = {
        name: _text(found, name)
        for name in (
            "requestMessageId", "baReference", "status", "statusAt", "legalBasis", "reason", "employerAskedOn",
            "employerDeadline",
        )
    }  # fmt: skip
    checked = _text(found, "priorityCheckDone")
    restriction = found.find(f"{{{NAMESPACE}}}restriction")
    return single | {
        "caseRef": found.findtext(f"{{{NAMESPACE}}}header/{{{NAMESPACE}}}caseRef"),
        "priorityCheckDone": None if checked is None else checked in ("true", "1"),
        "restriction": None if restriction is None else {name: _text(restriction, name) for name in _RESTRICTION},
        "refusalCode": _texts(found, "refusalCode"),
        "missingItem": _texts(found, "missingItem"),
    }


def message_id(notification: etree._Element) -> str:
    """The sender's identifier of a `notifyDecision`."""
    path = "/".join(f"{{{NAMESPACE}}}{step}" for step in ("decision", "header", "messageId"))
    return str(notification.findtext(path))


def fault(detail: etree._Element) -> dict[str, Any]:
    """The parts of an `amzFault`: code, text, path, retryable."""
    return {
        "code": _text(detail, "code"),
        "text": _text(detail, "text"),
        "path": _text(detail, "path"),
        "retryable": _text(detail, "retryable") in ("true", "1"),
    }


def acknowledged(at: datetime) -> etree._Element:
    """`notifyDecisionResponse`."""
    return _element("notifyDecisionResponse", acknowledgedAt=at.isoformat())


def our_fault(code: str, text: str, *, retryable: bool) -> etree._Element:
    """An `amzFault` of ours."""
    return _element("amzFault", code=code, text=text, retryable="true" if retryable else "false")


def _element(name: str, **children: str) -> etree._Element:
    root = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={"ba": NAMESPACE})
    for child, value in children.items():
        etree.SubElement(root, f"{{{NAMESPACE}}}{child}").text = value
    return root


def _text(parent: etree._Element, name: str) -> str | None:
    value = parent.findtext(f"{{{NAMESPACE}}}{name}")
    return None if value is None else str(value).strip()


def _texts(parent: etree._Element, name: str) -> list[str]:
    return [str(child.text).strip() for child in parent.findall(f"{{{NAMESPACE}}}{name}")]
