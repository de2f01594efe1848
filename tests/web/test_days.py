"""Whole days at the desk: twenty tasks by keyboard, two who collide, a deputy, four eyes, a session that ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from akzess.embedded import Embedded

from .cases import HABITS, played_until, started, task_of
from .conftest import Desk
from .keyboard import fill

Sit = Callable[..., Desk]


def _open_task(desk: Desk, task: str) -> Page:
    page = desk.open(f"/app/tasks?scope=team&task={task}")
    page.locator(".akz-task .akz-form [data-path]").first.wait_for()
    return page


def _lend(desk: Desk, person: str, deputy: str) -> None:
    """The person herself appoints a deputy for a week."""
    me = desk.context.request.get("/me").json()
    now = datetime.now(UTC)
    answer = desk.context.request.post(
        "/deputies",
        data={
            "person": person,
            "deputy": deputy,
            "from": (now - timedelta(minutes=1)).isoformat(),
            "until": (now + timedelta(days=7)).isoformat(),
            "reason": "Urlaub",
        },
        headers={"X-CSRF": me["csrf"], "Origin": desk.address, "Idempotency-Key": f"lend-{person}-{deputy}-0123456789"},
    )
    assert answer.status == 201, answer.text()


def _act_for(page: Page, name: str) -> None:
    page.locator(".akz-user-button").click()
    page.get_by_role("button", name=re.compile(f"{name} Beispiel vertreten")).click()
    page.locator(".akz-deputy-banner").wait_for()


def _rows(page: Page) -> Any:
    return page.locator("tr[data-task]")


def test_a_clerk_works_twenty_tasks_with_the_keyboard_alone(platform: Embedded, desk: Sit) -> None:
    for case in started(platform, "L", 20):
        task_of(platform, case, "UT-COMPL")
    axel = desk("axel.l")
    page = axel.open("/app/tasks?scope=team")
    _rows(page).first.wait_for()
    done = []

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for _ in range(20):
        title = page.locator(".akz-task h2")
        expect(title).to_be_focused()
        page.locator(".akz-form [data-path]").first.wait_for()
        task = page.url.split("task=")[1].split("&")[0]
        row = platform.house.read.task(1, task)
        assert row is not None
        seen = platform.house.engine.task_view(task).variables
        page.keyboard.press("c")
        fill(page, HABITS.answers(row, seen, platform.clock.now()))
        with page.expect_response(lambda answer: answer.url.split("?")[0].endswith("/complete")) as completed:
            page.keyboard.press("Control+Enter")
        assert completed.value.status == 200, completed.value.text()
        done.append(task)
        page.wait_for_function("task => !location.search.includes(task)", arg=task)

    assert len({*done}) == 20


def test_the_second_of_two_clerks_is_told_by_whom_and_keeps_the_text(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "FG", 1)
    task = task_of(platform, case, "UT-COMPL")
    arno, alma = desk("arno.fg"), desk("alma.c")
    _lend(arno, "arno.fg", "alma.c")
    first = _open_task(arno, task.id)
    alma.open("/app/tasks")
    _act_for(alma.page, "Arno")
    second = _open_task(alma, task.id)
    second.get_by_label("Geprüft von").fill("Notizen der Vertretung")

    first.get_by_role("group", name="Identität geprüft").get_by_label("Ja").check()
    first.get_by_role("group", name="Vollständig?").get_by_label("vollständig: Beginn").check()
    first.get_by_role("button", name="Abschließen").click()
    expect(first.get_by_role("status").filter(has_text="Abgeschlossen")).to_be_visible()
    complete = second.get_by_role("button", name="Abschließen")
    if complete.is_visible():
        second.get_by_role("group", name="Identität geprüft").get_by_label("Ja").check()
        second.get_by_role("group", name="Vollständig?").get_by_label("unvollständig").check()
        complete.click()

    expect(second.get_by_text(re.compile("Arno Beispiel hat diese Aufgabe am .* abgeschlossen"))).to_be_visible()
    expect(second.get_by_label("Geprüft von")).to_have_value("Notizen der Vertretung")
    expect(second.get_by_text("Ihr Text ist nicht verloren")).to_be_visible()
    alma.shot("desk/collision.png")


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "C", 1)
    task = task_of(platform, case, "UT-COMPL")
    alma = desk("alma.c")
    page = _open_task(alma, task.id)
    page.get_by_role("group", name="Identität geprüft").get_by_label("Ja").check()
    page.get_by_role("group", name="Vollständig?").get_by_label("vollständig: Beginn").check()
    page.get_by_label("Geprüft von").fill("Alma Beispiel")

    alma.context.clear_cookies()
    page.get_by_role("button", name="Abschließen").click()
    dialog = page.get_by_role("dialog", name="Ihre Sitzung ist abgelaufen")
    dialog.get_by_label("Kennwort").fill("akzess-demo")
    alma.shot("desk/session.png")
    dialog.get_by_role("button", name="Anmelden").click()

    expect(page.get_by_role("status").filter(has_text="Abgeschlossen: Vollständigkeit prüfen")).to_be_visible()
    assert platform.house.engine.task_view(task.id).task.ended_by == "alma.c"


def test_a_deputy_steps_in(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "C", 1, "electrician")
    task = task_of(platform, case, "UT-COMPL")
    alma, axel = desk("alma.c"), desk("axel.l")
    _lend(alma, "alma.c", "axel.l")

    page = axel.open("/app/tasks?scope=team")
    _act_for(page, "Alma")
    page.goto(f"{axel.address}/app/tasks?scope=team&task={task.id}")
    expect(page.locator(".akz-deputy-banner")).to_contain_text("in Vertretung (i. V.) für Alma Beispiel")
    page.locator(".akz-form [data-path]").first.wait_for()
    axel.shot("desk/deputy.png")
    page.get_by_role("group", name="Identität geprüft").get_by_label("Ja").check()
    page.get_by_role("group", name="Vollständig?").get_by_label("vollständig: Beginn").check()
    page.get_by_role("button", name="Abschließen").click()
    expect(page.get_by_role("status").filter(has_text="Abgeschlossen")).to_be_visible()

    history = alma.context.request.get(f"/cases/{case}/history").json()
    assert [line for line in history["items"] if "alma.c" in json.dumps(line) and "axel.l" in json.dumps(line)]


def test_somebody_appoints_a_deputy_and_ends_it_again(desk: Sit) -> None:
    dora = desk("dora.dd")
    page = dora.open("/app/tasks")
    page.locator(".akz-user-button").click()
    page.get_by_role("button", name="Vertretungen verwalten").click()
    dialog = page.get_by_role("dialog", name="Vertretungen")
    dialog.get_by_role("combobox", name="Wer vertritt Sie?").fill("detlef")
    dialog.get_by_role("combobox", name="Wer vertritt Sie?").press("Enter")
    until = (datetime.now(UTC) + timedelta(days=14)).strftime("%d.%m.%Y")
    dialog.get_by_role("group", name="Bis einschließlich").get_by_label("Tag").fill(until)
    dialog.get_by_label("Begründung").fill("Urlaub")
    dora.shot("desk/deputies.png")
    assert dora.axe() == []
    dialog.get_by_role("button", name="Vertretung einrichten").click()
    expect(dialog.get_by_text("Detlef Beispiel vertritt Dora Beispiel")).to_be_visible()

    dialog.get_by_role("button", name="Vertretung durch Detlef Beispiel beenden").click()

    expect(dialog.get_by_text("Detlef Beispiel vertritt Dora Beispiel")).to_have_count(0)


def test_four_eyes_refuses_the_same_person_also_as_a_deputy(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "DD", 1, "phd")
    task = played_until(platform, case, "UT-SECOND", {"UT-ASSESS": {"waiver5": True}})
    bela, anna = desk("bela.dd"), desk("anna.dd")
    _lend(bela, "bela.dd", "anna.dd")

    anna.open("/app/tasks")
    _act_for(anna.page, "Bela")
    page = _open_task(anna, task.id)
    expect(page.get_by_text("Vier-Augen-Prinzip").first).to_be_visible()
    page.get_by_role("button", name="Übernehmen").click()

    expect(page.get_by_text("Sie haben den vorigen Schritt selbst erledigt – auch in Vertretung")).to_be_visible()
    anna.shot("desk/four-eyes.png")
