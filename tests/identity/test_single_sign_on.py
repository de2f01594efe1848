"""Coming in through the provider, and out again."""

from __future__ import annotations

from datetime import timedelta

from joserfc.jwk import RSAKey

from .conftest import ANNA, SingleSignOn
from .provider import Login


def test_whoever_logs_in_at_the_provider_is_known_here_with_roles_and_sites(sso: SingleSignOn) -> None:
    me = sso.logged_in().get("/me").json()

    assert (me["person"], me["account"], me["name"], me["groups"], me["sites"]) == (
        "p-anna",
        "oidc:7f1c",
        "Anna Beispiel",
        ["akz-clerk"],
        ["DD"],
    )


def test_the_browser_comes_back_to_the_page_that_it_wanted(quick: SingleSignOn) -> None:
    assert quick.arrive(quick.office.browser()).headers["location"] == "/app/tasks"


def test_a_case_can_be_worked_on_with_a_session(quick: SingleSignOn) -> None:
    case = quick.office.case()
    assert quick.logged_in().get(f"/cases/{case}").status_code == 200


def test_another_login_brings_new_roles_at_once(sso: SingleSignOn) -> None:
    browser = sso.logged_in()
    sso.logged_in(Login("7f1c", "Anna Beispiel", ["leitung"], ["L"], person="p-anna"))

    me = browser.get("/me").json()
    assert (me["groups"], me["sites"]) == (["akz-lead"], ["L"])


def test_without_a_role_there_is_no_session(quick: SingleSignOn) -> None:
    browser = quick.office.browser()

    answer = quick.arrive(browser, Login("9", "Niemand", ["unbekannt"], ["DD"]))
    assert (answer.status_code, answer.json()["code"], browser.cookie) == (403, "no-role", "")


def test_without_a_site_there_is_no_session_either(quick: SingleSignOn) -> None:
    assert quick.arrive(quick.office.browser(), Login("9", "Niemand", ["sachbearbeitung"], [])).status_code == 403


def test_the_provider_logs_somebody_out(sso: SingleSignOn) -> None:
    browser = sso.logged_in()

    said = sso.says(sso.provider.logout_token(ANNA))
    assert (said.status_code, browser.get("/me").status_code) == (200, 401)


def test_a_logout_without_a_session_number_ends_every_session_of_the_person(sso: SingleSignOn) -> None:
    browsers = [sso.logged_in(), sso.logged_in(Login(**{**vars(ANNA), "sid": "session-2"}))]

    sso.says(sso.provider.logout_token(ANNA, sid=None))
    assert [browser.get("/me").status_code for browser in browsers] == [401, 401]


def test_one_login_ends_and_the_other_goes_on(sso: SingleSignOn) -> None:
    first, second = sso.logged_in(), sso.logged_in(Login(**{**vars(ANNA), "sid": "session-2"}))

    sso.says(sso.provider.logout_token(ANNA))
    assert (first.get("/me").status_code, second.get("/me").status_code) == (401, 200)


def test_logging_out_here_says_where_to_log_out_there(quick: SingleSignOn) -> None:
    answer = quick.logged_in().post("/logout")

    assert answer.json()["location"].startswith(f"{quick.provider.issuer}/logout?client_id=akzess&post_logout")


def test_new_keys_of_the_provider_are_fetched_when_they_are_first_used(quick: SingleSignOn) -> None:
    quick.logged_in()
    quick.office.clock.advance(timedelta(minutes=2))
    quick.provider.key = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig"})
    quick.provider.forge = lambda header, claims: header.update(kid="k2")

    assert quick.logged_in().get("/me").status_code == 200


def test_keys_that_nobody_knows_do_not_make_us_ask_again_and_again(quick: SingleSignOn) -> None:
    quick.logged_in()
    quick.provider.forge = lambda header, claims: header.update(kid="unknown")
    for _ in range(5):
        quick.arrive(quick.office.browser())

    assert quick.provider.jwks_asked == 1


def test_a_provider_that_does_not_answer_is_a_problem_of_its_own(quick: SingleSignOn) -> None:
    quick.provider.document_more = {"issuer": "https://somebody.example"}

    answer = quick.depart(quick.office.browser())
    assert (answer.status_code, answer.json()["code"]) == (503, "login-provider")


def test_people_get_a_page_and_programs_a_problem(quick: SingleSignOn) -> None:
    answer = quick.office.browser().client.get("/login/oidc/callback?state=x", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")


def test_the_login_page_learns_what_there_is(quick: SingleSignOn) -> None:
    found = quick.office.browser().get("/login/methods").json()

    assert (found["local"], found["oidc"], found["demo"]) == (True, {"name": "Behördenkonto"}, None)
