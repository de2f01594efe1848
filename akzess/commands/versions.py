"""`akzess diff | propose | again | deployments | replay`: what the workshop does with versions, for diagrams that are kept in git."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from akzess import bundle, settings, surroundings
from akzess.garbage import leave_alone
from akzess.house import TENANT, House
from akzess.output import as_json, console, facts, table
from akzess.workbench import trials
from akzess.workbench.material import shipped
from akzess.workbench.tallies import bites, counted
from engine.differences import FileDifference, compare
from engine.errors import Undeployable
from service.designer import files as names
from service.designer import recording, releases
from service.designer.desk import Designer
from service.designer.ports import Difference, ReplayState
from store.drafts import ModelDraft, ModelRelease

from .common import DATABASE, As, AsJson, Database, opened, person
from .migrate import deployment_of

Folder = Annotated[Path, typer.Argument(help="folder of the procedure")]
Side = Annotated[str, typer.Argument(help="a folder, a deployment's number, or process@version")]
_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}
#: What is shown of a text; --json has all of it.
_SHOWN = 160


def diff(before: Side = "", after: Side = "", database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """What changed between two versions: elements, rules, fields, texts, parameters; added, removed, changed, moved.

    Without the second one it is the folder processes/akzess, without both the newest deployment and that folder.
    Signs: + added, - removed, ~ changed, > moved. A deployment that was made without its texts and parameters is compared without them.

    Examples:

      akzess diff

      akzess diff 1 2

      akzess diff ../main/processes/akzess processes/akzess --json
    """
    with ExitStack() as stack:
        house = cache(lambda: stack.enter_context(opened(database)))
        (old, old_whole), (new, new_whole) = _side(before, house), _side(after or str(bundle.AKZESS), house)
    if not (old_whole and new_whole):
        old, new = names.executed(old), names.executed(new)
    found = compare(old, new)
    if as_json_:
        as_json({"files": [_file(one) for one in found]})
        return
    for line in (line for one in found for line in _lines(one)) if found else ("kein Unterschied / no difference",):
        console().print(line, markup=False, highlight=False, soft_wrap=True)


def propose(
    folder: Folder = bundle.AKZESS,
    who: As = "olga",
    reason: Annotated[str, typer.Option(help="stays with the version for good")] = "",
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Propose a folder for deployment: in the workshop another person (or the same one, where one is enough) agrees.

    Ends with 4 when the models have errors.

    Example: akzess propose processes/akzess --as olga --reason "Erinnerung früher"
    """
    if not reason.strip():
        raise typer.BadParameter("ohne Begründung kein Vorschlag / no proposal without a reason", param_hint="--reason")
    actor = person(who)
    files = shipped(folder) | bundle.read(folder)
    releases.checked(Designer(read_bundle=surroundings.read), files)
    with opened(database) as house:
        now = house.clock.now()
        base = max((row.id for row in house.read.deployments(TENANT)), default=0)
        label = ModelDraft(TENANT, "", folder.resolve().name, base, now, actor.person, now, actor.person)
        with house.store.unit_of_work() as work:
            row = releases.propose(work, label, files, reason.strip(), actor.person, now)
            work.commit()
    if as_json_:
        as_json({"proposal": row.id, "base": base or None})
        return
    console().print(f"Vorgeschlagen: Werkstatt, Versionen / proposed: workshop, versions ({row.id})", markup=False)


def again(
    number: Annotated[int, typer.Argument(help="the deployment whose content comes back, see akzess deployments")],
    who: As = "olga",
    reason: Annotated[str, typer.Option(help="stays with the version for good")] = "",
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Go back: deploy older content once more, as a new version; running cases stay on theirs until they are moved.

    Where the settings want two persons it is a proposal, to which another one agrees in the workshop.

    Example: akzess again 3 --as olga --reason "Fehler in der neuen Fassung"
    """
    if not reason.strip():
        raise typer.BadParameter(
            "ohne Begründung kein Weg zurück / no way back without a reason", param_hint="--reason"
        )
    actor, two = person(who), settings.read().two_persons_deploy
    with opened(database) as house:
        now = house.clock.now()
        with house.store.unit_of_work() as work:
            row = releases.again(work, house.read, Designer(shipped=shipped), number, reason.strip(), actor.person, now)
            work.commit()
        made = None
        if not two:
            made = int(house.handle(releases.order(row, actor)).deployment_id)
            with house.store.unit_of_work() as work:
                releases.settle(work, row.id, made, actor.person, now)
                work.commit()
    if as_json_:
        as_json({"proposal": row.id, "againOf": number, "deploymentId": made})
        return
    console().print(
        f"Vorgeschlagen: Werkstatt, Versionen / proposed: workshop, versions ({row.id})"
        if made is None
        else f"Fassung {made} mit dem Inhalt von {number} / version {made} with the content of {number}",
        markup=False,
    )


def deployments(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Who deployed what when and why, newest first, and how many cases run on each.

    Example: akzess deployments --json
    """
    with opened(database) as house:
        known = {one.deployment_id: one for one in house.read.records(ModelRelease, {"tenant": TENANT})}
        running = house.read.running_of_each(TENANT)
        definitions = house.read.definitions(TENANT)
        rows = [
            {
                "id": row.id,
                "deployedAt": row.deployed_at,
                "deployedBy": row.deployed_by,
                "proposedBy": known[row.id].proposed_by if row.id in known else None,
                "reason": known[row.id].reason if row.id in known else "",
                "againOf": known[row.id].again if row.id in known else None,
                "running": sum(running.get(one.id, 0) for one in definitions if one.deployment_id == row.id),
            }
            for row in house.read.deployments(TENANT)
        ]
    if as_json_:
        as_json({"deployments": rows})
        return
    heads = ("Nr.", "wann", "durch", "vorgeschlagen von", "Grund", "Inhalt von", "laufende Akten")
    table("Fassungen / versions", heads, [tuple(row.values()) for row in rows], empty="keine / none")


def replay(
    folder: Folder = bundle.AKZESS,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="how many cases at most, the newest first")] = 500,
    closed: Annotated[bool, typer.Option(help="cases that are over")] = True,
    running: Annotated[bool, typer.Option(help="cases that are not")] = True,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """What if: play recorded cases again on a folder, with simulated agencies; no case is touched and nothing is sent.

    Told are cases that would have ended otherwise, deadlines, tasks per role; of each its number and no content.

    Examples:

      akzess replay

      akzess replay processes/akzess --limit 100 --no-running --json
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    files = shipped(folder) | bundle.read(folder)
    written, findings = surroundings.read_beside(bundle.read(folder), folder)
    if any(finding.severity == "error" for finding in findings):
        raise Undeployable(findings)
    leave_alone()
    with opened(database) as house:
        rows = recording.cases(house.read, closed=closed, running=running, limit=limit)
        state = ReplayState("", "running", total=len(rows))
        for bite in bites(recording.recorded(house.engine, house.read, rows, house.clock.now())):
            full = [case for case in bite if case.events]
            state = counted(state, trials.replay(files, written, full) if full else [], len(bite) - len(full))
            console(error=True).print(f"{state.done} / {state.total}")
    if as_json_:
        as_json(_sums(state) | {"cases": [_case(one) for one in state.differences]})
        return
    facts(_sums(state))
    table(
        "Anders verlaufen / gone otherwise",
        ("Akte", "Ausgang", "Ende", "versäumt", "wartet auf", "Aufgaben", ""),
        [_line(one) for one in state.differences],
        empty="keine / none",
    )


def _side(text: str, house: Callable[[], House]) -> tuple[Mapping[str, bytes], bool]:
    """Files of a folder or a deployment, and whether those beside the diagrams are among them."""
    if text and Path(text).is_dir():
        return shipped(Path(text)) | bundle.read(Path(text)), True
    read = house().read
    number = deployment_of(house(), text) if text else max((row.id for row in read.deployments(TENANT)), default=0)
    if not number:
        return {}, False
    whole = bool(read.records(ModelRelease, {"tenant": TENANT, "deployment_id": number}))
    return Designer(shipped=shipped).whole(read, number), whole


def _file(one: FileDifference) -> dict[str, Any]:
    return {
        "path": one.path,
        "state": one.state,
        "elements": [
            {
                "id": element.id,
                "name": element.name,
                "state": element.state,
                "changes": [{"what": c.what, "before": c.before, "after": c.after} for c in element.changes],
            }
            for element in one.elements
        ],
    }


def _lines(one: FileDifference) -> Iterator[str]:
    yield f"{_SIGNS[one.state]} {one.path}"
    for element in one.elements:
        yield f"  {_SIGNS[element.state]} {element.id} {element.name}".rstrip()
        if element.state == "changed":
            yield from (f"      {c.what or 'type'}: {_short(c.before)} → {_short(c.after)}" for c in element.changes)


def _short(text: str | None) -> str:
    if text is None:
        return "–"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"


def _sums(state: ReplayState) -> dict[str, Any]:
    return {
        "played": state.done - state.skipped,
        "same": state.same,
        "different": state.different,
        "skipped": state.skipped,
        "outcomes": state.outcomes,
        "missedMore": state.missed_more,
        "missedFewer": state.missed_fewer,
        "tasks": dict(state.tasks),
    }


def _case(one: Difference) -> dict[str, Any]:
    return {
        "case": one.case_key,
        "outcome": [one.outcome_before, one.outcome_after],
        "status": [one.status_before, one.status_after],
        "ended": [one.ended_before, one.ended_after],
        "missed": [list(one.missed_before), list(one.missed_after)],
        "tasks": [dict(one.tasks_before), dict(one.tasks_after)],
        "waitsFor": list(one.waits_for),
        "problem": one.problem,
    }


def _line(one: Difference) -> tuple[Any, ...]:
    roles = sorted({*one.tasks_before, *one.tasks_after})
    tasks = {role: one.tasks_after.get(role, 0) - one.tasks_before.get(role, 0) for role in roles}
    ended = [day.date().isoformat() if day else "–" for day in (one.ended_before, one.ended_after)]
    return (
        one.case_key,
        f"{one.outcome_before or one.status_before} → {one.outcome_after or one.status_after}",
        " → ".join(dict.fromkeys(ended)),
        f"{len(one.missed_before)} → {len(one.missed_after)}",
        ", ".join(one.waits_for),
        ", ".join(f"{role} {count:+}" for role, count in tasks.items() if count),
        one.problem,
    )


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (diff, propose, again, deployments, replay):
        app.command()(command)
