"""Reads scenario files: an application, what people and agencies do, and what has to come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from processes.yaml_files import read_yaml

BERLIN = ZoneInfo("Europe/Berlin")
VERBS = frozenset(
    {
        "completes", "days", "until", "hours", "receives", "waits", "absent", "refuses", "expects", "passed", "default",
        "note", "files", "portal",
    }
)  # fmt: skip
OUTCOMES = frozenset({"outcome", "visited", "notVisited", "passed", "expects", "sent", "letters", "status", "ended"})
#: Files of a scenarios folder that are no scenarios.
SHARED = frozenset({"applications", "clerks", "equivalent"})


class BadScenario(ValueError):
    """The file does not say what is to be done; names file and place."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file, checked. `start` is an aware instant; `application` the variables the case begins with.

    `message`: the case is begun by this message, with the application as its content ("" by starting the process).
    """

    id: str
    title: Mapping[str, str]
    path: Path
    start: datetime
    process: str
    application: Mapping[str, Any]
    agencies: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()
    then: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""


def local(value: object, path: Path) -> datetime:
    """An aware instant from a YAML date, time stamp or text; without zone it is Berlin's local time."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise BadScenario(f"{path.name}: {value!r} is no date") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(0, 0))
    if not isinstance(value, datetime):
        raise BadScenario(f"{path.name}: {value!r} is no date")
    return value if value.tzinfo else value.replace(tzinfo=BERLIN)


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `over` laid on top, context by context; lists and values are replaced whole."""
    found = dict(base)
    for key, value in over.items():
        old = found.get(key)
        found[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return found


def plain(value: Any) -> Any:
    """YAML's dates as ISO texts, as they would come in JSON."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date | time) else value


def exact(value: Any) -> Any:
    """A value ready for comparison: numbers as decimals, dates as ISO text."""
    value = plain(value)
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {key: exact(part) for key, part in value.items()}
    if isinstance(value, list):
        return [exact(part) for part in value]
    return value


def load_yaml(path: Path) -> Any:
    """The content of a YAML file. Errors: BadScenario when it cannot be read."""
    try:
        return read_yaml(path)
    except (OSError, yaml.YAMLError) as error:
        raise BadScenario(f"{path.name}: {error}") from None


@cache
def applications(folder: Path) -> Mapping[str, Any]:
    """The synthetic applications of a scenarios folder, by key; one may build on another by `like`."""
    found: dict[str, Any] = load_yaml(folder / "applications.yaml") or {}
    found = found.get("applications", found)

    def whole(key: str, trail: tuple[str, ...] = ()) -> dict[str, Any]:
        if key in trail or key not in found:
            raise BadScenario(f"applications.yaml: {' -> '.join([*trail, key])} leads nowhere")
        own = dict(found[key])
        like = own.pop("like", None)
        return merge(whole(like, (*trail, key)), own) if like else own

    return {key: plain(whole(key)) for key in found}


def read(path: Path) -> Scenario:
    """One scenario. Errors: BadScenario."""
    content = load_yaml(path)
    if not isinstance(content, dict) or "id" not in content or "given" not in content:
        raise BadScenario(f"{path.name}: a scenario has id, title, given, steps and then")
    given = content["given"]
    key = given.get("application")
    try:
        base = applications(path.parent)[key] if key else {}
    except KeyError:
        raise BadScenario(f"{path.name}: no application {key!r}") from None
    steps = tuple(content.get("steps") or ())
    for number, step in enumerate(steps, start=1):
        if not isinstance(step, dict) or not VERBS & set(step):
            raise BadScenario(f"{path.name}, step {number}: none of {', '.join(sorted(VERBS))}")
    then = content.get("then") or {}
    if set(then) - OUTCOMES:
        raise BadScenario(f"{path.name}: then knows no {', '.join(sorted(set(then) - OUTCOMES))}")
    title = content.get("title") or {}
    return Scenario(
        id=str(content["id"]),
        title=title if isinstance(title, Mapping) else {"de": str(title)},
        path=path,
        start=local(given.get("at"), path),
        process=given.get("process", "akzess-main"),
        application=plain(merge(base, given.get("with") or {})),
        agencies=given.get("agencies") or {},
        steps=steps,
        then=then,
        message=str(given.get("message") or ""),
    )


def files(folder: Path) -> list[Path]:
    """The scenario files of a folder; the shared ones (applications, clerks, equivalent mutants) are none."""
    return sorted(path for path in folder.glob("*.yaml") if path.stem not in SHARED)
