"""`akzess erase`, `akzess hold`, `akzess retention`: what becomes of the content of a case when its time is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from akzess.house import TENANT, House
from akzess.ids import RandomIds
from akzess.output import as_json, console, table
from akzess.retention import Retention, RetentionError
from engine.errors import Conflict, Forbidden, NotFound
from engine.model import Actor
from service.access.table import ACTIONS
from store import SqlStore
from store.erasing.erasing import Erasing
from store.erasing.records import Basis, Erasure, Hold

from .common import DATABASE, As, AsJson, Database, opened, person

CaseText = Annotated[str, typer.Argument(help="case number or id")]


class _Desk:
    def __init__(self, house: House, store: SqlStore) -> None:
        self.house = house
        self.erasing = Erasing(store, RandomIds().key)
        self.retention = Retention(store, house.engine, RandomIds().key)
        self.now = house.clock.now()


@contextmanager
def _desk(database: str) -> Iterator[_Desk]:
    with opened(database) as house:
        if not isinstance(house.store, SqlStore):
            raise typer.BadParameter("a store in memory keeps nothing")
        yield _Desk(house, house.store)


def _deciding(as_: str, action: str) -> Actor:
    actor = person(as_)
    if actor.groups.isdisjoint(ACTIONS[action].own):
        raise Forbidden(f"{as_}: {' | '.join(sorted(ACTIONS[action].own))}")
    return actor


def erase(
    case: CaseText,
    as_: As,
    basis: Annotated[
        Basis, typer.Option(help="why: the end of the time, or whose order replaces it")
    ] = Basis.RETENTION,
    reference: Annotated[str, typer.Option(help="file reference of the decision, no name; kept for ever")] = "",
    approve: Annotated[bool, typer.Option("--approve", help="approve what somebody else has proposed")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="take a proposal back")] = False,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Erase an ended case by destroying its key: one person proposes, another one approves.

    Refused (1) for a case that is open, held, or has to be kept. A second time changes nothing.

    Examples:

      akzess erase AKZ-DD-2026-000001 --as clara.akz-lead --basis court-order --reference "VG Dresden, 3 K 1/27"

      akzess erase AKZ-DD-2026-000001 --as dora.dpo --approve
    """
    actor = _deciding(as_, "case.erase")
    with _desk(database) as desk:
        row, now = desk.house.find(case), desk.now
        if withdraw:
            if not desk.erasing.withdraw(TENANT, row.id, actor, now=now):
                raise Conflict("nobody has proposed to erase this case")
            console().print(f"{row.business_key}: zurückgenommen / withdrawn", markup=False)
            return
        if approve:
            found = desk.erasing.approve(TENANT, row.id, actor, now=now)
        else:
            if basis is Basis.RETENTION and not row.status.open:
                _classified(desk, row)
            found = desk.erasing.propose(TENANT, row.id, actor, basis=basis, text=reference, now=now)
    if as_json_:
        as_json(_facts(found))
    elif found.done_at is not None:
        console().print(
            f"{row.business_key}: gelöscht, {found.keys} Schlüssel vernichtet / erased, {found.keys} keys destroyed",
            markup=False,
        )
    else:
        told = "eine zweite Person bestätigt mit --approve / a second person confirms with --approve"
        console().print(f"{row.business_key}: vorgeschlagen, {told}", markup=False)


def _classified(desk: _Desk, row: Any) -> None:
    try:
        desk.retention.classify_one(row)
    except RetentionError as error:
        raise Conflict(str(error)) from error


def hold(
    case: CaseText,
    as_: As,
    reason: Annotated[str, typer.Option("--reason", "-r", help="why the case must not be erased")] = "",
    lift: Annotated[str, typer.Option("--lift", help="id of a hold that somebody else has laid")] = "",
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Lay a legal hold on a case, lift one (another person than who laid it), or list them.

    Examples:

      akzess hold AKZ-DD-2026-000001 --as clara.akz-lead --reason "Klage 3 K 1/27"

      akzess hold AKZ-DD-2026-000001 --as dora.dpo
    """
    actor = _deciding(as_, "case.hold")
    with _desk(database) as desk:
        row = desk.house.find(case)
        if lift:
            rows = [desk.erasing.lift(TENANT, row.id, lift, actor, now=desk.now)]
        elif reason:
            rows = [desk.erasing.hold(TENANT, row.id, actor, reason=reason, now=desk.now)]
        else:
            rows = list(desk.erasing.holds(TENANT, row.id))
    if as_json_:
        as_json({"holds": [_hold(one) for one in rows]})
        return
    table(
        "Sperren / holds",
        ("Id", "Grund", "seit", "von", "aufgehoben"),
        [(one.id, one.reason, one.placed_at, one.placed_by, one.lifted_at or "") for one in rows],
    )


def retention(
    do: Annotated[
        bool, typer.Option("--do", help="classify, propose and erase; without it nothing is changed")
    ] = False,
    limit: Annotated[int, typer.Option(help="at most so many cases of each kind", min=1, max=1_000)] = 100,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Show which cases are past their time and what waits for review; `--do` does one round of the daily chore.

    Example: akzess retention --json
    """
    with _desk(database) as desk:
        done = desk.retention.round(desk.now, limit) if do else None
        due = desk.retention.due(desk.now, limit)
        waiting = desk.erasing.waiting(TENANT, limit=limit)
        numbers = {one: _number(desk.house, one) for one in {*(k.case_id for k in due), *(w.case_id for w in waiting)}}
    if as_json_:
        facts = [
            {"caseId": k.case_id, "class": k.record_class, "rules": k.rules, "endedAt": k.ended_at, "dueAt": k.due_at}
            for k in due
        ]
        as_json({"done": done, "due": facts, "waiting": [_facts(one) for one in waiting]})
        return
    if done is not None:
        console().print(
            f"{done['classified']} eingeordnet / classified, {done['proposed']} vorgeschlagen / proposed, "
            f"{done['erased']} gelöscht / erased"
        )
    table(
        "Fällig / due",
        ("Vorgang", "Klasse", "beendet", "fällig"),
        [(numbers[k.case_id], k.record_class, k.ended_at, k.due_at) for k in due],
    )
    table(
        "In Durchsicht / under review",
        ("Vorgang", "Grund", "Beleg", "von", "gelöscht ab"),
        [(numbers[w.case_id], w.basis.value, w.reference, w.proposed_by, w.not_before) for w in waiting],
    )


def _number(house: House, case_id: str) -> str:
    try:
        return house.case(case_id).business_key
    except NotFound:
        return case_id


def _facts(erasure: Erasure) -> dict[str, Any]:
    return {
        "caseId": erasure.case_id,
        "basis": erasure.basis.value,
        "reference": erasure.reference,
        "proposedAt": erasure.proposed_at,
        "proposedBy": erasure.proposed_by,
        "notBefore": erasure.not_before,
        "approvedBy": erasure.approved_by,
        "erasedAt": erasure.done_at,
        "keysDestroyed": erasure.keys,
    }


def _hold(one: Hold) -> dict[str, Any]:
    return {
        "id": one.id,
        "caseId": one.case_id,
        "reason": one.reason,
        "placedAt": one.placed_at,
        "placedBy": one.placed_by,
        "liftedAt": one.lifted_at,
        "liftedBy": one.lifted_by,
    }


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("erase")(erase)
    app.command("hold")(hold)
    app.command("retention")(retention)
