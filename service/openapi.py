"""The description of the API (OpenAPI 3.1): operation ids, problems of every route, examples, security schemes."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from . import openapi_problems, resources
from .access.public import PUBLIC
from .access.worker_routes import WORKER_ROUTES
from .openapi_examples import sample
from .resources.base import Resource

#: Where the TypeScript client reads it; a test compares.
COMMITTED = Path(__file__).parent.parent / "web" / "src" / "api" / "openapi.json"
REF = "#/components/schemas/{model}"

TAGS = [
    {"name": name, "description": f"{german} / {english}"}
    for name, german, english in (
        ("cases", "Vorgänge", "cases"),
        ("tasks", "Aufgaben", "tasks"),
        ("views", "Gespeicherte Ansichten", "saved views"),
        ("comments", "Bemerkungen", "comments"),
        ("documents", "Unterlagen und Schreiben", "documents and letters"),
        ("events", "Änderungen, sobald sie geschehen", "changes as they happen"),
        ("messages", "Nachrichten", "messages"),
        ("agencies", "Verkehr mit Behörden", "traffic with agencies"),
        ("operations", "Betrieb", "operations"),
        ("partners", "Beteiligte Stellen", "partners"),
        ("working group", "Arbeitsgruppe", "working group"),
        ("survey", "Befragung", "survey"),
        ("definitions", "Modelle", "models"),
        ("designer", "Werkstatt", "workshop"),
        ("mining", "Prozessanalyse", "process mining"),
        ("forecast", "Vorausschau", "forecast"),
        ("staff", "Team: Sprachen, Abwesenheit, Vorschläge", "team: languages, absences, suggestions"),
        ("incidents", "Störungen", "incidents"),
        ("figures", "Statistik und Personalbedarf", "statistics and staffing"),
        ("login", "Anmeldung", "login"),
        ("status", "Antragstellende", "applicants"),
        ("portal", "Anträge im Entstehen, Arbeitgeber", "applications that are being filled in, employers"),
        ("appointments", "Termine", "appointments"),
        ("advice", "Beratung", "advice"),
        ("health", "Zustand", "health"),
        (
            "external workers",
            "Programme, in der Gestalt einer anderen Schnittstelle",
            "programs, in the shape of another API",
        ),
    )
]

_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "Token von/of POST /login"},
    "basic": {"type": "http", "scheme": "basic", "description": "Konto und Passwort / account and password"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-akzess",
        "description": "Sitzung des Browsers; jeder Aufruf außer GET braucht den Kopf X-CSRF (Wert aus GET /me). "
        "Session of a browser; every call but GET needs the header X-CSRF (value of GET /me).",
    },
}


def operation_id(route: APIRoute) -> str:
    """`<module>_<function>` of a route, so that it stays what it is when the address changes."""
    *_, package, module = route.endpoint.__module__.split(".")
    return f"{'v2_' if package == 'orchestration' else ''}{module}_{route.name}"


def describe(app: FastAPI) -> None:
    """Let the application tell this description of itself; it is made when it is first asked for."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=app.openapi_version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    components = found.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, schema in _models().items():
        schemas.setdefault(name, schema)
    components["schemas"] = dict(sorted(schemas.items()))
    found["paths"] = dict(sorted(found["paths"].items()))
    components["securitySchemes"] = _SECURITY
    components["responses"] = openapi_problems.responses(schemas)
    for path, method, operation in operations(found):
        _complete(path, method, operation, schemas)
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path, method, operation) of a description."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    parameters = [p for p in operation.pop("parameters", []) if p["name"].lower() not in ("authorization", "cookie")]
    for parameter in parameters:
        parameter["schema"] = _never_null(parameter["schema"])
    if parameters:
        operation["parameters"] = parameters
    public = _public(f"{method.upper()} {path}")
    operation["security"] = [] if public else [{"bearer": []}, {"basic": []}, {"session": []}]
    responses = operation["responses"]
    if responses.get("422", {}).get("description") == "Validation Error":
        del responses["422"]
    for answer in responses.values():
        _tidy(answer, schemas)
    if any(p["name"] == "If-Match" for p in parameters) or "ETag" in operation.get("description", ""):
        _success(responses).setdefault("headers", {})["ETag"] = {
            "description": "Version des Vorgangs für If-Match / version of the case for If-Match",
            "schema": {"type": "string", "examples": ['"12"']},
        }
    if any(p["name"] == "Idempotency-Key" for p in parameters):
        _success(responses).setdefault("headers", {})["Idempotent-Replayed"] = {
            "description": "true: die Antwort der ersten Anfrage mit diesem Schlüssel / answer of the first request",
            "schema": {"type": "string", "const": "true"},
        }
    for status, answer in openapi_problems.of(path, method, operation, public=public).items():
        responses.setdefault(status, answer)
    operation["responses"] = dict(sorted(responses.items()))
    for media in operation.get("requestBody", {}).get("content", {}).values():
        _exemplify(media, schemas)


def _public(route: str) -> bool:
    """Whether a route asks for no login: the same tables say so that let requests in."""
    method, _, path = route.partition(" ")
    return route in PUBLIC or WORKER_ROUTES.get(f"{method} {path.removeprefix('/v2')}") == ""


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter without null: what is not given is left out, there is no spelling of null."""
    rest = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    if len(rest) != 1:
        return schema
    return {**rest[0], **{name: value for name, value in schema.items() if name not in ("anyOf", "default")}}


def _success(responses: dict[str, Any]) -> dict[str, Any]:
    first = min(status for status in responses if status.startswith(("2", "3")))
    found: dict[str, Any] = responses[first]
    return found


def _tidy(answer: dict[str, Any], schemas: dict[str, Any]) -> None:
    for name, media in answer.get("content", {}).items():
        if name == "application/json" and media.get("schema") in ({"type": "string"}, {}):
            media["schema"] = {}  # a route without a model of its own: any JSON
            continue
        _exemplify(media, schemas)


def _exemplify(media: dict[str, Any], schemas: dict[str, Any]) -> None:
    if media.get("schema") and "example" not in media and "examples" not in media:
        media["example"] = sample(media["schema"], schemas)


def _models() -> dict[str, Any]:
    """The schema of every answer, also of those that no route gives yet or that are only part of another."""
    for module in pkgutil.iter_modules(resources.__path__):
        importlib.import_module(f"{resources.__name__}.{module.name}")
    kinds = {kind.__name__: kind for kind in _below(Resource)}
    wanted = [(kinds[name], "serialization") for name in sorted(kinds)]
    _, schema = models_json_schema(wanted, by_alias=True, ref_template=REF)  # type: ignore[arg-type]
    return dict(schema["$defs"])


def _below(kind: type[Resource]) -> Iterator[type[Resource]]:
    for child in kind.__subclasses__():
        yield from _below(child)
        if not child.__pydantic_generic_metadata__["origin"] and not child.__pydantic_generic_metadata__["parameters"]:
            yield child


class _Still:
    """A clock for an application that answers nobody."""

    def now(self) -> datetime:
        """Always the same."""
        return datetime(2026, 1, 1, tzinfo=UTC)


def text() -> str:
    """The description as committed: stable from run to run."""
    from store import MemoryStore

    from .app import create_app
    from .identity import Accounts

    app = create_app(None, MemoryStore(), {}, Accounts([], _Still()), _Still(), lambda: None)
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        COMMITTED.parent.mkdir(parents=True, exist_ok=True)
        COMMITTED.write_text(text(), encoding="utf-8")
    else:
        sys.stdout.write(text())
