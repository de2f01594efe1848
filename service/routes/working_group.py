"""The working group (Q10): changes of the standard are proposed, discussed, decided, and linked with what is deployed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from authority.working_group import proposals
from engine.deadlines import local_day
from engine.errors import Conflict, NotFound, StaleVersion
from engine.ports import UnitOfWork
from store.drafts import ModelDraft
from store.working_group import StandardProposal, StandardRemark

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..preconditions import Expected, RequestKey, once
from ..problems import Problem
from ..resources import working_group as out
from ..resources.base import Resource
from ..schemas import Body
from ..views import Exact
from ..working_group import shown

router = APIRouter(tags=["working group"], route_class=StrictRoute, default_response_class=Exact)

ProposalId = Annotated[str, Path(max_length=64)]
Reading = Annotated[Gate, may("group.read")]
Writing = Annotated[Gate, may("group.write")]
Deciding = Annotated[Gate, may("group.decide")]
Long = Annotated[str, Field(min_length=1, max_length=4000)]


class NewProposal(Body):
    """A change of the standard and why."""

    title: Annotated[str, Field(min_length=1, max_length=200, examples=["Erinnerung nach zehn Tagen"])]
    reason: Long
    text: Long
    draft_id: Annotated[str, Field(max_length=64)] | None = None


class NewRemark(Body):
    """What is said about it."""

    text: Long


class Decision(Body):
    """What was decided; whoever accepts says into which version of the standard, and from which day on."""

    state: Literal["accepted", "declined"]
    decision: Long
    standard: Annotated[str, Field(max_length=10, examples=["2026-2"])] = ""
    valid_from: Annotated[str, Field(pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$")] | None = None


class Deployed(Body):
    """The deployment that brought it into force."""

    deployment_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


@router.get("/working-group/proposals", response_model=out.StandardRows)
def list_proposals(ctx: Ctx, gate: Reading) -> Exact:
    """Vorschläge zum Standard / proposals, the newest first (200 at most)."""
    rows = ctx.read.records(
        StandardProposal, {"tenant": TENANT}, order=("proposed_at", "id"), descending=True, limit=200
    )
    return Exact(
        out.StandardRows(
            items=shown.rows(ctx, rows),
            may_write=gate.permits("group.write"),
            may_decide=gate.permits("group.decide"),
        )
    )


def _of(ctx: Context, proposal: str) -> StandardProposal:
    found = ctx.read.records(StandardProposal, {"tenant": TENANT, "id": proposal}, limit=1)
    if not found:
        raise NotFound(proposal[:80])
    return found[0]


def _participant(gate: Gate) -> str:
    return min(gate.groups, default="")


def _invalid(name: str) -> Problem:
    return Problem(422, "validation-failed", errors=[{"pointer": f"/{name}", "code": "invalid", "message": ""}])


@router.post("/working-group/proposals", status_code=201, response_model=out.StandardWhole)
def propose(ctx: Ctx, gate: Writing, key: RequestKey, body: NewProposal) -> Response:
    """Änderung des Standards vorschlagen / propose a change of the standard, with a draft of the workshop or without."""
    if body.draft_id is not None and not ctx.read.records(ModelDraft, {"tenant": TENANT, "id": body.draft_id}, limit=1):
        raise _invalid("draftId")

    def act(work: UnitOfWork) -> Resource:
        row = StandardProposal(
            TENANT,
            str(uuid4()),
            work.next_number(TENANT, "standard-proposal"),
            body.title.strip(),
            body.reason.strip(),
            body.text.strip(),
            _participant(gate),
            proposals.OPEN,
            1,
            ctx.clock.now(),
            gate.person,
            body.draft_id,
        )
        work.put(row)
        return shown.whole(ctx, gate, row)

    return once(ctx, gate.actor, key, "POST /working-group/proposals", body.model_dump(), act, status=201)


@router.get("/working-group/proposals/{proposal}", response_model=out.StandardWhole)
def show(ctx: Ctx, gate: Reading, proposal: ProposalId) -> Exact:
    """Vorschlag mit Diskussion / a proposal with its discussion and decision."""
    return Exact(shown.whole(ctx, gate, _of(ctx, proposal)))


@router.post("/working-group/proposals/{proposal}/remarks", status_code=201, response_model=out.StandardWhole)
def remark(ctx: Ctx, gate: Writing, proposal: ProposalId, key: RequestKey, body: NewRemark) -> Response:
    """Beitrag schreiben / say something about an open proposal."""
    row = _of(ctx, proposal)
    if row.state != proposals.OPEN:
        raise Conflict(f"the proposal is {row.state}")

    def act(work: UnitOfWork) -> Resource:
        made = StandardRemark(
            TENANT, str(uuid4()), row.id, _participant(gate), gate.person, body.text.strip(), ctx.clock.now()
        )
        work.put(made)
        return shown.whole(ctx, gate, row, made)

    name = f"POST /working-group/proposals/{proposal}/remarks"
    return once(ctx, gate.actor, key, name, body.model_dump(), act, status=201)


@router.post("/working-group/proposals/{proposal}/decision", response_model=out.StandardWhole)
def decide(
    ctx: Ctx, gate: Deciding, proposal: ProposalId, key: RequestKey, version: Expected, body: Decision
) -> Response:
    """Entscheiden / decide: the coordinator writes down what the working group decided, and from when on it holds."""
    today = local_day(ctx.clock.now())
    try:
        valid_from = date.fromisoformat(body.valid_from) if body.valid_from else None
    except ValueError:
        raise _invalid("validFrom") from None
    wrong = proposals.problem(
        body.state, decision=body.decision, standard=body.standard, valid_from=valid_from, decided_on=today
    )
    if wrong:
        raise _invalid(wrong)

    def changed(row: StandardProposal) -> StandardProposal:
        accepted = body.state == proposals.ACCEPTED
        return replace(
            row,
            state=body.state,
            decided_at=ctx.clock.now(),
            decided_by=gate.person,
            decision=body.decision.strip(),
            standard=body.standard if accepted else None,
            valid_from=body.valid_from if accepted else None,
        )

    return _move(ctx, gate, proposal, key, "decision", body, body.state, changed, version)


@router.post("/working-group/proposals/{proposal}/withdrawal", response_model=out.StandardWhole)
def withdraw(ctx: Ctx, gate: Writing, proposal: ProposalId, key: RequestKey, version: Expected) -> Response:
    """Vorschlag zurückziehen / take one's own proposal back."""
    if _of(ctx, proposal).proposed_by != gate.person:
        raise Conflict("somebody else's proposal")
    return _move(ctx, gate, proposal, key, "withdrawal", None, proposals.WITHDRAWN, lambda row: row, version)


@router.post("/working-group/proposals/{proposal}/deployment", response_model=out.StandardWhole)
def deployed(
    ctx: Ctx, gate: Deciding, proposal: ProposalId, key: RequestKey, version: Expected, body: Deployed
) -> Response:
    """Mit der eingespielten Fassung verbinden / link an accepted proposal with the deployment that put it into force."""
    if body.deployment_id not in {one.id for one in ctx.read.deployments(TENANT)}:
        raise _invalid("deploymentId")
    return _move(
        ctx,
        gate,
        proposal,
        key,
        "deployment",
        body,
        proposals.IN_FORCE,
        lambda row: replace(row, deployment_id=body.deployment_id),
        version,
    )


def _move(
    ctx: Context,
    gate: Gate,
    proposal: str,
    key: str,
    name: str,
    body: Body | None,
    state: str,
    changed: Callable[[StandardProposal], StandardProposal],
    version: int,
) -> Response:
    def act(work: UnitOfWork) -> Resource:
        work.lock_correlation(TENANT, "standard-proposal", proposal)
        row: StandardProposal | None = work.get(StandardProposal, TENANT, proposal)
        if row is None:
            raise NotFound(proposal[:80])
        if row.version != version:
            raise StaleVersion("the proposal has changed")
        if not proposals.may_become(row.state, state):
            raise Conflict(f"the proposal is {row.state}")
        done = replace(changed(row), state=state, version=row.version + 1)
        work.put(done)
        return shown.whole(ctx, gate, done)

    asked = None if body is None else body.model_dump()
    return once(ctx, gate.actor, key, f"POST /working-group/proposals/{proposal}/{name}", asked, act)
