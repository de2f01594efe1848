"""The procedure writes its letters into the file: set, sent with their hash, and noted when they left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from akzess import scenario_file
from akzess.bundle import AKZESS
from akzess.house import TENANT, VirtualHouse
from akzess.scenarios import Player
from documents.model import Document, Source
from engine.handlers.deployments import read_here

_READ: dict[int, Any] = {}


def read_once(resources: Mapping[str, bytes]) -> Any:
    key = hash(frozenset(resources.items()))
    if key not in _READ:
        _READ[key] = read_here(resources)
    return _READ[key]


def played(store: Any, name: str) -> tuple[VirtualHouse, list[Document]]:
    """A house in which this scenario was played, and the letters of its case, oldest first."""
    scenario = scenario_file.read(next((AKZESS / "scenarios").glob(f"{name}-*.yaml")))
    house = VirtualHouse(store, scenario.start, read_bundle=read_once)
    house.deploy()
    result = Player(house, scenario).play()
    return house, list(house.documents.cabinet.of_case(TENANT, result.case_id, limit=50))[::-1]


def test_the_letters_of_a_granted_title_lie_in_its_file(store: Any) -> None:
    _, letters = played(store, "a01")
    written = [(d.letter.template, d.folder.value) for d in letters if d.letter]
    assert written[:2] == [("receipt", "SCHRIFTVERKEHR"), ("grant", "BESCHEID")]
    assert all(d.source is Source.LETTER and d.letter and d.letter.sent_at for d in letters)


def test_the_dispatch_service_gets_the_hash_of_what_lies_in_the_file(memory_store: Any) -> None:
    house, letters = played(memory_store, "a01")
    sent = {letter["documentId"]: letter["sha256"] for letter in house.town.simulators["post"].letters}
    assert sent == {document.id: document.version.blob.sha256 for document in letters}


def test_a_letter_that_nobody_got_has_no_note_of_dispatch(memory_store: Any) -> None:
    _, letters = played(memory_store, "b20")
    left = {d.letter.template: d.letter.sent_at is not None for d in letters if d.letter}
    assert (left["receipt"], left["grant"]) == (False, False)
