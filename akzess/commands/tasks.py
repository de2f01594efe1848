"""`akzess tasks | complete`: the inbox, and doing one task."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from akzess.house import TENANT, House
from akzess.output import as_json, facts, table
from engine.errors import NotFound
from engine.model import Task

from .common import DATABASE, As, AsJson, Database, data, find_case, opened, person, task_facts


def tasks(
    as_: As = "",
    group: Annotated[list[str] | None, typer.Option("--group", "-g", help="only tasks of this group")] = None,
    site: Annotated[list[str] | None, typer.Option("--site", "-s", help="DD, FG, C or L")] = None,
    case: Annotated[str | None, typer.Option("--case", help="only of this case")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="at most so many")] = 50,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """List open tasks, most urgent first.

    Examples:

      akzess tasks --as anna.dd

      akzess tasks --group akz-second --site L --json
    """
    actor = person(as_) if as_ else None
    with opened(database) as house:
        if case is not None:
            rows = house.open_tasks(find_case(house, case).id)[:limit]
        else:
            rows = list(
                house.read.inbox(
                    TENANT,
                    groups=tuple(group) if group else tuple(actor.groups) if actor else None,
                    person=actor.person if actor else "",
                    sites=tuple(site) if site else ("", *actor.sites) if actor else None,
                    limit=limit,
                ).items
            )
    if as_json_:
        as_json({"items": [task_facts(row) for row in rows]})
        return
    table(
        "Offene Aufgaben",
        ("Vorgang", "Schlüssel", "Aufgabe", "Gruppe", "bei", "fällig"),
        [(t.business_key, t.element_id, t.name, t.groups, t.assignee, t.due_at) for t in rows],
    )


def complete(
    task: Annotated[str, typer.Argument(help="task id, or CASE:KEY, for example AKZ-DD-2026-000001:UT-COMPL")],
    as_: As,
    answers: Annotated[str | None, typer.Option("--data", help="JSON object with the answers")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="answers as JSON or YAML")] = None,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Claim and complete a task as a person.

    Example: akzess complete AKZ-DD-2026-000001:UT-COMPL --as anna.dd --data '{"result": "COMPLETE", "identityProof": true}'
    """
    with opened(database) as house:
        row = _find(house, task)
        done = house.complete(row, person(as_, row.site), data(answers, file))
    if as_json_:
        as_json({"caseId": done.case_id, "version": done.version, "status": done.status.value})
    else:
        facts({"Aufgabe": f"{row.name} erledigt", "Vorgang": row.business_key, "Stand": done.status.value})


def _find(house: House, text: str) -> Task:
    """A task by id, or the open task of a case by its key. Errors: NotFound."""
    case, colon, key = text.rpartition(":")
    if colon:
        found = next((t for t in house.open_tasks(find_case(house, case).id) if t.element_id == key), None)
    else:
        found = house.read.task(TENANT, text)
    if found is None:
        raise NotFound(text)
    return found


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(tasks)
    app.command()(complete)
