"""Proposals and deployments: who, when, why; approved by a second person where configured; older content once more."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from engine.differences import compare
from engine.ports import UnitOfWork
from store import bundle
from store.drafts import ModelProposal, ModelRelease

from ..access import Gate
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..designer import desk, drafts, releases
from ..preconditions import RequestKey, once
from ..resources import designer as out
from ..resources.base import Resource, Text
from ..routing import Router
from ..schemas import Body, Reason
from ..views import Exact
from .designer import Desk, DraftId, Reading, Writing
from .designer_models import differences

router = Router(tags=["designer"], route_class=StrictRoute, default_response_class=Exact)

ProposalId = Annotated[str, Path(max_length=64)]
DeploymentId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Why(Body):
    """Why something is deployed."""

    reason: Reason


@router.post("/designer/drafts/{draft}/proposals", status_code=201, response_model=out.Proposal)
def propose(ctx: Ctx, gate: Writing, designer: Desk, draft: DraftId, key: RequestKey, body: Why) -> Response:
    """Entwurf zum Einspielen vorschlagen / propose a draft as it is now; 422 with every finding."""
    read = ctx.read
    row = drafts.of(read, draft)
    files = drafts.contents(read, draft)
    releases.checked(designer, files)

    def act(work: UnitOfWork) -> Resource:
        made = releases.propose(work, row, files, body.reason, gate.person, ctx.clock.now())
        return _proposal(ctx, designer, gate, made, gate.name)

    return once(ctx, gate.actor, key, f"POST /designer/drafts/{draft}/proposals", body.model_dump(), act, status=201)


@router.get("/designer/proposals", response_model=out.Proposals)
def list_proposals(ctx: Ctx, gate: Reading, designer: Desk) -> Exact:
    """Vorschläge, neueste zuerst / proposals, newest first (50 at most)."""
    read = ctx.read
    rows = read.records(ModelProposal, {"tenant": TENANT}, order=("proposed_at", "id"), descending=True, limit=50)
    people = read.names(TENANT, {row.proposed_by for row in rows}) if rows else {}
    items = [_proposal(ctx, designer, gate, row, people.get(row.proposed_by, row.proposed_by)) for row in rows]
    return Exact(out.Proposals(items=items))


@router.get("/designer/proposals/{proposal}/difference", response_model=out.Differences)
def proposed_difference(ctx: Ctx, gate: Reading, designer: Desk, proposal: ProposalId) -> Exact:
    """Was ein Vorschlag ändert / what a proposal changes in what is in force now: who agrees, knows to what."""
    read = ctx.read
    files = bundle.unpack(releases.of(read, proposal).files)
    _, before = designer.base(read, None)
    return Exact(differences(compare(before, {path: data for path, data in files.items() if path != desk.AGAIN})))


@router.post("/designer/proposals/{proposal}/approval", response_model=out.Proposal)
def approve(ctx: Ctx, gate: Writing, designer: Desk, proposal: ProposalId, key: RequestKey) -> Response:
    """Vorschlag einspielen / deploy a proposal; 403 `four-eyes` for one's own where two persons are wanted."""
    row = releases.of(ctx.read, proposal)
    deployment = releases.deploy(ctx, designer, row, gate.actor)

    def act(work: UnitOfWork) -> Resource:
        done = releases.settle(work, proposal, deployment, gate.person, ctx.clock.now())
        return _proposal(ctx, designer, gate, done, done.proposed_by)

    return once(ctx, gate.actor, key, f"POST /designer/proposals/{proposal}/approval", None, act)


@router.delete("/designer/proposals/{proposal}", response_model=out.Proposal)
def withdraw(ctx: Ctx, gate: Writing, designer: Desk, proposal: ProposalId, key: RequestKey) -> Response:
    """Vorschlag zurückziehen oder ablehnen / take a proposal back, or decline it."""

    def act(work: UnitOfWork) -> Resource:
        done = releases.withdraw(work, proposal, gate.person, ctx.clock.now())
        return _proposal(ctx, designer, gate, done, done.proposed_by)

    return once(ctx, gate.actor, key, f"DELETE /designer/proposals/{proposal}", None, act)


@router.get("/designer/deployments", response_model=out.Deployments)
def list_deployments(ctx: Ctx, gate: Reading) -> Exact:
    """Wer wann was warum eingespielt hat / who deployed what, when and why, newest first."""
    read = ctx.read
    rows = read.deployments(TENANT)
    versions: dict[int, list[out.NamedProcess]] = defaultdict(list)
    newest = ctx.engine.definition_table(rows[0].id).processes if rows else {}
    cases, running = read.running_of_each(TENANT), Counter[int]()
    for one in read.definitions(TENANT):
        labels = newest[one.process_id].root.labels if one.process_id in newest else {}
        name = Text(de=one.name or one.process_id, en=labels.get("en") or one.name or one.process_id)
        versions[one.deployment_id].append(out.NamedProcess(process_id=one.process_id, version=one.version, name=name))
        running[one.deployment_id] += cases.get(one.id, 0)
    known = {one.deployment_id: one for one in read.records(ModelRelease, {"tenant": TENANT})}
    proposers = {one.proposed_by for one in known.values()}
    people = read.names(TENANT, {row.deployed_by for row in rows} | proposers) if rows else {}
    items = [
        out.DeploymentRow(
            id=row.id,
            hash=row.hash,
            deployed_at=row.deployed_at,
            deployed_by=row.deployed_by,
            deployed_by_name=people.get(row.deployed_by, row.deployed_by),
            proposed_by=known[row.id].proposed_by if row.id in known else None,
            proposed_by_name=people.get(known[row.id].proposed_by, known[row.id].proposed_by)
            if row.id in known
            else None,
            reason=known[row.id].reason if row.id in known else "",
            again_of=known[row.id].again if row.id in known else None,
            newest=row.id == rows[0].id,
            running=running[row.id],
            processes=versions[row.id],
        )
        for row in rows
    ]
    return Exact(out.Deployments(items=items))


@router.post("/designer/deployments/{deployment}/again", status_code=201, response_model=out.Proposal)
def again(ctx: Ctx, gate: Writing, designer: Desk, deployment: DeploymentId, key: RequestKey, body: Why) -> Response:
    """Ältere Fassung wieder einspielen / go back: propose older content once more, as a new version.

    It is deployed at once, unless two persons are wanted.
    """
    made: list[ModelProposal] = []

    def act(work: UnitOfWork) -> Resource:
        made.append(releases.again(work, ctx.read, designer, deployment, body.reason, gate.person, ctx.clock.now()))
        return _proposal(ctx, designer, gate, made[-1], gate.name)

    name = f"POST /designer/deployments/{deployment}/again"
    answer = once(ctx, gate.actor, key, name, body.model_dump(), act, status=201)
    proposal = made[-1].id if made else str(json.loads(bytes(answer.body))["id"])
    row = releases.of(ctx.read, proposal)
    if designer.two_persons or row.state != "open":
        return answer
    number = releases.deploy(ctx, designer, row, gate.actor)
    with ctx.store.unit_of_work() as work:
        done = releases.settle(work, row.id, number, gate.person, ctx.clock.now())
        work.commit()
    return Exact(_proposal(ctx, designer, gate, done, gate.name), status_code=201)


def _proposal(ctx: Context, designer: desk.Designer, gate: Gate, row: ModelProposal, name: str) -> out.Proposal:
    files = bundle.unpack(row.files) if row.state == "open" else {}
    before = designer.whole(ctx.read, row.base) if files and row.base else {}
    return out.Proposal(
        id=row.id,
        draft_id=row.draft_id,
        draft_name=row.draft_name,
        base_deployment_id=row.base or None,
        reason=row.reason,
        state=row.state,  # type: ignore[arg-type]  # one of the three
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        proposed_by_name=name,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        deployment_id=row.deployment_id,
        may_approve=releases.may_approve(designer, row, gate.person),
        two_persons=designer.two_persons,
        with_release=releases.with_release(files, before) if files else [],
    )
