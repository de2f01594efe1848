"""A letter of which nobody knew whether it had left, and a person who found out that it has."""

from __future__ import annotations

from dataclasses import replace

from akzess import bundle
from akzess.house import VirtualHouse
from akzess.scenario_file import read
from akzess.scenarios import Player, folder
from engine.commands import ResolveIncident
from engine.handlers.deployments import read_here
from store import MemoryStore


def test_a_letter_that_a_person_settles_as_sent_counts_from_that_day() -> None:
    (path,) = folder().glob("a01-*.yaml")
    begun = replace(read(path), steps=(), then={}, agencies={"post": {"fail": ["reset"]}})
    house = VirtualHouse(MemoryStore(), begun.start, read_bundle=lambda _: read_here(bundle.read()))
    house.deploy(bundle.read())
    case = Player(house, begun).play().case_id
    with house.store.unit_of_work() as work:
        (unknown,) = work.open_incidents(case)

    house.handle(ResolveIncident(case_id=case, activation=unknown.activation, reason="Die Poststelle hat es."))
    house.timeline.quiet()

    with house.store.unit_of_work() as work:
        assert work.open_incidents(case) == []
