"""Days at the clerk's desk, in a real browser on the real platform."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from akzess.embedded import Embedded
from engine.commands import AssignTask
from engine.model import SYSTEM

from .cases import HABITS, played_until, started, task_of
from .conftest import Desk
from .keyboard import fill

Sit = Callable[..., Desk]


def _rows(page: Page) -> Any:
    return page.locator("tr[data-task]")


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


def test_a_claim_that_comes_too_late_is_rolled_back(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "FG", 1, "electrician")
    task = task_of(platform, case, "UT-COMPL")
    arno = desk("arno.fg")
    page = arno.open("/app/tasks?scope=team&q=" + task.business_key)
    row = page.locator(f'tr[data-task="{task.id}"]')
    row.wait_for()
    page.route("**/tasks/*/claim", lambda route: _held(platform, task.id, route))

    row.locator("a").focus()
    page.keyboard.press("c")

    expect(page.locator(".kern-alert")).to_be_visible()
    expect(row).not_to_contain_text("bei mir")


def _held(platform: Embedded, task: str, route: Any) -> None:
    """Between the key and the server somebody else takes the task."""
    platform.handle(AssignTask(actor=SYSTEM, task_id=task, assignee="birte.fg"))
    route.continue_()


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


def test_filters_live_in_the_address_and_become_a_view_of_the_team(platform: Embedded, desk: Sit) -> None:
    clara = desk("clara.dd")
    page = clara.open("/app/tasks?scope=team")
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Fallgruppe").select_option("FG2")
    page.wait_for_url(re.compile("caseGroup=FG2"))
    page.get_by_role("button", name="Ansichten").click()
    dialog = page.get_by_role("dialog", name="Ansichten")
    dialog.get_by_label("Name der Ansicht").fill("Selbständige")
    dialog.get_by_label("Teilen mit").select_option("akz-lead@DD")
    dialog.get_by_role("button", name="Speichern").click()
    expect(dialog.get_by_role("button", name="Selbständige", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Schließen", exact=True).click()
    page.locator("#akz-filter-panel").get_by_role("button", name="Filter zurücksetzen").click()
    page.wait_for_url(lambda url: "caseGroup" not in url)

    page.get_by_role("button", name="Ansichten").click()
    dialog.get_by_role("button", name="Selbständige", exact=True).click()

    page.wait_for_url(re.compile("caseGroup=FG2"))


def test_bulk_acts_tell_what_became_of_each_row(platform: Embedded, desk: Sit) -> None:
    tasks = [task_of(platform, case, "UT-COMPL") for case in started(platform, "FG", 3, "graduate")]
    arno = desk("arno.fg")
    page = arno.open("/app/tasks?scope=team&caseGroup=FG3")
    for task in tasks:
        page.locator(f'tr[data-task="{task.id}"] input').check()
    page.route("**/tasks/bulk", lambda route: _held(platform, tasks[0].id, route))

    page.get_by_role("region", name="Aktionen für die Auswahl").get_by_role("button", name="Übernehmen").click()

    dialog = page.get_by_role("dialog", name="Ergebnis")
    expect(dialog).to_contain_text("2 haben geklappt, 1 nicht")
    expect(dialog.get_by_role("listitem")).to_contain_text(tasks[0].business_key)
    arno.shot("desk/bulk.png")


def test_new_tasks_wait_until_the_reader_asks_for_them(platform: Embedded, desk: Sit) -> None:
    task_of(platform, started(platform, "C", 1, "spouse")[0], "UT-COMPL")
    alma = desk("alma.c")
    page = alma.open("/app/tasks?scope=team&caseGroup=FG6&sort=-created")
    _rows(page).first.wait_for()
    before = _rows(page).count()

    case = started(platform, "C", 2, "spouse")[1]
    task = task_of(platform, case, "UT-COMPL")
    bar = page.get_by_role("button", name=re.compile("neue? Aufgaben? zeigen|neue Aufgaben zeigen"))
    expect(bar).to_be_visible(timeout=15_000)
    assert _rows(page).count() == before
    bar.click()

    expect(page.locator(f'tr[data-task="{task.id}"]')).to_be_visible()


def test_a_follow_up_takes_the_task_out_of_the_list_until_its_day(platform: Embedded, desk: Sit) -> None:
    (case,) = started(platform, "C", 1, "artist")
    task = task_of(platform, case, "UT-COMPL")
    alma = desk("alma.c")
    page = _open_task(alma, task.id)
    later = (datetime.now(UTC) + timedelta(days=10)).strftime("%d.%m.%Y")

    page.get_by_role("button", name="Wiedervorlage", exact=True).click()
    dialog = page.get_by_role("dialog", name="Wiedervorlage setzen")
    dialog.get_by_label("Tag").fill(later)
    dialog.get_by_label("Notiz").fill("Rückruf abwarten")
    alma.shot("desk/follow-up.png")
    assert alma.axe() == []
    dialog.get_by_role("button", name="Speichern").click()
    expect(dialog).to_have_count(0)
    page.goto(f"{alma.address}/app/tasks?scope=team")
    _rows(page).first.wait_for()

    expect(page.locator(f'tr[data-task="{task.id}"]')).to_have_count(0)
    page.goto(f"{alma.address}/app/tasks?scope=team&followUp=all&q={task.business_key}")
    expect(page.locator(f'tr[data-task="{task.id}"]')).to_be_visible()


def test_the_list_goes_on_when_its_end_is_reached(platform: Embedded, desk: Sit) -> None:
    for case in started(platform, "FG", 55, "spouse"):
        task_of(platform, case, "UT-COMPL")
    page = desk("arno.fg").open("/app/tasks?scope=team&caseGroup=FG6")
    _rows(page).first.wait_for()

    page.locator(".akz-list-end").scroll_into_view_if_needed()

    expect(_rows(page).nth(54)).to_be_attached()


def test_single_key_shortcuts_can_be_switched_off(desk: Sit) -> None:
    carla = desk("carla.c")
    page = carla.open("/app/tasks?scope=team")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tastenkürzel")).to_be_visible()
    carla.shot("desk/shortcuts.png")
    page.keyboard.press("Escape")
    page.locator(".akz-user-button").click()
    with page.expect_response(lambda answer: answer.url.endswith("/me/preferences")):
        page.get_by_label("Tastenkürzel mit einer Taste").uncheck()
    page.keyboard.press("Escape")

    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_pages_run_no_inline_code_and_load_nothing_from_elsewhere(desk: Sit, address: str) -> None:
    nobody = desk("")
    asked: list[str] = []
    nobody.page.on("request", lambda request: asked.append(request.url))
    answer = nobody.page.goto(f"{address}/app/tasks")
    assert answer is not None
    policy = answer.headers["content-security-policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    nobody.page.get_by_label("Kennwort").wait_for()
    assert {url.split("/")[2] for url in asked} == {address.removeprefix("http://")}


def test_the_login_page_is_accessible(desk: Sit) -> None:
    nobody = desk("")
    nobody.open("/app/tasks").get_by_label("Kennwort").wait_for()
    nobody.shot("desk/login.png")

    assert nobody.axe_everywhere() == {}


def test_the_inbox_is_accessible(desk: Sit) -> None:
    anna = desk("anna.dd")
    page = anna.open("/app/tasks?scope=team")
    _rows(page).first.wait_for()
    anna.shot("desk/inbox.png")
    page.get_by_role("button", name="Filter").click()
    _rows(page).first.get_by_role("checkbox").check()

    assert anna.axe_everywhere() == {}


def test_a_task_beside_the_list_is_accessible(desk: Sit) -> None:
    anna = desk("anna.dd")
    page = anna.open("/app/tasks?scope=team")
    _rows(page).first.locator("a").click()
    page.locator(".akz-form [data-path]").first.wait_for()
    page.get_by_text("Angaben zur Aufgabe").click()
    anna.shot("desk/task.png")
    anna.look("dark", 1440, 900)
    anna.shot("desk/task-dark.png")
    anna.look("light", 320, 900)
    anna.shot("desk/task-320.png")
    anna.look("light", 1440, 900)

    assert anna.axe_everywhere() == {}


def test_the_open_account_menu_is_accessible(desk: Sit) -> None:
    anna = desk("anna.dd")
    page = anna.open("/app/tasks")
    expect(page.get_by_role("heading", name="Aufgaben", exact=True)).to_be_visible()
    page.locator(".akz-user-button").click()
    anna.shot("desk/account.png")

    assert anna.axe() == []


def test_the_desk_speaks_english_as_well(desk: Sit) -> None:
    bodo = desk("bodo.c")
    page = bodo.open("/app/tasks?scope=team")
    page.locator(".akz-user-button").click()
    with page.expect_response(lambda answer: answer.url.endswith("/me/preferences")):
        page.get_by_label("Sprache").select_option("en")

    expect(page.get_by_role("link", name="Tasks")).to_be_visible()
    assert page.evaluate("() => document.documentElement.lang") == "en"
