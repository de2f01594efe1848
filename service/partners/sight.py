"""Whose inbox a caller reads: by role and site; the database is told by marks among the persons of the request's sight."""

from __future__ import annotations

from authority.partners.network import Network, Partner
from engine.errors import NotFound
from store import sight
from store.partners import PartnerRequest

from ..access import Gate
from ..context import TENANT

#: What the policy of `partner_request` looks for (store/roles/rules.py). No account can have such a name.
OFFICE = "role:office"


def inboxes(gate: Gate, network: Network) -> dict[str, Partner]:
    """The partners for whom the caller answers; from here on the database shows their requests, too."""
    found = network.of((grant.groups, grant.sites) for grant in gate.principal.grants)
    sight.current().widen(frozenset(), {f"partner:{name}" for name in found})
    return found


def as_office() -> None:
    """The caller works at the office: requests of cases at the request's own sites may be seen."""
    sight.current().widen(frozenset(), {OFFICE})


def answers_for(gate: Gate, partner: Partner, site: str) -> bool:
    """Whether the caller has the partner's role at a site."""
    return any(partner.role in grant.groups for grant in gate.principal.at(site))


def request_of(gate: Gate, network: Network, request_id: str) -> tuple[PartnerRequest, Partner]:
    """A request in one of the caller's inboxes. NotFound for any other, whether it exists or not."""
    mine = inboxes(gate, network)
    rows = gate.ctx.read.records(PartnerRequest, {"tenant": TENANT, "id": request_id}, limit=1)
    if not rows or rows[0].partner not in mine or not answers_for(gate, mine[rows[0].partner], rows[0].site):
        if rows:
            detail = {"action": gate.action, "case": rows[0].case_id}
            gate.ctx.front.security.note(
                "hidden-object", person=gate.person, address=gate.principal.address, detail=detail
            )
        raise NotFound(request_id[:80])
    return rows[0], mine[rows[0].partner]
