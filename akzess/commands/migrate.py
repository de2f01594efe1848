"""`akzess migrate`: moves running cases to another version of their procedure, after saying of each whether it can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from akzess.house import TENANT, House
from akzess.output import as_json, console, table
from engine.commands import MigrateCase, UndoMigration
from engine.errors import NotFound
from engine.migrations import Outcome, Pair, Remark, Verdict
from engine.model import Actor

from .common import DATABASE, As, AsJson, Database, ExitCode, opened, person

From = Annotated[str, typer.Argument(help="deployment by its number, or process@version")]
To = Annotated[str, typer.Argument(help="the same of the version to move to; default: the newest")]
Map = Annotated[list[str] | None, typer.Option("--map", help="old=new element (old= for none); process/old=new")]
Renew = Annotated[list[str] | None, typer.Option(help='timer to compute anew ("*": all); others keep their due date')]
Accept = Annotated[bool, typer.Option("--accept", help="take the guesses for elements that have another id")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only say what would happen")]
Undo = Annotated[bool, typer.Option("--undo", help="put back the cases to which nothing has happened since")]
Reason = Annotated[str, typer.Option(help="kept in the history of every case")]


def migrate(
    source: From,
    target: To = "",
    mapping: Map = None,
    renew: Renew = None,
    accept: Accept = False,
    dry_run: DryRun = False,
    undo: Undo = False,
    reason: Reason = "",
    who: As = "lore.system-admin",
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Move the running cases of one deployment to another, each in a transaction of its own; may be begun again any time.

    Ends with 1 when cases stayed where they were.

    Examples:

      akzess migrate 1 2 --dry-run

      akzess migrate akzess-main@1 --map UT-COMPL=UT-COMPLETE --reason "Formular geteilt"

      akzess migrate 1 2 --undo
    """
    actor = person(who)
    with opened(database) as house:
        begin, there = deployment_of(house, source), deployment_of(house, target) if target else _newest(house, source)
        if undo:
            order = UndoMigration(actor=actor, case_id="", reason=reason)
            _tell(list(house.engine.migrations.undo(order, begin, there)), as_json_, [])
            return
        command = _command(house, begin, there, mapping, renew, actor, reason, accept=accept)
        proposal = house.engine.migrations.proposal(begin, there, command.mapping)
        if dry_run:
            _foretell(proposal, list(_verdicts(house, command)), as_json_)
            return
        _tell(list(house.engine.migrations.migrate(command)), as_json_, proposal)


def _command(
    house: House,
    begin: int,
    there: int,
    mapping: list[str] | None,
    renew: list[str] | None,
    actor: Actor,
    reason: str,
    *,
    accept: bool,
) -> MigrateCase:
    by_hand = {}
    for text in mapping or ():
        old, equals, new = text.partition("=")
        if not equals or not old:
            raise typer.BadParameter(f"{text!r} is not old=new")
        by_hand[old] = new
    if accept:
        by_hand = house.engine.migrations.full_mapping(begin, there, by_hand)
    return MigrateCase(
        actor=actor,
        case_id="",
        deployment_id=there,
        from_deployment=begin,
        mapping=by_hand,
        renew=tuple(renew or ()),
        reason=reason,
    )


def deployment_of(house: House, text: str) -> int:
    """A deployment by its number, or as that of process@version. Errors: NotFound, typer.BadParameter."""
    process, at, version = text.rpartition("@")
    if not version.isascii() or not version.isdigit() or len(version) > 12:
        raise typer.BadParameter(f"{text!r} is neither a deployment's number nor process@version")
    if not at:
        if int(text) not in {known.id for known in house.read.deployments(TENANT)}:
            raise NotFound(f"no deployment {text}")
        return int(text)
    with house.store.unit_of_work() as work:
        return work.definition(TENANT, process, int(version)).deployment_id


def _newest(house: House, source: str) -> int:
    """The newest deployment of a process, or of all."""
    process = source.rpartition("@")[0]
    if process:
        with house.store.unit_of_work() as work:
            return work.definition(TENANT, process).deployment_id
    return max(known.id for known in house.read.deployments(TENANT))


def _verdicts(house: House, command: MigrateCase) -> Iterator[Verdict]:
    after: str | None = None
    while True:
        page = house.engine.migrations.verdicts(command, after=after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _foretell(proposal: list[Pair], verdicts: list[Verdict], as_json_: bool) -> None:
    if as_json_:
        as_json({"elements": [_pair(one) for one in _differing(proposal)], "cases": [_verdict(v) for v in verdicts]})
        return
    _show_pairs(proposal)
    table(
        "Vorgänge / cases",
        ("Nummer", "Prozess", "Urteil", "Warum und was"),
        [
            (v.business_key, v.process_id, "ja" if v.migratable else "nein", _said(v.obstacles or v.notes))
            for v in verdicts
        ],
    )
    ready = sum(verdict.migratable for verdict in verdicts)
    console().print(f"{ready} von {len(verdicts)} können umziehen / {ready} of {len(verdicts)} can move")


def _show_pairs(proposal: list[Pair]) -> None:
    table(
        "Elemente, die anders heißen oder fehlen / elements with another id, or gone",
        ("Prozess", "Element", "Art", "wird", "Vorschlag", "Grund"),
        [
            (one.process_id, one.element_id, one.type, one.target or None, one.suggestion or None, one.reason)
            for one in _differing(proposal)
        ],
        empty="keine / none",
    )


def _differing(proposal: Iterable[Pair]) -> list[Pair]:
    return [one for one in proposal if one.target != one.element_id]


def _tell(outcomes: list[Outcome], as_json_: bool, proposal: list[Pair]) -> None:
    stayed = [one for one in outcomes if one.code]
    if as_json_:
        as_json(
            {
                "moved": len(outcomes) - len(stayed),
                "stayed": [{"number": one.business_key, "caseId": one.case_id, "code": one.code,
                            "obstacles": [_remark(o) for o in one.obstacles]} for one in stayed],
            }
        )  # fmt: skip
    else:
        if proposal:
            _show_pairs(proposal)
        table(
            "Geblieben / stayed",
            ("Nummer", "Grund", "Warum"),
            [(one.business_key, one.code, _said(one.obstacles)) for one in stayed],
            empty="keiner / none",
        )
        reasons = ", ".join(f"{code} {count}" for code, count in sorted(Counter(one.code for one in stayed).items()))
        moved = len(outcomes) - len(stayed)
        console().print(f"{moved} umgezogen / moved, {len(stayed)} geblieben / stayed {reasons}".rstrip(), markup=False)
    if stayed:
        raise typer.Exit(ExitCode.REFUSED)


def _said(remarks: Iterable[Remark]) -> str:
    return " ".join(dict.fromkeys(one.message for one in remarks))


def _pair(one: Pair) -> dict[str, Any]:
    return {
        "processId": one.process_id,
        "elementId": one.element_id,
        "type": one.type,
        "target": one.target or None,
        "suggestion": one.suggestion or None,
        "reason": one.reason,
    }


def _verdict(one: Verdict) -> dict[str, Any]:
    return {
        "caseId": one.case_id,
        "number": one.business_key,
        "processId": one.process_id,
        "version": one.version,
        "migratable": one.migratable,
        "obstacles": [_remark(remark) for remark in one.obstacles],
        "notes": [_remark(remark) for remark in one.notes],
    }


def _remark(one: Remark) -> dict[str, Any]:
    return {
        "code": one.code,
        "elementId": one.element_id,
        "activation": one.activation or None,
        "message": one.message,
        "messageEn": one.message_en,
    }


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)
