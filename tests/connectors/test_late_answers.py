"""An answer that comes when nobody waits any more is confirmed to its sender, changes nothing, and is shown to a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from akzess.house import TENANT, VirtualHouse
from akzess.people import named
from connectors.bundesagentur.examples import engineer
from engine.commands import CancelCase
from engine.handlers.deployments import read_here
from engine.model import CaseStatus
from store import MemoryStore, SqlStore

MORNING = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)
SMALL = Path(__file__).parent.parent / "town" / "bundle" / "small.bpmn"


@pytest.fixture(params=["memory", "sqlite"])
def house(request: pytest.FixtureRequest) -> Iterator[VirtualHouse]:
    store: MemoryStore | SqlStore = request.getfixturevalue(f"{request.param}_store")
    with VirtualHouse(store, MORNING, read_bundle=read_here) as found:
        found.deploy({"small.bpmn": SMALL.read_bytes()})
        yield found


def asked(house: VirtualHouse) -> str:
    """A case whose request the agency has."""
    case = house.start({"request": engineer("09912342")}, process="small", site="DD")
    house.complete(house.open_tasks(case.case_id)[0], named("anna.akz-clerk"), {"result": "COMPLETE"})
    house.worker.run_once()
    assert len(house.town["bundesagentur"].received) == 1
    return str(case.case_id)


def test_an_answer_after_the_case_closed_is_acknowledged_and_changes_nothing(house: VirtualHouse) -> None:
    case_id = asked(house)
    house.handle(CancelCase(actor=named("clara.akz-lead"), case_id=case_id, reason="zurückgenommen"))
    before = house.case(case_id)

    house.timeline.advance(timedelta(days=2))

    # The agency was told yes: it neither sends again nor gives up.
    assert house.town["bundesagentur"].next_due() is None
    assert house.town["bundesagentur"].undelivered == []
    after = house.case(case_id)
    assert (after.status, after.version) == (CaseStatus.CANCELLED, before.version)


def test_an_answer_after_the_case_closed_ends_on_the_list_of_those_nobody_took(house: VirtualHouse) -> None:
    case_id = asked(house)
    house.handle(CancelCase(actor=named("clara.akz-lead"), case_id=case_id, reason="zurückgenommen"))

    house.timeline.advance(timedelta(days=33))

    (parked,) = house.read.parked_messages(TENANT).items
    assert (parked.source, parked.name) == ("bundesagentur", "bundesagentur.decision")
