"""Proposals to change the standard as the page shows them: list, discussion, decision, and the deployment behind one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from authority.working_group import proposals
from store.drafts import ModelDraft, ModelRelease
from store.working_group import StandardProposal, StandardRemark

from ..access import Gate
from ..context import TENANT, Context
from ..resources import working_group as out
from ..resources.designer import DeployedProcess

#: Deployments that a proposal may be linked with: the newest, one of which put it into force.
MOST_DEPLOYMENTS = 20
#: Remarks that are shown, and counted, of one proposal.
MOST_REMARKS = 1_000


def rows(ctx: Context, found: Collection[StandardProposal]) -> list[out.StandardRow]:
    """Proposals in their order. All remarks are counted by one question, however many proposals there are."""
    asked = {"tenant": TENANT, "proposal_id": frozenset(row.id for row in found)}
    said = ctx.read.records(StandardRemark, asked, limit=10 * MOST_REMARKS) if found else []
    remarks = Counter(one.proposal_id for one in said)
    return [out.StandardRow(**_row(row, remarks[row.id])) for row in found]


def _row(row: StandardProposal, remarks: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "title": row.title,
        "participant": row.participant,
        "state": row.state,
        "version": row.version,
        "proposed_at": row.proposed_at,
        "decided_at": row.decided_at,
        "standard": row.standard,
        "valid_from": date.fromisoformat(row.valid_from) if row.valid_from else None,
        "remarks": remarks,
    }


def whole(ctx: Context, gate: Gate, row: StandardProposal, more: StandardRemark | None = None) -> out.StandardWhole:
    """A proposal with everything said about it; `more` is a remark that is just being written."""
    remarks = ctx.read.records(
        StandardRemark, {"tenant": TENANT, "proposal_id": row.id}, order=("at", "id"), limit=MOST_REMARKS
    )
    remarks = [*remarks, *([more] if more is not None and more not in remarks else [])]
    names = ctx.read.names(TENANT, {row.proposed_by, *(one.author for one in remarks)})
    drafts = ctx.read.records(ModelDraft, {"tenant": TENANT, "id": row.draft_id}, limit=1) if row.draft_id else []
    linkable = row.state == proposals.ACCEPTED and gate.permits("group.decide")
    return out.StandardWhole(
        **_row(row, len(remarks)),
        reason=row.reason,
        text=row.text,
        proposed_by=row.proposed_by,
        proposed_by_name=names.get(row.proposed_by, row.proposed_by),
        decision=row.decision,
        draft_id=row.draft_id,
        draft_name=drafts[0].name if drafts else None,
        deployment=next(iter(deployments(ctx, row.deployment_id)), None) if row.deployment_id is not None else None,
        linkable=deployments(ctx) if linkable else [],
        mine=row.proposed_by == gate.person,
        discussion=[
            out.StandardRemarkRow(
                id=one.id,
                participant=one.participant,
                author=one.author,
                author_name=names.get(one.author, one.author),
                text=one.text,
                at=one.at,
            )
            for one in remarks
        ],
    )


def deployments(ctx: Context, only: int | None = None) -> list[out.StandardDeployment]:
    """The newest deployments, or only the one with this number: when, why, and what was new with it."""
    found = [one for one in ctx.read.deployments(TENANT) if only in (None, one.id)][:MOST_DEPLOYMENTS]
    ids = frozenset(one.id for one in found)
    asked = {"tenant": TENANT, "deployment_id": ids}
    why = {one.deployment_id: one.reason for one in ctx.read.records(ModelRelease, asked)} if ids else {}
    processes: dict[int, list[DeployedProcess]] = defaultdict(list)
    for each in ctx.read.definitions(TENANT):
        if each.deployment_id in ids:
            processes[each.deployment_id].append(DeployedProcess(process_id=each.process_id, version=each.version))
    return [
        out.StandardDeployment(
            id=one.id, deployed_at=one.deployed_at, reason=why.get(one.id, ""), processes=processes[one.id]
        )
        for one in found
    ]
