"""A route opens its gate in the thread in which it runs; that it opens late is not to be seen from outside."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
import pytest

from .office import Office


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is handed to another thread, in its order."""
    found: list[str] = []
    original = anyio.to_thread.run_sync

    async def noted(act: Any, *given: Any, **how: Any) -> Any:
        found.append(repr(act))
        return await original(act, *given, **how)

    monkeypatch.setattr(anyio.to_thread, "run_sync", noted)
    return found


def test_a_request_is_handed_to_another_thread_once(quick: Office, handed: list[str]) -> None:
    task = quick.task(quick.case(), "UT-FIRST")
    assert quick.call("akz-clerk.dd", "GET", f"/tasks/{task}").status_code == 200
    assert len(handed) == 1


def test_a_route_that_waits_for_its_body_has_its_gate_opened_in_another_thread(
    quick: Office, handed: list[str]
) -> None:
    case = quick.case()
    assert quick.call("akz-clerk.l", "POST", f"/cases/{case}/documents").status_code == 404
    assert any("Guard.open" in one for one in handed)


@pytest.mark.parametrize(
    ("who", "status"), [("nobody", 401), ("ba-amz.dd", 404), ("akz-clerk.l", 404), ("akz-clerk.dd", 428)]
)
def test_who_may_not_come_in_is_not_told_what_else_was_wrong(quick: Office, who: str, status: int) -> None:
    task = quick.task(quick.case(), "UT-FIRST")
    address, body = f"/tasks/{task}/complete", {"answers": {}, "more": 1}
    if who == "nobody":
        answer = quick.browser().client.post(address, json=body)
    else:
        answer = quick.call(who, "POST", address, body)
    assert answer.status_code == status, answer.text
