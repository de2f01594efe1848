"""Where a case stands: its variables and everything that is alive in it, read without holding the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..errors import NotFound
from ..kernel.bundle import Bundle
from ..kernel.case_run import CaseRun, Library
from ..kernel.state import Activation
from ..model import Case
from .work import House

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Token:
    """One entered element that is not left yet.

    `type` is the BPMN element's name ("userTask", "callActivity", "process"), `scope` the activation it is inside of
    (None: the case's own process), `stuck` the code of its incident.
    """

    activation: int
    element_id: str
    process_id: str
    type: str
    since: datetime
    scope: int | None
    stuck: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A case at one version: `variables` of its outermost process (of an ended case: those it ended with)."""

    case: Case
    variables: Mapping[str, Any]
    tokens: tuple[Token, ...]


def standing(house: House, case_id: str, tenant: int) -> Standing:
    """Where a case stands; NotFound. Takes no lock: nobody waits because somebody reads."""
    case: Case | None = house.store.read().case(tenant, case_id)
    if case is None:
        raise NotFound(f"no case {case_id[:80]}")
    run = CaseRun(library(house, case.deployment_id), case, house.clock.now(), house.ids.key)
    tokens = tuple(_token(activation) for activation in run.state.live.values())
    return Standing(case, run.variables(), tokens)


def library(house: House, deployment_id: int) -> Library:
    """A deployment, read from the store the first time."""
    known = house.loaded(deployment_id)
    if known is not None:
        return known
    with house.store.unit_of_work() as work:
        return house.library(work, deployment_id)


def definition_table(house: House, deployment_id: int) -> Bundle:
    """What a deployment says: processes with their elements, decisions, forms."""
    return library(house, deployment_id).bundle


def _token(activation: Activation) -> Token:
    return Token(
        activation=activation.id,
        element_id=activation.node.id,
        process_id=activation.node.process.id,
        type=activation.node.type,
        since=_EPOCH + timedelta(milliseconds=activation.since),
        scope=activation.scope.id if activation.scope else None,
        stuck=str(activation.x["stuck"][1]) if "stuck" in activation.x else "",
    )
