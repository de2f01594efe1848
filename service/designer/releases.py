"""From a draft to a deployment: proposed as it is, approved by another person where that is wanted, with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from engine.commands import Deploy
from engine.errors import Conflict, FourEyes, NotFound, Undeployable
from engine.kernel.deployment import content_hash
from engine.model import Actor
from engine.ports import UnitOfWork
from store import bundle
from store.drafts import ModelDraft, ModelProposal, ModelRelease
from store.queries import Queries

from ..context import TENANT, Context
from . import files as names
from .desk import AGAIN, Designer


def propose(
    work: UnitOfWork, draft: ModelDraft, files: Mapping[str, bytes], reason: str, person: str, now: datetime
) -> ModelProposal:
    """A proposal of a draft as it is now; the files were checked."""
    row = ModelProposal(
        TENANT, str(uuid4()), draft.id, draft.name, draft.base, reason, "open", bundle.pack(files), now, person
    )
    work.put(row)
    return row


def again(
    work: UnitOfWork, read: Queries, designer: Designer, deployment: int, reason: str, person: str, now: datetime
) -> ModelProposal:
    """A proposal of older content once more, as a new version. Errors: NotFound, Conflict of the newest one."""
    rows = read.deployments(TENANT)
    if deployment not in {row.id for row in rows}:
        raise NotFound(f"deployment {deployment}")
    if rows[0].id == deployment:
        raise Conflict("this deployment is the newest one")
    note = json.dumps({"again": deployment, "after": rows[0].id}, sort_keys=True).encode()
    label = ModelDraft(TENANT, "", f"#{deployment}", deployment, now, person, now, person)
    return propose(work, label, designer.whole(read, deployment) | {AGAIN: note}, reason, person, now)


def checked(designer: Designer, files: Mapping[str, bytes]) -> None:
    """Error: Undeployable with every finding."""
    _, findings = designer.check(files)
    if any(finding.severity == "error" for finding in findings):
        raise Undeployable(findings)


def of(read: Queries, proposal_id: str) -> ModelProposal:
    """A proposal. Error: NotFound."""
    found = read.records(ModelProposal, {"tenant": TENANT, "id": proposal_id}, limit=1)
    if not found:
        raise NotFound(proposal_id[:80])
    return found[0]


def may_approve(designer: Designer, row: ModelProposal, person: str) -> bool:
    """Whether a person may deploy a proposal: somebody else than who proposed it, where two are wanted."""
    return row.state == "open" and not (designer.two_persons and row.proposed_by == person)


def deploy(ctx: Context, designer: Designer, row: ModelProposal, actor: Actor) -> int:
    """Deploy the proposed content; the same again is the same deployment. Errors: Conflict, FourEyes, Undeployable."""
    if row.state == "withdrawn":
        raise Conflict("the proposal was withdrawn")
    if row.state == "open" and not may_approve(designer, row, actor.person):
        ctx.front.security.note("four-eyes", person=actor.person, detail={"act": "Deploy"})
        raise FourEyes("somebody else has to deploy what one proposed")
    return int(ctx.handle(order(row, actor)).deployment_id)


def order(row: ModelProposal, actor: Actor) -> Deploy:
    """What the engine is told to deploy of a proposal: the files that are executed."""
    files = bundle.unpack(row.files)
    executed = names.executed(files) | {name: data for name, data in files.items() if name == AGAIN}
    return Deploy(actor=actor, resources=executed)


def alone(ctx: Context, designer: Designer, files: Mapping[str, bytes], actor: Actor) -> None:
    """What an address or a program deploys by itself; where two persons are wanted only what is deployed already.

    Error: FourEyes, noted in the security log.
    """
    if not designer.two_persons or content_hash(files) in {row.hash for row in ctx.read.deployments(TENANT)}:
        return
    ctx.front.security.note("four-eyes", person=actor.person, detail={"act": "Deploy"})
    raise FourEyes("two persons deploy here: one proposes in the workshop or with `akzess propose`, another one agrees")


def settle(work: UnitOfWork, proposal_id: str, deployment: int, person: str, now: datetime) -> ModelProposal:
    """Write down who deployed a proposal, and why there is this deployment. Error: Conflict when somebody was faster."""
    work.lock_correlation(TENANT, "model-proposal", proposal_id)
    row: ModelProposal | None = work.get(ModelProposal, TENANT, proposal_id)
    if row is None:
        raise NotFound(proposal_id[:80])
    if row.state != "open":
        raise Conflict(f"the proposal is {row.state}")
    done = replace(row, state="deployed", decided_at=now, decided_by=person, deployment_id=deployment)
    work.put(done)
    files = bundle.unpack(row.files)
    companions = {path: data for path, data in names.companions(files).items() if path != AGAIN}
    again = row.base if AGAIN in files else None
    work.put(ModelRelease(TENANT, deployment, row.reason, row.proposed_by, person, now, bundle.pack(companions), again))
    return done


def withdraw(work: UnitOfWork, proposal_id: str, person: str, now: datetime) -> ModelProposal:
    """Take a proposal back. Errors: NotFound, Conflict."""
    work.lock_correlation(TENANT, "model-proposal", proposal_id)
    row: ModelProposal | None = work.get(ModelProposal, TENANT, proposal_id)
    if row is None:
        raise NotFound(proposal_id[:80])
    if row.state != "open":
        raise Conflict(f"the proposal is {row.state}")
    done = replace(row, state="withdrawn", decided_at=now, decided_by=person)
    work.put(done)
    return done


def with_release(files: Mapping[str, bytes], before: Mapping[str, bytes]) -> list[str]:
    """The changed files that are not executed: they take effect with a release of the software, not with a deployment."""
    beside, known = names.companions(files), names.companions(before)
    changed = {path for path in beside.keys() | known.keys() if beside.get(path) != known.get(path)}
    return sorted(path for path in changed if names.kind_of(path) != "scenario" and path != AGAIN)
