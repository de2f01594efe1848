"""Which problems a route may answer with, for the description of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .openapi_examples import sample
from .problems import MEDIA_TYPE
from .titles import TITLES

#: Status -> (code of the example, when it comes: German, English).
_KINDS: Mapping[int, tuple[str, str, str]] = {
    400: ("idempotency-key-missing", "Kein gültiges JSON, oder der Schlüssel fehlt", "Not JSON, or no key"),
    401: ("unauthenticated", "Keine oder abgelaufene Anmeldung", "No login, or it has expired"),
    403: ("forbidden", "Sichtbar, aber nicht erlaubt", "Visible, but not permitted"),
    404: ("not-found", "Gibt es nicht, oder nicht für Sie", "Does not exist, or not for you"),
    405: ("method-not-allowed", "Methode nicht erlaubt", "Method not allowed"),
    409: ("conflict-state", "Der Stand passt nicht zur Anfrage", "The state does not fit the request"),
    412: ("stale-version", "Inzwischen geändert", "Changed meanwhile"),
    413: ("payload-too-large", "Zu groß", "Too large"),
    415: ("unsupported-media-type", "Anderer Inhaltstyp nötig", "Another media type is needed"),
    422: ("validation-failed", "Eingaben stimmen nicht", "Something in the input is wrong"),
    428: ("precondition-required", "If-Match fehlt", "If-Match is missing"),
    429: ("too-many-requests", "Zu viele Anfragen; siehe Retry-After", "Too many requests; see Retry-After"),
    500: ("internal", "Fehler bei uns", "A fault of ours"),
    503: ("unavailable", "Vorübergehend nicht verfügbar", "Not available for the moment"),
}

#: What these are about is named by the query, and may not be there.
_NAMED_BY_QUERY = frozenset(
    {
        *("/designer/differences", "/designer/live", "/forecast/basis"),
        *(
            "/mining/overview",
            "/mining/elements",
            "/mining/variants",
            "/mining/conformance",
            "/mining/drift",
            "/mining/diagram",
        ),
    }
)

_RETRY = {"Retry-After": {"description": "Sekunden / seconds", "schema": {"type": "string", "examples": ["1"]}}}

_FOREIGN_ANSWER = {"$ref": "#/components/responses/OrchestrationProblem"}

#: RFC 6749, 5.2.
_OAUTH = {
    "description": "Error of OAuth 2.0",
    "content": {
        "application/json": {
            "schema": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
            "example": {"error": "invalid_client"},
        }
    },
}

#: What the routes in the shape of another product's API answer (service/orchestration/route.py).
_FOREIGN = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string", "examples": ["INVALID_ARGUMENT"]},
        "status": {"type": "integer", "examples": [400]},
        "detail": {"type": "string", "examples": ["filter.x: this filter is not supported"]},
        "instance": {"type": "string", "examples": ["/v2/jobs/search"]},
    },
}


def responses(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The reusable answers, by name."""
    found: dict[str, Any] = {}
    for status, (code, german, english) in _KINDS.items():
        example = sample(schemas["Problem"], schemas) | {
            "type": f"urn:akzess:problem:{code}",
            "title": TITLES[code][0],
            "status": status,
            "detail": "",
            "code": code,
            "retryable": status in (429, 503),
        }
        found[f"Problem{status}"] = {
            "description": f"{german} / {english}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
        }
        if status in (409, 429, 503):
            found[f"Problem{status}"]["headers"] = _RETRY
    found["OrchestrationProblem"] = {
        "description": "Problem document of this part of the API (docs/external-workers.md)",
        "content": {MEDIA_TYPE: {"schema": _FOREIGN}},
    }
    return found


def of(path: str, method: str, operation: Mapping[str, Any], *, public: bool) -> dict[str, Any]:
    """Status -> answer for everything that a route may refuse with."""
    if path == "/v2/oauth/token":
        return dict.fromkeys(("400", "401"), _OAUTH) | dict.fromkeys(("413", "429", "500", "503"), _FOREIGN_ANSWER)
    if path.startswith("/v2/"):
        statuses = ("400", "401", "403", "404", "409", "413", "415", "429", "500", "503", "504")
        return dict.fromkeys(statuses, _FOREIGN_ANSWER)
    names = {p["name"]: p["in"] for p in operation.get("parameters", [])}
    statuses_ = {422, 429, 500, 503}
    if not public or method != "get" or path.startswith("/status/"):
        statuses_ |= {401, 403}
    if "path" in names.values() or public or path in _NAMED_BY_QUERY:
        statuses_.add(404)
    if method != "get":
        statuses_ |= {400, 404, 409, 413, 415}
    if "If-Match" in names:
        statuses_ |= {412, 428}
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses_)}
