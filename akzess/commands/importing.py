"""`akzess import`: diagrams of other tools as ours, with a report of what is left to complete."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from akzess.output import as_json, console, table
from akzess.surroundings import read_beside
from engine.errors import Undeployable
from engine.importing import Imported, Outcome, translate
from engine.importing.stand_ins import missing, stand_ins
from engine.kernel.documents import BadDocument

from .common import AsJson


def import_(
    files: Annotated[list[Path], typer.Argument(help="*.bpmn of another tool (Camunda 7, or plain BPMN)")],
    into: Annotated[Path, typer.Option("--into", help="folder for the translated files; it must not exist yet")],
    with_stand_ins: Annotated[
        bool, typer.Option("--stand-ins", help="a task for a person instead of each called process that is not there")
    ] = False,
    as_json_: AsJson = False,
) -> None:
    """Translate diagrams into our dialect and say what was read, what was left out and what is to be completed.

    The originals stay as they are. What the engine would still refuse is listed last; ends with 0 nevertheless,
    for completing it is the next step.

    Example: akzess import invoice.bpmn --into processes/invoice --stand-ins
    """
    into.mkdir(parents=True)
    done: dict[str, Imported] = {}
    for path in files:
        try:
            done[path.name] = translate(path.read_bytes(), path.name)
        except BadDocument as bad:
            raise Undeployable((bad.finding,)) from bad
    resources = {name: one.data for name, one in done.items()}
    invented = stand_ins(missing(resources)) if with_stand_ins else {}
    for name, data in (resources | invented).items():
        (into / name).write_bytes(data)
    _, findings = read_beside(resources | invented, into)
    refused = [f for f in findings if f.severity == "error"]
    if as_json_:
        as_json(
            {
                "files": [{"file": name, "lines": [_plain(line) for line in one.lines]} for name, one in done.items()],
                "standIns": sorted(invented),
                "refused": [{"elementId": f.element_id, "code": f.code, "message": f.message} for f in refused],
            }
        )
        return
    for name, one in done.items():
        counts = {outcome: sum(line.outcome is outcome for line in one.lines) for outcome in Outcome}
        console().print(
            f"{name}: {counts[Outcome.TRANSLATED]} übersetzt, {counts[Outcome.DROPPED]} nicht nötig, "
            f"{counts[Outcome.OPEN]} zu ergänzen",
            markup=False,
        )
    table(
        "Zu ergänzen / to be completed",
        ("Datei", "Element", "Zeile", "War", "Was zu tun ist"),
        [
            (name, line.element_id, line.line or None, line.was, line.text_de)
            for name, one in done.items()
            for line in one.open
        ],
        empty="nichts / nothing",
    )
    table(
        "So nicht ausführbar / not executable yet",
        ("Datei", "Element", "Regel", "Was"),
        [(f.resource, f.element_id, f.code, f.message) for f in refused],
        empty="nichts / nothing",
    )


def _plain(line: object) -> dict[str, object]:
    names = ("element_id", "outcome", "was", "became", "text_de", "text_en", "line")
    keys = ("elementId", "outcome", "was", "became", "textDe", "textEn", "line")
    return {key: getattr(line, name) for key, name in zip(keys, names, strict=True)}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)
