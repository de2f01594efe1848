"""Who may use what of this API; beside the roles of the office there is one for programs: `external-worker`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import Actor

from ..context import LEADS, OFFICE, OPERATORS, require
from .route import Refusal
from .views import TENANT_NAME

WORKER = "external-worker"
WORKERS = (WORKER, "system-admin")
READERS = (*OFFICE, WORKER)
STARTERS = (*OFFICE, WORKER, "applicant", "employer")

__all__ = ["LEADS", "OFFICE", "OPERATORS", "READERS", "STARTERS", "WORKER", "WORKERS", "own_tenant", "require"]


def own_tenant(*named: str | None) -> None:
    """Refusal 400: there is one tenant, whose name may be left out."""
    for name in named:
        if name is not None and name != TENANT_NAME:
            raise Refusal(400, f"tenantId: multi-tenancy is off, only '{TENANT_NAME}' is accepted")


def own_tenants(named: Sequence[str] | None) -> None:
    """The same for a list."""
    own_tenant(*(named or ()))


def holds(actor: Actor, *roles: str) -> bool:
    """Whether the actor has one of the roles."""
    return not actor.groups.isdisjoint(roles)
