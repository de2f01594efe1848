"""The rows about messages of agencies (C11, C14) once more on databases, and what is noted of letters that are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..service.conftest import Office, opened
from .connectors_inbox import stranger_reference, two_answers
from .corpus_files import events, rows_of

PLAYS = {"C11": stranger_reference, "C14": two_answers}


@pytest.mark.parametrize(("name", "case"), rows_of("connectors", *PLAYS))
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_letter_about_another_matter_ends_the_same_on_every_database(
    name: str, case: dict[str, Any], kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = request.getfixturevalue(f"{kind}_store")

    found = PLAYS[name](case, None, tmp_path, store)

    assert {wanted: found[wanted] for wanted in case["expect"]} == case["expect"]


@pytest.fixture
def desk(store: Any) -> Iterator[Office]:
    with opened(store) as found:
        yield found


def test_a_letter_whose_sender_is_nobody_is_a_security_event(desk: Office) -> None:
    answer = desk.client.post("/agencies/bundesagentur/messages", content=b"<a/>")

    assert answer.status_code >= 400
    assert events(desk.house.store) == {"agency-rejected": 1}
