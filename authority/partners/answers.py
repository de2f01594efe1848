"""How an answer typed into a partner's inbox reads in the language of its connector: the same event its system would send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

#: States of an opinion request in which it is over (contract of the chambers).
OVER = frozenset({"ABGEGEBEN", "UNZUSTAENDIG", "ZURUECKGEZOGEN"})
#: What a chamber or a department answers that has to be asked elsewhere.
NOT_COMPETENT = "UNZUSTAENDIG"
CRITERIA = (
    "regionalNeed", "economicEffect", "financing", "viability", "experience", "employmentTraining", "innovation",
)  # fmt: skip
RATINGS = ("POSITIV", "EHER_POSITIV", "NEUTRAL", "EHER_NEGATIV", "NEGATIV", "NICHT_BEURTEILBAR")
DECISIONS = ("ZUGESTIMMT", "ZUGESTIMMT_MIT_BESCHRAENKUNG", "VERSAGT", "ZUSTIMMUNGSFREI", "NACHFORDERUNG")
RESTRICTIONS = ("validFrom", "validTo", "establishment", "occupation", "employer", "region", "workingTime")

_SPACE = uuid5(NAMESPACE_URL, "urn:akzess:partners:1")


def request_id(key: str) -> str:
    """The id of what a connector's request with this key became: a repetition finds the same."""
    return str(uuid5(_SPACE, f"request {key}"))


def event_id(request: str, number: int) -> str:
    """The id of a request's answer by its number: it is the message's, so that an answer counts once."""
    return str(uuid5(UUID(request), f"answer {number}"))


def opinion(
    request: str, number: int, case_ref: str, given: Mapping[str, Any], at: datetime, author: str
) -> dict[str, Any]:
    """An OpinionEvent of the chambers' contract (Annex B). ValueError names the field that does not fit."""
    state = given.get("state")
    event: dict[str, Any] = {
        "eventId": event_id(request, number),
        "requestId": request,
        "caseRef": case_ref,
        "state": state,
        "occurredAt": at.isoformat(),
    }
    if state == "NACHFORDERUNG":
        event["missingItems"] = _items(given.get("missingItems"))
    elif state == "UNZUSTAENDIG":
        if given.get("forwardTo"):
            event["forwardTo"] = given["forwardTo"]
    elif state == "ABGEGEBEN":
        event["opinion"] = _opinion(given, at.date(), author)
    else:
        raise ValueError("state")
    return event


def _opinion(given: Mapping[str, Any], on: date, author: str) -> dict[str, Any]:
    for name in ("overall", *CRITERIA):
        value = given.get(name)
        if (value is None and name == "overall") or (value is not None and value not in RATINGS):
            raise ValueError(name)
    text = str(given.get("text") or "").strip()
    if not text or len(text) > 10_000:
        raise ValueError("text")
    return {
        "overall": given["overall"],
        **{name: given[name] for name in CRITERIA if given.get(name)},
        "conditions": [str(one)[:500] for one in given.get("conditions") or ()],
        "text": text,
        "issuedOn": on.isoformat(),
        "author": author,
    }


def information(
    request: str,
    number: int,
    case_ref: str,
    kind: str,
    fields: Mapping[str, str],
    remark: str,
    at: datetime,
    *,
    foreign: bool = False,
) -> dict[str, Any]:
    """An AnswerEvent of the departments' contract (domain document 4.6); `foreign`: the department is not competent."""
    event: dict[str, Any] = {
        "eventId": event_id(request, number),
        "requestId": request,
        "caseRef": case_ref,
        "kind": kind,
        "state": NOT_COMPETENT if foreign else "BEANTWORTET",
        "occurredAt": at.isoformat(),
    }
    if not foreign:
        event["answer"] = dict(fields)
    if remark.strip():
        event["text"] = remark.strip()
    return event


def decision(
    key: str, reference: str, case_ref: str, legal_basis: str | None, given: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """A Decision of the employment agency's contract (Annex A) with every key present. ValueError names the field."""
    state = given.get("state")
    if state not in DECISIONS:
        raise ValueError("state")
    reason = str(given.get("text") or "").strip() or None
    restriction = None
    if state == "ZUGESTIMMT_MIT_BESCHRAENKUNG":
        named = given.get("restriction") or {}
        restriction = {name: named.get(name) or None for name in RESTRICTIONS}
        if not any(restriction.values()):
            raise ValueError("restriction")
    if state == "VERSAGT" and not (given.get("refusalCode") and reason):
        raise ValueError("refusalCode" if not given.get("refusalCode") else "text")
    return {
        "requestMessageId": key,
        "baReference": reference,
        "caseRef": case_ref,
        "status": state,
        "statusAt": at.isoformat(),
        "legalBasis": legal_basis,
        "priorityCheckDone": None,
        "restriction": restriction,
        "refusalCode": [str(given["refusalCode"])] if state == "VERSAGT" else [],
        "reason": reason,
        "missingItem": _items(given.get("missingItems")) if state == "NACHFORDERUNG" else [],
        "employerAskedOn": None,
        "employerDeadline": None,
    }


def _items(given: Any) -> list[str]:
    found = [str(one).strip()[:500] for one in given or () if str(one).strip()]
    if not found or len(found) > 20:
        raise ValueError("missingItems")
    return found
