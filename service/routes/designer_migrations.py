"""Moving running cases to another deployment: what becomes of each element, a verdict per case, the move, the way back.

A migration is named by its two deployments ("1-2"); how far it is stands in the cases themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field

from engine.commands import MigrateCase, UndoMigration
from engine.errors import NotFound
from engine.migrations import Outcome, Remark

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..resources import designer_migrations as out
from ..routing import Router
from ..schemas import Body
from ..views import Exact

router = Router(tags=["designer"], route_class=StrictRoute, default_response_class=Exact)

Migrating = Annotated[Gate, may("designer.migrate")]
Pair = Annotated[str, Path(pattern="^[1-9][0-9]{0,8}-[1-9][0-9]{0,8}$", max_length=20)]
Mapping_ = Annotated[dict[str, str], Field(default_factory=dict, max_length=500)]
#: Cases that are looked at in one request, however many of them can move.
Limit = Annotated[int, Query(ge=1, le=200)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class NewMigration(Body):
    """From which deployment to which; `mapping`: old element to new one ("" to none), over what is proposed."""

    from_deployment: Number
    to_deployment: Number
    mapping: Mapping_


class Order(Body):
    """How: `accept` takes the guesses, `renew` names timers that are computed anew ("*": all).

    `after`: the `next` of the answer before.
    """

    mapping: Mapping_
    renew: Annotated[list[str], Field(default_factory=list, max_length=200)]
    accept: bool = False
    reason: Annotated[str, Field(max_length=2000)] = ""
    after: Annotated[str, Field(max_length=500)] | None = None


@router.post("/designer/migrations", response_model=out.MigrationPlan)
def propose(ctx: Ctx, gate: Migrating, body: NewMigration) -> Exact:
    """Umzug vorschlagen / what becomes of every element, with guesses for those that vanish; nothing is written."""
    _known(ctx, body.from_deployment, body.to_deployment)
    pairs = ctx.engine.migrations.proposal(body.from_deployment, body.to_deployment, body.mapping)
    return Exact(
        out.MigrationPlan(
            id=f"{body.from_deployment}-{body.to_deployment}",
            from_deployment=body.from_deployment,
            to_deployment=body.to_deployment,
            cases=_running(ctx, body.from_deployment),
            pairs=[
                out.MigrationPair(
                    process_id=one.process_id,
                    element_id=one.element_id,
                    type=one.type,
                    name=one.name,
                    target=one.target,
                    suggestion=one.suggestion,
                    reason=one.reason,
                )
                for one in pairs
            ],
        )
    )


@router.post("/designer/migrations/{migration}/dry-run", response_model=out.MigrationVerdicts)
def dry_run(
    ctx: Ctx,
    gate: Migrating,
    migration: Pair,
    body: Order,
    limit: Limit = 100,
) -> Exact:
    """Probelauf / a verdict for each running case with its reasons, page by page; nothing is written."""
    command = _command(ctx, gate, migration, body)
    page = ctx.engine.migrations.verdicts(command, limit=limit, after=body.after)
    items = [
        out.MigrationVerdict(
            case_id=one.case_id,
            business_key=one.business_key,
            process_id=one.process_id,
            migratable=one.migratable,
            at=list(one.at),
            obstacles=_remarks(one.obstacles),
            notes=_remarks(one.notes),
        )
        for one in page.items
    ]
    return Exact(out.MigrationVerdicts(items=items, next=page.next))


@router.post("/designer/migrations/{migration}/run", response_model=out.MigrationRun)
def run(ctx: Ctx, gate: Migrating, migration: Pair, body: Order, limit: Limit = 50) -> Exact:
    """Umziehen / move cases, each in its own transaction; `next` goes back as `after`. May be begun anew at any time."""
    command = _command(ctx, gate, migration, body)
    return _ran(ctx, *ctx.engine.migrations.migrate_some(command, limit=limit, after=body.after))


@router.post("/designer/migrations/{migration}/undo", response_model=out.MigrationRun)
def undo(ctx: Ctx, gate: Migrating, migration: Pair, body: Order, limit: Limit = 50) -> Exact:
    """Zurück / put back the cases to which nothing has happened since; `next` goes back as `after`."""
    begin, there = _ends(ctx, migration)
    order = UndoMigration(actor=gate.actor, case_id="", reason=body.reason)
    return _ran(ctx, *ctx.engine.migrations.undo_some(order, begin, there, limit=limit, after=body.after))


def _ran(ctx: Context, outcomes: Sequence[Outcome], following: str | None) -> Exact:
    ctx.wake()
    items = [
        out.MigrationOutcome(
            case_id=one.case_id, business_key=one.business_key, code=one.code, obstacles=_remarks(one.obstacles)
        )
        for one in outcomes
    ]
    return Exact(out.MigrationRun(items=items, next=following))


def _running(ctx: Context, deployment: int) -> int:
    cases = ctx.read.running_of_each(TENANT)
    return sum(cases.get(one.id, 0) for one in ctx.read.definitions(TENANT) if one.deployment_id == deployment)


def _command(ctx: Context, gate: Gate, migration: str, body: Order) -> MigrateCase:
    begin, there = _ends(ctx, migration)
    mapping: dict[str, str] = dict(body.mapping)
    if body.accept:
        mapping = ctx.engine.migrations.full_mapping(begin, there, mapping)
    return MigrateCase(
        actor=gate.actor,
        case_id="",
        deployment_id=there,
        from_deployment=begin,
        mapping=mapping,
        renew=tuple(body.renew),
        reason=body.reason,
    )


def _ends(ctx: Context, migration: str) -> tuple[int, int]:
    begin, _, there = migration.partition("-")
    _known(ctx, int(begin), int(there))
    return int(begin), int(there)


def _known(ctx: Context, *deployments: int) -> None:
    there = {one.id for one in ctx.read.deployments(TENANT)}
    for number in deployments:
        if number not in there:
            raise NotFound(f"deployment {number}")


def _remarks(found: Iterable[Remark]) -> list[Any]:
    return [
        out.MigrationRemark(code=one.code, element_id=one.element_id, message=one.message, message_en=one.message_en)
        for one in found
    ]
