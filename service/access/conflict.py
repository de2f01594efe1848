"""Own and family cases are locked (§ 20 VwVfG): who bears a party's name says first how they stand to each other."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from uuid import uuid4

from engine.desk import SealOpening
from engine.model import Case

from ..context import TENANT, Context
from ..identity.principal import Principal
from ..problems import Problem

#: Where a statement is kept: beside the openings of sealed folders, as one that lasts.
NONE, DECLARED = "CONFLICT-NONE", "CONFLICT-DECLARED"
_LASTS = timedelta(days=3650)


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return frozenset(kept.split())


def same_name(person: str, party: str) -> bool:
    """Whether two names are one, whatever the order, case and accents; one word alone is no name."""
    mine, theirs = _words(person), _words(party)
    return len(mine) > 1 and (mine <= theirs or (len(theirs) > 1 and theirs <= mine))


def check(ctx: Context, principal: Principal, case: Case) -> None:
    """Problem: 403 `conflict-statement` until the caller has said something, `conflict` after a declared conflict."""
    said = _statements(ctx, principal, case)
    if said is None:
        return
    if DECLARED in said:
        raise Problem(403, "conflict")
    if NONE not in said:
        raise Problem(403, "conflict-statement")


def _statements(ctx: Context, principal: Principal, case: Case) -> set[str] | None:
    """What the person has said about this case; None when nobody has to ask."""
    parties = (case.listed.applicant, case.listed.employer)
    if not any(same_name(principal.name, party) for party in parties if party):
        return None
    found: set[str] = ctx.read.open_seals(TENANT, case.id, f"person:{principal.person}", ctx.clock.now())
    return found


def statement(ctx: Context, principal: Principal, case: Case, *, related: bool, text: str) -> SealOpening:
    """The record of a statement. A declared conflict locks the case for this person for good."""
    now = ctx.clock.now()
    return SealOpening(
        id=str(uuid4()),
        tenant=TENANT,
        case_id=case.id,
        folder=DECLARED if related else NONE,
        person=principal.person,
        session=f"person:{principal.person}",
        reason=text,
        opened_at=now,
        until=now + _LASTS,
        on_behalf_of=principal.on_behalf_of,
    )
