"""What an agency sends by itself fits its schema, counts once, and is turned away when it is damaged or a stranger's."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from connectors.base import Accepted, DeliveryClass, Receipt, Rejected
from tests.connectors.stage import CASE, Stage

from .agencies import each_agency, each_talker


@each_talker
def test_a_message_fits_its_schema_and_the_key_we_were_given(on: Stage) -> None:
    answer = on.is_prompted()

    messages = on.hears(days=1, minutes=5)
    messages += on.hears(days=40)

    assert messages
    for message in messages:
        kind = on.connector.messages[message.name]
        Draft202012Validator(kind.payload).validate(message.payload)
        assert message.source == on.agency.name
        assert message.correlation_key == message.payload[kind.correlation_key]
        assert message.correlation_key == CASE or message.correlation_key in str(answer.output)
        assert not isinstance(answer, Accepted) or answer.reference == message.correlation_key


@each_talker
def test_a_letter_that_arrives_twice_is_the_same_letter(on: Stage) -> None:
    on.is_prompted()

    first, second = (on.deliveries(days=30)[0], on.deliveries(minutes=1)[0])

    receive = on.connector.receive
    assert receive(first.body, first.headers, on.clock()) == receive(second.body, second.headers, on.clock())


@each_talker
def test_an_unacknowledged_letter_comes_again_and_an_acknowledged_one_does_not(on: Stage) -> None:
    on.is_prompted()
    letter = on.deliveries(days=1, minutes=5)[0] if on.deliveries(days=1, minutes=5) else on.deliveries(days=1)[0]

    on.simulator.settle(letter, acknowledged=False)
    assert letter.number not in [again.number for again in on.deliveries()]
    assert letter.number in [again.number for again in on.deliveries(minutes=1)]

    on.simulator.settle(letter, acknowledged=True)
    assert letter.number not in [again.number for again in on.deliveries(days=1)]


@each_talker
def test_a_duplicate_callback_is_delivered_twice_with_one_identity(on: Stage) -> None:
    on.simulator.fail_next("duplicate_callback")
    on.is_prompted()

    first = on.hears(days=1, minutes=5) or on.hears(days=1)
    second = on.hears()

    assert [message.message_id for message in second] == [first[0].message_id]


@each_agency
def test_a_restarted_simulator_remembers_what_it_was_asked_and_what_it_still_owes(on: Stage, tmp_path: Path) -> None:
    example, key = on.agency.examples[0], on.key()
    on.simulator.remember(tmp_path / "journal")
    answer = on.sends(example.operation, on.input(example), key)
    owed = [on.connector.receive(due.body, due.headers, on.clock()) for due in on.deliveries(days=30)]
    on.simulator.forget()

    successor = on.agency.simulate(on.clock)
    successor.remember(tmp_path / "journal")
    on.town.simulators[on.agency.name] = successor

    again = successor.due(on.clock())
    assert [on.connector.receive(due.body, due.headers, on.clock()) for due in again] == owed
    on.clock.passes(days=-30)
    if on.connector.operations[example.operation].delivery is DeliveryClass.A:
        assert on.sends(example.operation, on.input(example), key) == answer
    assert successor.received == on.simulator.received
    successor.forget()


@each_talker
def test_a_restarted_simulator_does_not_repeat_what_was_acknowledged(on: Stage, tmp_path: Path) -> None:
    on.simulator.remember(tmp_path / "journal")
    on.is_prompted()
    assert on.hears(days=30)
    on.simulator.forget()
    with (tmp_path / "journal").open("a") as file:
        file.write('{"at": "2026-')  # the crash of an earlier run

    successor = on.agency.simulate(on.clock)
    successor.remember(tmp_path / "journal")
    successor.forget()

    assert successor.due(on.clock()) == []


@each_talker
def test_a_stranger_is_turned_away_before_parsing(on: Stage) -> None:
    headers = {
        "Content-Type": "application/soap+xml",
        "Authorization": "Basic eDp5",
        "X-Timestamp": "1",
        "X-Signature": "0" * 64,
    }

    for shown in (headers, {}):
        with pytest.raises(Rejected) as rejection:
            on.connector.receive(b"<not><even/>xml", shown, on.clock())
        assert rejection.value.status == 401


@each_talker
def test_a_damaged_letter_is_rejected_and_nothing_else(on: Stage) -> None:
    on.is_prompted()
    letter = on.deliveries(days=30)[0]
    bodies = [letter.body[:end] for end in range(0, len(letter.body) - 1, 40)]
    bodies += [b"", b"\xff\xfe<", b"null", b"[]", b"{}", b"<a/>", b"[" * 100_000, b"<a>" * 100_000, b"\x00" * 100]

    for body in bodies:
        with pytest.raises(Rejected):
            on.connector.receive(body, letter.headers, on.clock())


@each_talker
def test_acknowledgement_and_rejection_are_answers_the_agency_understands(on: Stage) -> None:
    on.is_prompted()
    message = on.hears(days=30)[0]

    accepted = on.connector.acknowledge(message, Receipt("r-1", on.clock()))
    turned_away = on.connector.reject(Rejected(404, "unknown-reference", "kein Vorgang", dialect=message.dialect))

    assert accepted.status == 200
    assert accepted.body
    assert turned_away.status >= 400
    assert turned_away.content_type.partition(";")[0] in (
        "application/problem+json", "text/xml", "application/soap+xml"
    )  # fmt: skip
