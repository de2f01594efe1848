"""The inbox: claims, filters, views, bulk acts, fresh rows, follow-ups, shortcuts, language, accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from akzess.embedded import Embedded
from akzess.people import DEMO_PASSWORD
from engine.commands import AssignTask
from engine.model import SYSTEM

from .cases import started, task_of
from .conftest import Desk

Sit = Callable[..., Desk]


def _rows(page: Page) -> Any:
    return page.locator("tr[data-task]")


def _open_task(desk: Desk, task: str) -> Page:
    page = desk.open(f"/app/tasks?scope=team&task={task}")
    page.locator(".akz-task .akz-form [data-path]").first.wait_for()
    return page


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


def test_an_empty_list_of_ones_own_says_how_many_wait_for_the_team(platform: Embedded, desk: Sit) -> None:
    for case in started(platform, "L", 2, "electrician"):
        task_of(platform, case, "UT-COMPL")
    page = desk("axel.l").open("/app/")
    told = page.locator(".akz-empty")
    expect(told).to_contain_text(re.compile(r"Für Ihr Team warten \d+\."))

    told.get_by_role("link", name="Aufgaben des Teams zeigen").click()

    expect(_rows(page).first).to_be_visible()


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


def test_a_language_chosen_before_the_login_holds_for_the_session(desk: Sit) -> None:
    page = desk("").open("/app/tasks")
    page.get_by_role("button", name="English").click()
    page.locator("[name=account]").fill("anna.dd")
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("form button[type=submit]").click()

    expect(page.get_by_role("link", name="Tasks")).to_be_visible()
