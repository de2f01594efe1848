"""E-mail says that there is news and no more, and says it once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import OutcomeUnknown, Refused, Request, Unavailable
from connectors.replay import MemoryReplayGuard
from store import open_store
from store.replay_rows import UNCONFIRMED, replay_guard
from tests.connectors.mails import parsed, read
from tests.connectors.notices import AGENCY, GIVEN, KEY, OTHER, wish
from tests.connectors.stage import CASE, Clock, Stage, stage


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("mail") as raised:
        yield raised


# -- what the message says


def test_a_notice_is_the_sample(on: Stage) -> None:
    on.connect(callback_base_url="https://akzess.example").send(
        Request("8558d34a-d3c6-5881-a6e3-bf8f3e6110ea", "sendNotice", GIVEN, CASE)
    )

    sample = (AGENCY.folder / "contract" / "samples" / "Notice-de.eml").read_bytes()
    assert parsed(on.simulator.mailbox[0].content) == parsed(sample)


#: What opens an appointment.
TOKEN = "Zm9vYmFyLWZvb2Jhci1mb29iYXI.cHJvb2Y"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("notice", AGENCY.connector.operations["sendNotice"].input["properties"]["notice"]["enum"])
def test_no_subject_names_a_person_or_a_case(on: Stage, language: str, notice: str) -> None:
    token = {"token": TOKEN} if notice.startswith("SLOT_") else {}
    on.connector.send(wish(notice=notice, language=language, **token))

    subject = str(read(on.simulator.mailbox[0].content)["Subject"]).lower()
    assert [word for word in ("anjali", "mustermann", "akz", "123", "2026", "@", "{") if word in subject] == []


def test_the_link_leads_to_this_case_in_the_language_of_the_message(on: Stage) -> None:
    on.connect(callback_base_url="https://akzess.example").send(wish(language="uk"))

    text = read(on.simulator.mailbox[0].content).get_content()
    assert f"https://akzess.example/status/?nr={CASE}&lang=uk" in text.split()


def test_a_message_about_an_appointment_says_no_day_no_case_and_no_purpose(on: Stage) -> None:
    on.connector.send(wish(notice="SLOT_REMINDER", token=TOKEN))

    text = read(on.simulator.mailbox[0].content).get_content()
    assert f"/booking/?lang=de#{TOKEN}" in text.replace("\n", "")
    assert [word for word in ("AKZ", "2026", "Biometrie", "Karte", ":00") if word in text] == []


def test_a_message_to_a_partner_says_by_when_and_where_and_no_case(on: Stage) -> None:
    on.connector.send(wish(notice="PARTNER_NEW", until="2026-11-02", language="uk"))

    message = read(on.simulator.mailbox[0].content)
    text = message.get_content()
    assert (message["Content-Language"], "bis zum 02.11.2026" in text, "AKZ" in text) == ("de", True, False)
    assert "/app/partner-inbox\n" in text.replace("\r", "")


def test_nothing_of_the_input_but_address_code_language_and_day_is_in_the_message(on: Stage) -> None:
    with pytest.raises(Refused):
        on.connector.send(wish(text="Ihre Diagnose"))

    assert on.simulator.arrivals == []


@pytest.mark.parametrize(
    "to",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\n\r\nText",
        "a@example.org\n",
        "a@example.org> SIZE=1",
        "<a@example.org>",
        "a@example.org, b@example.org",
        "a b@example.org",
        '"a\r\nb"@example.org',
        "a@exämple.org",
        "a@example.org\x00",
        "a@example.org\u2028",
        "@example.org",
        "a@-",
        "a..b@example.org",
    ],
)
def test_what_would_become_a_header_is_refused(on: Stage, to: str) -> None:
    with pytest.raises(Refused) as refusal:
        on.connector.send(wish(to=to))

    assert refusal.value.code in ("SCHEMA_INVALID", "ADDRESS_INVALID")
    assert on.simulator.arrivals == []


# -- once


def test_the_same_notice_goes_once_within_the_window(on: Stage) -> None:
    first = on.connector.send(wish())
    on.clock.passes(minutes=9)

    second = on.connector.send(wish(OTHER))

    assert (first.output["duplicate"], second.output["duplicate"]) == (False, True)
    assert on.simulator.effects.total() == 1


@pytest.mark.parametrize(
    "changes", [{"notice": "NEWS"}, {"to": "kim@example.org"}, {"until": "2026-11-05"}, {"repeat": True}]
)
def test_another_notice_goes_at_once(on: Stage, changes: dict[str, Any]) -> None:
    on.connector.send(wish())

    on.connector.send(wish(OTHER, **changes))

    assert on.simulator.effects.total() == 2


def test_after_the_window_it_may_go_again(on: Stage) -> None:
    on.connector.send(wish())
    on.clock.passes(minutes=10, seconds=1)

    on.connector.send(wish(OTHER))

    assert on.simulator.effects.total() == 2


def test_what_was_not_taken_may_go_again_at_once(on: Stage) -> None:
    on.simulator.fail_next("451_after")
    with pytest.raises(Unavailable):
        on.connector.send(wish())

    assert on.connector.send(wish(OTHER)).output["duplicate"] is False


def test_what_may_have_arrived_does_not_go_again_for_another_job(on: Stage) -> None:
    on.simulator.fail_next("reset")
    with pytest.raises(OutcomeUnknown):
        on.connector.send(wish())

    assert on.connector.send(wish(OTHER)).output["duplicate"] is True


def test_a_person_who_orders_it_again_gets_it(on: Stage) -> None:
    on.simulator.fail_next("reset")
    with pytest.raises(OutcomeUnknown):
        on.connector.send(wish())

    again = on.connector.send(Request(KEY, "sendNotice", GIVEN, CASE, attempt=2, sent_before=True))

    assert again.output["duplicate"] is False
    assert on.simulator.effects[KEY] == 2


def test_the_window_holds_over_processes_and_a_restart(on: Stage, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'akzess.db'}"
    stores = [open_store(url), open_store(url)]
    stores[0].upgrade()
    config = AGENCY.demo_config(on.town.url("mail"), "https://akzess.example")
    one, two = (AGENCY.build(config, clock=on.clock, guard=replay_guard(store)) for store in stores)

    one.send(wish())
    on.clock.passes(seconds=UNCONFIRMED.total_seconds() + 60)
    second = two.send(wish(OTHER))

    for store in stores:
        store.close()
    assert second.output["duplicate"] is True


def test_the_memory_of_one_process_forgets_nothing_early() -> None:
    guard, clock = MemoryReplayGuard(), Clock()

    guard.first("mail", "x", now=clock(), until=clock() + timedelta(minutes=10))

    assert not guard.first("mail", "x", now=clock() + timedelta(minutes=9), until=clock())
