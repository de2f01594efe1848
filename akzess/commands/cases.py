"""`akzess start | show | deliver`: begin a case, look into it, give it a message."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from akzess.house import TENANT
from akzess.ids import RandomIds
from akzess.output import as_json, facts, table
from akzess.procedure import MAIN
from akzess.scenario_file import applications, merge
from akzess.scenarios import folder
from engine.commands import DeliverMessage
from engine.model import SYSTEM
from service import views
from store.codec import dumps

from .common import DATABASE, As, AsJson, Database, data, find_case, opened, person, task_facts


def start(
    application: Annotated[
        str | None, typer.Argument(help="key in scenarios/applications.yaml, for example engineer")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="application as JSON or YAML; - is standard input")
    ] = None,
    variables: Annotated[str | None, typer.Option("--data", help="JSON object, laid on top")] = None,
    process: Annotated[str, typer.Option(help="process id")] = MAIN,
    site: Annotated[str, typer.Option(help="DD, FG, C or L; default: from the address")] = "",
    business_key: Annotated[str | None, typer.Option(help="default: the next number")] = None,
    as_: As = "",
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Start a case of the newest version of a procedure.

    Examples:

      akzess start engineer

      akzess start --file antrag.json --site L --json
    """
    base: dict[str, Any] = data(None, file)
    if application is not None:
        known = applications(folder())
        if application not in known:
            raise typer.BadParameter(f"no such application; there are {', '.join(sorted(known))}")
        base = merge(known[application], base)
    with opened(database, make=True) as house:
        if process == MAIN and not house.read.definitions(TENANT, newest_only=True):
            house.deploy()
        done = house.start(
            merge(base, data(variables, None)),
            process=process,
            site=site,
            business_key=business_key,
            actor=person(as_) if as_ else SYSTEM,
        )
    found = {"id": done.case_id, "businessKey": done.business_key, "status": done.status.value}
    if as_json_:
        as_json(found)
    else:
        facts({"Vorgang": done.business_key, "Id": done.case_id, "Stand": done.status.value})


def show(
    case: Annotated[str, typer.Argument(help="case number or id")],
    history: Annotated[bool, typer.Option("--history", help="every step")] = False,
    variables: Annotated[bool, typer.Option("--variables", help="the case's data")] = False,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Show where a case stands: open tasks, waiting jobs, timers, incidents.

    Examples:

      akzess show AKZ-DD-2026-000001 --history

      akzess show AKZ-DD-2026-000001 --variables --json
    """
    with opened(database) as house:
        row = find_case(house, case)
        rows = house.read.open_rows(TENANT, row.id)
        lines = list(house.read.history(TENANT, row.id)) if history or as_json_ else []
        content = house.engine.variables(row.id) if variables or as_json_ else {}
    if as_json_:
        found = views.case_row(row).plain() | {
            "tasks": [task_facts(t) for t in rows.tasks],
            "jobs": [
                {
                    "type": j.type,
                    "elementId": j.element_id,
                    "state": j.state.name,
                    "attempts": j.attempts,
                    "runAt": j.run_at,
                }
                for j in rows.jobs
            ],
            "timers": [{"elementId": t.element_id, "fireAt": t.fire_at} for t in rows.timers],
            "waitsFor": [{"kind": s.kind, "name": s.name} for s in rows.subscriptions],
            "incidents": [views.incident(i).plain() for i in rows.incidents],
        }
        if history:
            found["history"] = [line.plain() for line in views.history(lines)]
        if variables:
            found["variables"] = content
        as_json(found)
        return
    facts(
        {
            "Vorgang": row.business_key or row.id,
            "Id": row.id,
            "Verfahren": row.process_id,
            "Standort": row.site or None,
            "Stand": row.status.value,
            "Begonnen": row.created_at,
            "Beendet": row.ended_at,
        }
    )
    table(
        "Offene Aufgaben",
        ("Schlüssel", "Aufgabe", "Gruppe", "bei", "fällig"),
        [(t.element_id, t.name, t.groups, t.assignee, t.due_at) for t in rows.tasks],
    )
    if rows.jobs:
        table(
            "Aufträge an Behörden",
            ("Auftrag", "Element", "Stand", "Versuche", "ab"),
            [(j.type or j.kind, j.element_id, j.state.name, j.attempts, j.run_at) for j in rows.jobs],
        )
    if rows.timers:
        table("Fristen", ("Element", "läuft ab"), [(t.element_id, t.fire_at) for t in rows.timers])
    if rows.subscriptions:
        table("Wartet auf", ("Art", "Name"), [(s.kind, s.name) for s in rows.subscriptions])
    if rows.incidents:
        table(
            "Störungen",
            ("Element", "Grund", "Beschreibung", "seit"),
            [(i.element_id, i.code, i.message, i.opened_at) for i in rows.incidents],
        )
    if history:
        table(
            "Verlauf",
            ("Nr.", "Zeit", "Wer", "Ereignis", "Element", "Ergebnis"),
            [(h.seq, h.at, h.actor, h.event, h.element_id or None, h.outcome or None) for h in lines],
        )
    if variables:
        table("Daten", ("Name", "Wert"), [(k, dumps(v)[:200]) for k, v in sorted(content.items())])


def deliver(
    name: Annotated[str, typer.Argument(help="message name, for example antrag.ruecknahme")],
    key: Annotated[str, typer.Option("--key", "-k", help="correlation key, often the case number")] = "",
    payload: Annotated[str | None, typer.Option("--data", help="JSON object")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="payload as JSON or YAML")] = None,
    message_id: Annotated[
        str | None, typer.Option("--id", help="the sender's id; the same id again has no effect")
    ] = None,
    source: Annotated[str, typer.Option(help="who sends")] = "cli",
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Deliver a message to the case that waits for it (or keep it until one does).

    Example: akzess deliver antrag.ruecknahme --key AKZ-DD-2026-000001 --data '{"grund": "Umzug"}'
    """
    with opened(database) as house:
        receipt = house.handle(
            DeliverMessage(
                source=source,
                message_id=message_id or RandomIds().key(),
                name=name,
                key=key,
                payload=data(payload, file),
            )
        )
    if as_json_:
        as_json({"id": receipt.id, "state": receipt.state, "caseId": receipt.case_id, "at": receipt.at})
    else:
        facts({"Quittung": receipt.id, "Stand": receipt.state, "Vorgang": receipt.case_id})


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(start)
    app.command()(show)
    app.command()(deliver)
