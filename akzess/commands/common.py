"""Options that many commands share, and how they open the database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from akzess import evidence_keys, settings
from akzess.clocks import SystemClock
from akzess.house import House
from akzess.ids import RandomIds
from akzess.people import named, staff
from akzess.settings import BadSettings
from engine.feel import loads
from engine.model import Actor, Case, Task
from store import SqlStore, open_store


class ExitCode(IntEnum):
    """What the number says that a command ends with."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    MODEL = 4
    AUDIT = 5
    FAILED = 6
    SURROUNDINGS = 7


def _meant(given: str) -> str:
    """The database of the settings, so that a command works where the platform works and nowhere else."""
    return settings.with_password(given or settings.read().database)


Database = Annotated[
    str,
    typer.Option(
        "--database",
        "-d",
        envvar="AKZESS_DATABASE",
        help="sqlite:///PATH or postgresql://…",
        callback=_meant,
        show_default="the settings', else sqlite:///var/akzess.db",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for machines instead of a table")]
As = Annotated[
    str, typer.Option("--as", help="who acts: an account of the demo (anna.dd) or name.role (anna.akz-clerk)")
]
#: Nothing said: the database of the settings.
DATABASE = ""


def existing(database: str) -> str:
    """The same database, if there is one. Errors: BadSettings when an SQLite file is missing.

    An empty one would be made otherwise, and "0 cases, everything in order" said of it.
    """
    scheme, _, place = database.partition(":///")
    if scheme == "sqlite" and place != ":memory:" and not Path(place).exists():
        raise BadSettings(
            f"there is no database {place}: name the platform's (akzess --settings FILE …, AKZESS_SETTINGS, --database), "
            "or make one (akzess run, akzess setup, akzess db upgrade)"
        )
    return database


@contextmanager
def opened(database: str, *, make: bool = False) -> Iterator[House]:
    """The platform on a database, without agencies: for commands that look and act, while `akzess run` works.

    `make`: a database that is not there, or behind, is brought to the schema of this version; otherwise it is refused.
    Errors: BadSettings, UnsafeDatabase.
    """
    store = open_store(database if make else existing(database))
    try:
        evidence_keys.lend(store, database, settings.read().keys)
        if make or not isinstance(store, SqlStore):
            store.upgrade()
        else:
            store.check()
        yield House(store, SystemClock(), RandomIds(), [])
    finally:
        store.close()


def person(text: str, site: str = "") -> Actor:
    """The actor meant by `--as`. Errors: typer.BadParameter."""
    for someone in staff():
        if someone.account == text:
            return someone.actor
    try:
        return named(text, site)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is neither an account of the demo nor name.role") from None


def find_case(house: House, text: str) -> Case:
    """The case by id or business key. Errors: NotFound."""
    return house.find(text)


def task_facts(row: Task) -> dict[str, Any]:
    """A task for machines: what the lists of the HTTP API say of it, without the lights of its deadline."""
    return {
        "id": row.id,
        "caseId": row.case_id,
        "businessKey": row.business_key,
        "processId": row.process_id,
        "elementId": row.element_id,
        "name": row.name,
        "formId": row.form_id,
        "state": row.state.name,
        "assignee": row.assignee,
        "groups": list(row.groups),
        "priority": row.priority,
        "site": row.site,
        "createdAt": row.created_at,
        "dueAt": row.due_at,
        "followUpAt": row.follow_up_at,
        "endedAt": row.ended_at,
        "endedBy": row.ended_by,
    }


def data(text: str | None, file: Path | None) -> dict[str, Any]:
    """A JSON object from an option, or from a file (JSON or YAML; "-" is standard input)."""
    if file is not None:
        content = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        try:
            found = loads(content)
        except ValueError:
            found = yaml.safe_load(content)
    elif text is not None:
        try:
            found = loads(text)
        except (ValueError, json.JSONDecodeError):
            raise typer.BadParameter("not valid JSON") from None
    else:
        found = {}
    if not isinstance(found, Mapping):
        raise typer.BadParameter("a JSON object is needed")
    return dict(found)
