"""An applicant's session: in by reference and code, for this page only, and over when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .conftest import Applicant, Office


def test_unknown_number_and_wrong_code_get_the_same_answer(office: Office) -> None:
    office.applies()
    office.code()
    answers = []
    for reference, code in ((office.reference, "0000-0000-0000"), ("AKZ-DD-2026-999999", "0000-0000-0000")):
        answer = office.applicant().enters(reference, code)
        body = {name: value for name, value in answer.json().items() if name not in ("instance", "traceId")}
        answers.append((answer.status_code, body, sorted(answer.headers)))

    assert answers[0] == answers[1]


def test_after_five_wrong_codes_the_right_one_has_to_wait_too(office: Office) -> None:
    office.applies()
    code = office.code()
    for _ in range(5):
        office.applicant().enters(office.reference, "0000-0000-0000")

    answer = office.applicant().enters(office.reference, code)

    assert (answer.status_code, "retry-after" in answer.headers) == (429, True)


def test_the_cookie_is_for_the_server_and_for_this_page_only(office: Office) -> None:
    office.applies()
    cookie = office.applicant().enters(office.reference, office.code()).headers["set-cookie"].lower()

    assert [part for part in ("httponly", "samesite=strict", "path=/status") if part not in cookie] == []


@pytest.mark.parametrize("path", ["/status/documents", "/status/finish"])
def test_another_sites_page_cannot_act_for_the_applicant(office: Office, path: str) -> None:
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    applicant = office.entered()

    headers = {"Origin": "https://boese.example", "X-CSRF": applicant.csrf, "Idempotency-Key": "0123456789abcdef"}
    assert applicant.client.post(path, headers=headers).status_code == 403


def test_without_the_word_of_the_page_nothing_is_changed(office: Office) -> None:
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    applicant = office.entered()

    assert Applicant(applicant.client).hands_in("DEG_CERTIFICATE").status_code == 403


def test_without_a_session_there_is_nothing_to_see(office: Office) -> None:
    assert office.applicant().client.get("/status/case").status_code == 401


def test_an_applicants_session_opens_nothing_of_the_office(office: Office) -> None:
    office.applies()
    applicant = office.entered()
    token = applicant.client.cookies["akzess-status"]
    for name in ("akzess", "__Host-akzess", "akzess-session"):
        applicant.client.cookies.set(name, token)

    assert applicant.client.get(f"/cases/{office.case_id}").status_code == 401


def test_who_has_logged_out_sees_nothing_any_more(office: Office) -> None:
    office.applies()
    applicant = office.entered()

    applicant.client.post("/status/logout")

    assert applicant.client.get("/status/case").status_code == 401


def test_a_session_that_nobody_uses_ends_by_itself(office: Office) -> None:
    office.applies()
    applicant = office.entered()

    office.house.moving.advance(timedelta(minutes=16))

    assert applicant.client.get("/status/case").status_code == 401
