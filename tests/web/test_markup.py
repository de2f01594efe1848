"""Rows X27 and X32 of the corpus in a real browser: what is written in models, forms and answers is text, and fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page

from akzess.embedded import Embedded
from engine.commands import StartCase
from tests.kernel.diagrams import end, flows, process, start, user
from tests.security.canary import Canary, listening
from tests.security.corpus_files import row

from .cases import task_of
from .conftest import Desk

Sit = Callable[..., Desk]
LABELS = [case["text"] for case in row("definitions", "X27")["cases"] if "text" in case and "times" not in case]


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with listening() as found:
        yield found


@pytest.fixture(scope="module")
def hostile(platform: Embedded, canary: Canary) -> tuple[str, str]:
    """A case and its task, whose model, form and data are full of markup."""
    about = row("definitions", "X32")
    fields: list[dict[str, Any]] = []
    for case in (*about["cases"], *about["refused"]):
        for field in case["form"]["components"]:
            fields.append({**field, "id": f"F{len(fields)}"})
    fields.append({"type": "textfield", "id": "N", "key": "note", "label": LABELS[0], "description": LABELS[1]})
    form = {"id": "markup", "type": "default", "components": fields}
    written = orjson.dumps(form).replace(b"CANARY", str(canary.port).encode())
    extension = '<zeebe:formDefinition formId="markup"/><zeebe:assignmentDefinition candidateGroups="akz-clerk"/>'
    name = " ".join(LABELS)
    diagram = process(start(), user("a", extension, name=name), end(), flows("start -> a -> end"), process_id="markup")
    platform.house.deploy({"markup.bpmn": diagram, "markup.form": written})
    person = {"givenNames": LABELS[0], "familyName": LABELS[1]}
    command = StartCase(process_id="markup", site="DD", variables={"applicant": person, "note": LABELS[0]})
    case_id = str(platform.house.handle(command).case_id)
    return case_id, task_of(platform, case_id, "a").id


def active(page: Page) -> list[str]:
    """Elements in the page's content that could run, fetch or lead away."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('main script, main iframe, main base, main style, main object, main [onerror], main [onload],"
        ' main a[href^="javascript:"], main a[href^="data:"]\')].map(e => e.outerHTML.slice(0, 100))'
    )
    return found


def test_markup_in_a_form_neither_runs_nor_fetches(hostile: tuple[str, str], desk: Sit, canary: Canary) -> None:
    anna = desk("anna.dd")
    page = anna.open(f"/app/tasks?scope=team&task={hostile[1]}")
    page.locator('[data-path="note"]').first.wait_for()

    assert active(page) == []
    assert canary.hits == 0
    # What the cleaning lets through (styles, pictures and frames of other addresses) the content security policy stops.
    anna.faults[:] = [fault for fault in anna.faults if "Content Security Policy" not in fault and "404" not in fault]


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("/app/tasks?scope=team", "text=onerror=alert(1)"),
        ("/app/cases/{case}", "text=onerror=alert(1)"),
        ("/app/cases/{case}?tab=diagram", "svg"),
    ],
)
def test_markup_in_a_label_is_text_on_every_page(
    where: str, shown: str, hostile: tuple[str, str], desk: Sit, canary: Canary
) -> None:
    page = desk("anna.dd").open(where.format(case=hostile[0]))
    page.locator(shown).first.wait_for()

    assert active(page) == []
    assert canary.hits == 0
