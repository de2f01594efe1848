"""Sessions: how one comes in with a password, how long one stays, and what ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from akzess.clocks import MovableClock
from service.identity import AccountFile, Accounts
from store import MemoryStore

from ..access.office import ADDRESS, HASH, MORNING, PASSWORD, Office, account, everybody, open_office

ANNA = "akz-clerk.dd"


@pytest.fixture
def desk(memory_store: MemoryStore) -> Any:
    """In memory, for questions that no store answers differently."""
    with open_office(memory_store) as found:
        yield found


def test_whoever_logs_in_is_known_by_the_cookie_alone(office: Office) -> None:
    assert office.browser(ANNA).get("/me").json()["person"] == ANNA


def test_the_cookie_is_one_that_browsers_guard(desk: Office) -> None:
    answer = desk.browser().log_in(ANNA)

    name, *flags = answer.headers["set-cookie"].split("; ")
    assert (name.split("=")[0], flags) == ("__Host-akzess", ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"])


def test_a_page_never_sees_a_token(desk: Office) -> None:
    assert desk.browser().log_in(ANNA).json()["token"] == ""


def test_a_program_gets_a_token(desk: Office) -> None:
    answer = desk.browser().client.post("/login", json={"account": ANNA, "password": PASSWORD})
    assert len(answer.json()["token"]) > 60


def test_the_store_does_not_know_the_token(desk: Office) -> None:
    browser = desk.browser(ANNA)
    assert browser.cookie.encode() not in repr(desk.store.__dict__).encode()


def test_half_an_hour_without_a_click_ends_it(office: Office) -> None:
    browser = office.browser(ANNA)
    office.clock.advance(timedelta(minutes=30))

    assert browser.get("/me").status_code == 401


def test_clicks_keep_it(office: Office) -> None:
    browser = office.browser(ANNA)
    for _ in range(8):
        office.clock.advance(timedelta(minutes=25))
        last = browser.get("/me").status_code

    assert last == 200


def test_ten_hours_end_it_whatever_happens(office: Office) -> None:
    browser = office.browser(ANNA)
    statuses = []
    for _ in range(25):
        office.clock.advance(timedelta(minutes=25))
        statuses.append(browser.get("/me").status_code)

    assert statuses == [200] * 23 + [401] * 2


def test_logging_out_ends_it_on_the_server_not_only_in_the_browser(office: Office) -> None:
    browser = office.browser(ANNA)
    cookie = browser.cookie
    browser.post("/logout")

    stolen = office.browser()
    assert stolen.client.get("/me", headers={"Cookie": f"__Host-akzess={cookie}"}).status_code == 401


def test_a_login_gives_a_new_token_and_ends_the_old_one(office: Office) -> None:
    browser = office.browser(ANNA)
    before = browser.cookie
    browser.log_in(ANNA)

    old = office.browser().client.get("/me", headers={"Cookie": f"__Host-akzess={before}"})
    assert (browser.cookie != before, old.status_code) == (True, 401)


def test_a_token_that_somebody_else_chose_becomes_no_session(desk: Office) -> None:
    browser = desk.browser()
    browser.client.cookies.set("__Host-akzess", "chosen-by-the-attacker", domain="akzess.example", path="/")
    browser.log_in(ANNA)

    chosen = desk.browser().client.get("/me", headers={"Cookie": "__Host-akzess=chosen-by-the-attacker"})
    assert chosen.status_code == 401


def test_sessions_outlive_the_process(office: Office) -> None:
    cookie = office.browser(ANNA).cookie
    with open_office(office.store) as other:
        answer = other.browser().client.get("/me", headers={"Cookie": f"__Host-akzess={cookie}"})

    assert answer.json()["person"] == ANNA


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(memory_store: MemoryStore, tmp_path: Any) -> None:
    source = tmp_path / "accounts.yaml"
    line = "accounts:\n- {{name: anna, person: anna, groups: [{role}], sites: [DD], passwordHash: '{hash}'}}\n"
    one = account("anna", "akz-lead", "DD")
    source.write_text(line.format(role="akz-lead", hash=one.password_hash), encoding="utf-8")
    accounts = Accounts(AccountFile(source, ("DD",)), MovableClock(MORNING))
    with open_office(memory_store, accounts) as office:
        browser = office.browser("anna")
        case = office.case()
        before = browser.post(f"/cases/{case}/cancel").status_code
        source.write_text(line.format(role="akz-clerk", hash=one.password_hash) + "\n", encoding="utf-8")
        after = browser.post(f"/cases/{case}/cancel").status_code

    assert (before, after) == (428, 403)


def test_a_removed_account_has_no_session(memory_store: MemoryStore, tmp_path: Any) -> None:
    source = tmp_path / "accounts.yaml"
    one = f"{{name: anna, person: anna, groups: [akz-lead], sites: [DD], passwordHash: '{HASH}'}}"
    source.write_text(f"accounts:\n- {one}\n", encoding="utf-8")
    with open_office(memory_store, Accounts(AccountFile(source, ("DD",)), MovableClock(MORNING))) as office:
        browser = office.browser("anna")
        source.write_text("accounts: []\n", encoding="utf-8")

        assert browser.get("/me").status_code == 401


def test_a_session_that_ends_in_a_form_is_followed_by_one_in_which_the_draft_is_saved(office: Office) -> None:
    case = office.case()
    task = office.assign(case, "UT-FIRST", ANNA)
    browser = office.browser(ANNA)
    office.clock.advance(timedelta(minutes=31))
    refused = browser.put(f"/tasks/{task}/draft", {"answers": {"note": "lang"}})
    browser.csrf = ""
    browser.log_in(ANNA)
    kept = browser.put(f"/tasks/{task}/draft", {"answers": {"note": "lang"}})

    assert (refused.status_code, refused.json()["code"], kept.status_code) == (401, "unauthenticated", 200)


def test_a_401_for_a_page_opens_no_dialog_of_the_browser(desk: Office) -> None:
    page = desk.browser().get("/me").headers["www-authenticate"]
    program = desk.browser().client.get("/me").headers["www-authenticate"]

    assert (page.split()[0], program.split()[0]) == ("AKZESS", "Basic")


def test_preferences_follow_the_person_to_another_browser(office: Office) -> None:
    office.browser(ANNA).put("/me/preferences", {"theme": "dark", "language": "en"})

    found = office.browser(ANNA).get("/me").json()
    assert (found["preferences"], found["language"]) == (
        {"shortcuts": True, "theme": "dark", "language": "en"},
        "en",
    )


def test_people_are_found_by_the_beginning_of_a_name(office: Office) -> None:
    found = office.browser(ANNA).get("/users?query=akz-cl&site=L").json()

    assert [user["person"] for user in found["items"]] == ["akz-clerk.l"]


def test_the_demo_says_who_may_log_in(memory_store: MemoryStore) -> None:
    with open_office(memory_store, everybody(), demo=True) as office:
        found = office.browser().get("/login/methods").json()["demo"]

    assert {"account": ANNA, "name": "Akz-Clerk.Dd", "role": "akz-clerk", "sites": ["DD"]} in found


def test_logins_of_other_people_stay_out_of_the_way(desk: Office) -> None:
    first, second = desk.browser(ANNA), desk.browser("akz-lead.dd")

    assert [browser.get("/me").json()["person"] for browser in (first, second)] == [ANNA, "akz-lead.dd"]


def test_the_origin_of_the_application_is_what_browsers_call_it(memory_store: MemoryStore) -> None:
    with open_office(memory_store, origins=["https://amt.example"]) as office:
        browser = office.browser()
        statuses = [
            browser.client.post("/login", json={}, headers={"Origin": origin}).status_code
            for origin in ("https://amt.example", ADDRESS)
        ]

    assert statuses == [422, 403]
