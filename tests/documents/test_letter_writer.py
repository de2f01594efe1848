"""In the process a letter is set once, filed in its case, sent, and noted as sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from connectors.base import Misconfigured, Request
from documents.model import Folder, Source
from workers.letters import LetterWriter, writer

from .conftest import Cabinet, Counter
from .test_letters import FACTS, RECIPIENT


@pytest.fixture
def letters(counter: Counter) -> LetterWriter:
    return LetterWriter(counter.registry, writer(), counter.cabinet.store.read)


def asks(template: str = "receipt", **more: Any) -> Request:
    given = {"template": template, "language": "en", "recipient": RECIPIENT, "facts": dict(FACTS)}
    return Request(key=str(uuid4()), operation="letter", input=given | more, case_ref="AKZ-c1")


def sent(output: Any, case_ref: str = "AKZ-c1") -> Request:
    given = {"documentId": output["documentId"], "sentAt": "2026-11-22T09:00:00+00:00", "dispatchId": "d-1"}
    return Request(key=str(uuid4()), operation="sent", input=given, case_ref=case_ref)


def test_a_letter_lies_in_the_file_and_knows_what_it_is(letters: LetterWriter, cabinet: Cabinet) -> None:
    output = letters.send(asks("refusal")).output
    (document,) = cabinet.files.of_case(1, "c1", limit=9)
    assert (document.id, document.folder, document.source) == (output["documentId"], Folder.BESCHEID, Source.LETTER)
    assert document.letter is not None
    assert (document.letter.template, document.letter.language, document.letter.sent_at) == ("refusal", "en", None)
    assert cabinet.read(document)[:8] == b"%PDF-1.7"


def test_a_job_that_comes_twice_sets_one_letter(letters: LetterWriter, cabinet: Cabinet) -> None:
    request = asks()
    first = letters.send(request).output
    cabinet.days_pass(1)
    assert letters.send(replace(request, attempt=2)).output == first
    assert len(cabinet.files.of_case(1, "c1", limit=9)) == 1


def test_a_repeat_asks_for_no_second_access_code(counter: Counter) -> None:
    asked: list[str] = []

    def code(case_id: str, reference: str) -> str:
        asked.append(f"{case_id} {reference}")
        return "K7QM-3XTP-9WDH"

    letters = LetterWriter(counter.registry, writer(), counter.cabinet.store.read, access_code=code)
    request = asks()
    letters.send(request)
    letters.send(request)
    assert asked == ["c1 AKZ-c1"]


def test_the_note_of_dispatch_is_on_the_letter(letters: LetterWriter, cabinet: Cabinet) -> None:
    letters.send(sent(letters.send(asks()).output))
    (document,) = cabinet.files.of_case(1, "c1", limit=9)
    assert document.letter is not None
    assert (document.letter.dispatch_id, document.letter.sent_at is not None) == ("d-1", True)


def test_a_letter_of_another_case_is_not_noted(letters: LetterWriter, cabinet: Cabinet) -> None:
    output = letters.send(asks()).output
    cabinet.new_case("c2")
    with pytest.raises(Misconfigured):
        letters.send(sent(output, case_ref="AKZ-c2"))


@pytest.mark.parametrize("case_ref", ["", "AKZ-unknown"])
def test_a_letter_without_its_case_is_a_matter_for_a_person(letters: LetterWriter, case_ref: str) -> None:
    with pytest.raises(Misconfigured):
        letters.send(replace(asks(), case_ref=case_ref))


def test_a_letter_that_lacks_something_is_a_matter_for_a_person(letters: LetterWriter, cabinet: Cabinet) -> None:
    with pytest.raises(Misconfigured, match="letter-unrenderable"):
        letters.send(asks("refusal", facts={}))
    assert cabinet.files.of_case(1, "c1", limit=9) == []


def test_a_full_file_still_takes_the_decision(letters: LetterWriter, cabinet: Cabinet) -> None:
    for _ in range(100):
        cabinet.filed()
    assert letters.send(asks("grant")).output["documentId"]


def test_letters_of_an_erased_case_are_not_written(letters: LetterWriter, cabinet: Cabinet) -> None:
    letters.send(asks())
    cabinet.erase()
    with pytest.raises(Misconfigured, match="gone-erased"):
        letters.send(asks())
