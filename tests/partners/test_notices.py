"""A partner without a system hears by e-mail that requests wait in its inbox: once, without a word of what they ask."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from authority.partners.network import read
from connectors.base import Refused, Unavailable
from processes import AKZESS
from service.partners.noticing import ATTEMPTS, LEASE
from store.partners.records import ANSWERED, NoticeKind

from .mailroom import Out

INBOX = "https://akzess.example/app/partner-inbox"


@pytest.fixture
def out(memory_store: Any) -> Out:
    """In memory: for what no store can change."""
    return Out(memory_store)


@pytest.fixture(params=["sqlite", "postgres"])
def stored(request: pytest.FixtureRequest) -> Out:
    """On both databases."""
    return Out(request.getfixturevalue(f"{request.param}_store"))


def test_a_new_request_is_told_once(stored: Out) -> None:
    stored.asks()

    stored.goes_on(days=1)

    assert ([mail["To"] for mail in stored.mails], stored.waiting) == (["hwk-c@example.org"], [])


def test_the_email_says_until_when_and_where_and_nothing_of_the_request(out: Out) -> None:
    out.asks()

    out.goes_on()

    text = out.mails[0].get_content()
    assert ("bis zum 02.11.2026" in text, INBOX in text) == (True, True)
    assert [word for word in ("AKZ", "Muster", "r-1", "Handwerk", "SELBST") if word in f"{out.mails[0]}{text}"] == []


def test_the_email_is_in_the_partners_language(out: Out) -> None:
    out.languages = ("vi", "en", "de")
    out.asks()

    out.goes_on()

    mail = out.mails[0]
    assert (mail["Subject"], mail["Content-Language"]) == ("New request in your inbox", "en")
    assert "Please answer by 2 November 2026." in mail.get_content()


def test_requests_of_a_quarter_of_an_hour_are_one_email_with_the_first_day(stored: Out) -> None:
    stored.asks("2026-11-16")
    stored.passes(minutes=10)
    stored.asks("2026-11-02")
    stored.passes(minutes=4)
    stored.noticing.round()
    early = len(stored.mails)

    stored.goes_on(days=1)

    assert (early, len(stored.mails), stored.waiting) == (0, 1, [])
    assert "02.11.2026" in stored.mails[0].get_content()


def test_a_request_after_the_email_is_told_by_another(stored: Out) -> None:
    stored.asks()
    stored.goes_on()
    stored.asks()

    stored.goes_on(days=1)

    assert len(stored.mails) == 2


def test_what_was_answered_meanwhile_is_not_told(out: Out) -> None:
    row = out.asks()
    out.store.put(replace(row, state=ANSWERED))

    out.goes_on(days=30)

    assert (out.mails, out.waiting) == ([], [])


def test_an_email_that_left_before_a_crash_does_not_leave_again(stored: Out) -> None:
    stored.asks()
    stored.passes(minutes=15)
    stored.crashes("after")

    stored.passes(seconds=LEASE.total_seconds())
    stored.noticing.round()

    assert (len(stored.mails), stored.waiting) == (1, [])


def test_an_email_that_a_crash_kept_back_leaves_later(stored: Out) -> None:
    stored.asks()
    stored.passes(minutes=15)
    stored.crashes("before")

    stored.noticing.round()
    at_once = len(stored.mails)
    stored.passes(seconds=LEASE.total_seconds())
    stored.noticing.round()

    assert (at_once, len(stored.mails)) == (0, 1)


def test_a_request_that_comes_during_the_sending_gets_an_email_of_its_own(stored: Out) -> None:
    stored.asks()
    stored.passes(minutes=15)
    stored.crashes("after")
    stored.asks("2026-10-30")

    stored.goes_on()

    assert [("02.11." in mail.get_content(), "30.10." in mail.get_content()) for mail in stored.mails] == [
        (True, False),
        (False, True),
    ]
    assert len({mail["Message-ID"] for mail in stored.mails}) == 2


def test_processes_that_tell_at_the_same_moment_tell_once(stored: Out) -> None:
    for day in ("2026-11-02", "2026-11-03", "2026-11-04"):
        stored.asks(day)
        stored.asks(day, site="FG")
    stored.passes(minutes=15)
    together = threading.Barrier(4)

    def tells(_: int) -> int:
        together.wait(60)
        return stored.noticing.round()

    with ThreadPoolExecutor(4) as processes:
        told = sum(processes.map(tells, range(4)))

    assert (told, len(stored.sent)) == (2, 2)


def test_of_two_addresses_each_gets_it_once_although_one_server_is_away(stored: Out) -> None:
    stored.to = ("one@example.org", "two@example.org")
    stored.asks()
    stored.fails["one@example.org"] = Unavailable("away", "no answer")
    for _ in range(4):
        stored.goes_on()
    stored.fails.clear()

    stored.goes_on(days=1)

    assert [mail["To"] for mail in stored.mails] == ["two@example.org", "one@example.org"]


def test_an_address_that_does_not_exist_keeps_no_other_from_hearing(out: Out) -> None:
    out.to = ("one@example.org", "two@example.org")
    out.asks()
    out.fails["one@example.org"] = Refused("UNDELIVERABLE", "no such mailbox")

    out.goes_on(days=1)

    assert ([mail["To"] for mail in out.mails], out.waiting) == (["two@example.org"], [])


def test_after_hours_without_a_mail_server_nobody_tries_any_more(out: Out) -> None:
    out.asks()
    out.fails["hwk-c@example.org"] = Unavailable("away", "no answer")
    for _ in range(ATTEMPTS):
        out.passes(seconds=LEASE.total_seconds() * ATTEMPTS + 900)
        out.noticing.round()

    assert out.waiting == []


def test_before_it_is_late_the_partner_hears_once_more(stored: Out) -> None:
    stored.asks("2026-11-02")  # a Monday: two working days before is Thursday

    stored.goes_on(days=30)

    told = [(mail["Subject"], str(mail["Date"])[:16]) for mail in stored.mails]
    assert told == [
        ("Neue Anfrage in Ihrem Eingang", "Mon, 19 Oct 2026"),
        ("Eine Anfrage wartet noch auf Ihre Antwort", "Thu, 29 Oct 2026"),
    ]


def test_a_day_that_was_put_off_is_warned_of_later(out: Out) -> None:
    row = out.asks("2026-11-02")
    out.store.put(replace(row, due_on="2026-11-16"))

    out.goes_on(days=40)

    assert [str(mail["Date"])[:16] for mail in out.mails] == ["Mon, 19 Oct 2026", "Thu, 12 Nov 2026"]


def test_a_reminder_of_the_office_is_told_and_the_new_day_warned_of(out: Out) -> None:
    row = out.asks("2026-10-21")
    out.goes_on(days=2)
    out.announced(replace(row, due_on="2026-11-02", reminders=1), NoticeKind.REMINDED)

    out.goes_on(days=30)

    assert [mail.get_content().count("02.11.2026") for mail in out.mails] == [0, 1, 1]


def test_who_wants_no_email_gets_none(out: Out) -> None:
    out.to = ()
    out.asks()

    out.goes_on(days=30)

    assert (out.mails, out.waiting) == ([], [])


def test_sites_are_told_apart(out: Out) -> None:
    out.asks(site="C")
    out.asks(site="FG")

    out.goes_on()

    assert sorted(str(mail["From"]).split(",")[0] for mail in out.mails) == [
        '"Landkreis Mittelsachsen',
        '"Stadt Chemnitz',
    ]


@pytest.mark.parametrize(
    "wrong",
    ["{send: yes please, to: [a@example.org]}", "{send: true}", "{send: true, to: {XX: [a@example.org]}}", "{send: true, to: [nobody]}", "{on: true}"],
)  # fmt: skip
def test_notices_that_nobody_can_be_meant_by_are_not_read(wrong: str) -> None:
    text = (AKZESS / "partners.yaml").read_text(encoding="utf-8")

    with pytest.raises(ValueError, match="HWK_CHEMNITZ"):
        read(text.replace("notices: {send: true, to: [hwk-c@example.org]}", f"notices: {wrong}"))
