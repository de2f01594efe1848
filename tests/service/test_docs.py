"""docs/api.md is executed: every example is sent, in order, and answered as the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from service.titles import TITLES

from .conftest import BUNDLE, PASSWORD, Office

PAGE = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\n(.*?)```\n```json\n(\d{3})\n(.*?)```", PAGE, re.DOTALL)
#: "…" after the last part of an object or a list: there may be more.
MORE = "…"


def _filled(text: str, known: dict[str, Any]) -> str:
    """The text with the values that earlier answers gave."""
    return re.sub(r"\{([a-z]+)\}", lambda found: str(known.get(found[1], found[0])), text)


def _sent(text: str, known: dict[str, Any], office: Office) -> Any:
    head, _, body = text.partition("\n\n")
    first, *lines = head.splitlines()
    method, _, path = _filled(first, known).partition(" ")
    headers = dict(_filled(line, known).replace("<key>", str(uuid4())).split(": ", 1) for line in lines)
    who = re.search(r"<(\w+)>", headers.pop("Authorization", ""))
    if body:
        headers["Content-Type"] = "application/json"
        model = json.dumps((BUNDLE / "small.bpmn").read_text(encoding="utf-8").replace("Kleiner", "Kurzer"))[1:-1]
        body = _filled(body.replace("<small.bpmn>", "\x00"), known).replace("\x00", model)
    login = {"auth": (who[1], PASSWORD)} if who else {}
    return office.client.request(method, path, content=body.encode() or None, headers=headers, **login)


def _expected(text: str) -> Any:
    """The JSON of the page; an ellipsis becomes a mark of its own."""
    text = re.sub(r",?\s*…\s*\}", f', "{MORE}": true}}', text).replace("{,", "{")
    return json.loads(re.sub(r",\s*…\s*\]", f', "{MORE}"]', text))


def _agree(wanted: Any, found: Any, known: dict[str, Any]) -> bool:
    """Whether an answer is what the page says; what it names is remembered."""
    if isinstance(wanted, dict):
        rest = {name: part for name, part in wanted.items() if name != MORE}
        complete = MORE in wanted or set(rest) == set(found)
        return complete and all(name in found and _agree(part, found[name], known) for name, part in rest.items())
    if isinstance(wanted, list):
        rest_ = [part for part in wanted if part != MORE]
        complete = MORE in wanted or len(rest_) == len(found)
        return complete and all(_agree(*pair, known) for pair in zip(rest_, found, strict=False))
    named = re.fullmatch(r"\{([a-z]+)\}", wanted) if isinstance(wanted, str) else None
    if named:
        return bool(known.setdefault(named[1], found) == found)
    return bool(wanted == found)


@pytest.fixture
def fresh(office: Office) -> Office:
    return office


def test_every_example_is_answered_as_the_page_says(fresh: Office) -> None:
    known: dict[str, Any] = {}
    wrong = []
    for request, status, answer in EXAMPLES:
        found = _sent(request, known, fresh)
        if found.status_code != int(status) or not _agree(_expected(answer), found.json(), known):
            wrong.append((request.splitlines()[0], found.status_code, found.text[:600]))

    assert not wrong, "\n".join(map(str, wrong))
    assert len(EXAMPLES) > 20


def test_the_page_names_every_problem() -> None:
    assert sorted(code for code in TITLES if f"`{code}`" not in PAGE) == []
