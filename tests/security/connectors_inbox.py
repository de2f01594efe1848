"""Messages of agencies that reach the inbox: about somebody else's matter, and two for one request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from akzess.house import TENANT, VirtualHouse
from akzess.people import named
from connectors.bundesagentur.examples import engineer
from engine.handlers.deployments import read_here
from service.agencies import take
from store import MemoryStore
from workers.sweeper import Sweeper

from .corpus_files import events

MORNING = datetime(2026, 10, 19, 7, 0, tzinfo=UTC)
SMALL = Path(__file__).parents[1] / "town" / "bundle" / "small.bpmn"


@contextmanager
def asked(store: Any = None) -> Iterator[tuple[VirtualHouse, str]]:
    """A house (on a store in memory) in which one case waits for the agency's decision."""
    with VirtualHouse(store or MemoryStore(), MORNING, read_bundle=read_here) as house:
        house.deploy({"small.bpmn": SMALL.read_bytes()})
        case = house.start({"request": engineer("09912342")}, process="small", site="DD")
        house.complete(house.open_tasks(case.case_id)[0], named("anna.akz-clerk"), {"result": "COMPLETE"})
        house.worker.run_once()
        yield house, str(case.case_id)


def posted(house: VirtualHouse, body: bytes, headers: Mapping[str, str]) -> Any:
    """Our answer to a letter of the agency."""
    return take(house.agencies["bundesagentur"], house.engine.handle, body, headers, house.clock.now())


def decision(house: VirtualHouse) -> tuple[bytes, dict[str, str]]:
    """The decision as the agency posts it."""
    house.moving.advance(timedelta(minutes=3))
    (due,) = house.town["bundesagentur"].due(house.clock.now())
    return due.body, {name.lower(): value for name, value in due.headers.items()}


def stranger_reference(case: Mapping[str, Any], _canary: object, _: Path, store: Any = None) -> dict[str, Any]:
    with asked(store) as (house, case_id):
        body, headers = decision(house)
        key = house.town["bundesagentur"].received[0]
        before = house.case(case_id).version
        found = posted(house, body.replace(key.encode(), str(case["reference"]).encode()), headers)
        house.moving.advance(timedelta(days=31))
        Sweeper(house.store, house.clock).park()
        parked = house.read.parked_messages(TENANT).items
        return {
            "status": found.status,
            "changed": house.case(case_id).version != before,
            "parked": len(parked),
            "events": dict(events(house.store)),
        }


def two_answers(case: Mapping[str, Any], _canary: object, _: Path, store: Any = None) -> dict[str, Any]:
    with asked(store) as (house, case_id):
        body, headers = decision(house)
        second = {
            "same": body,
            "changed": body.replace(b"ZUGESTIMMT", b"VERSAGT"),
            "own": _renamed(body.replace(b"ZUGESTIMMT", b"VERSAGT")),
        }[case["second"]]
        answers = [posted(house, letter, headers) for letter in (body, second)]
        house.worker.run_once()
        waiting = house.store.expire_messages(now=house.clock.now() + timedelta(days=31))
        tasks = [task.element_id for task in house.open_tasks(case_id)]
        return {
            "statuses": [one.status for one in answers],
            "same_receipt": answers[0].body == answers[1].body,
            "result": house.engine.variables(case_id)["ba"]["status"],
            "effects": tasks.count("UT-DECIDE"),
            "waiting": waiting,
        }


def _renamed(body: bytes) -> bytes:
    start = body.index(b"messageId>") + len(b"messageId>")
    return body[:start] + b"11111111-2222-4333-8444-555555555555" + body[start + 36 :]
