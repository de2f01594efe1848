"""The workshop as its stories tell it: a draft, a bench with its editor, a step that is chosen and changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from .conftest import Desk

Sit = Callable[..., Desk]
FILE = "ba-approval.bpmn"
TASK = "Arbeitsmarktangaben ergänzen (EzB)"
#: The first look at the editors loads two megabytes on a machine that does other things, too.
SLOW_MS = 30_000


def ask(person: Desk, method: str, path: str, **more: Any) -> Any:
    """A request in the person's own session."""
    csrf = person.context.request.get("/me").json()["csrf"]
    headers = {
        "Origin": person.address,
        "X-CSRF": csrf,
        "Idempotency-Key": f"test-{uuid4()}",
        **more.pop("headers", {}),
    }
    answer = person.context.request.fetch(path, method=method, headers=headers, **more)
    assert answer.ok, answer.text()
    return answer


def new_draft(person: Desk) -> str:
    """A draft of the deployed procedure; its id."""
    return str(ask(person, "POST", "/designer/drafts", data={"name": "Erinnerung nach 10 Tagen"}).json()["id"])


def file_of(person: Desk, draft: str, path: str) -> Any:
    """A file of a draft as it is on the server."""
    return person.context.request.get(f"/designer/drafts/{draft}/files/{path}")


def bench(person: Desk, draft: str, path: str = FILE, tab: str = "findings") -> Any:
    """A file on the bench, its editor ready."""
    page = person.open(f"/app/designer/drafts/{draft}?file={path}&tab={tab}")
    if path.endswith(".bpmn"):
        page.locator(".wks-canvas[data-ready]").first.wait_for(timeout=SLOW_MS)
    return page


def choose(page: Page, step: str) -> None:
    """Choose a step in the list beside the diagram."""
    page.get_by_role("tab", name="Schritte").click()
    page.locator(".wks-element", has_text=step).first.click()


def label(page: Page, value: str) -> None:
    """Give the chosen step another English label in our group of the panel."""
    page.locator(".bio-properties-panel-group-header-title", has_text="AKZESS").click()
    page.get_by_label("Bezeichnung (en)").fill(value)


def saved(page: Page) -> None:
    """Wait until what was changed is on the server."""
    expect(page.locator('[data-saving="saved"]')).to_contain_text("gespeichert um", timeout=SLOW_MS)
