"""What is sent to an agency comes back as its contract says, and its delivery class is true."""

from __future__ import annotations

import httpx2
import pytest
from jsonschema import Draft202012Validator

from connectors.base import DeliveryClass, OutcomeUnknown, Refused, Reply
from tests.connectors.stage import CALLBACK, Stage

from .agencies import each_agency, each_operation, of_class


@each_operation
def test_an_example_goes_there_and_back_over_the_wire(on: Stage, operation: str) -> None:
    answer = on.sends(operation, on.input(on.example(operation)))

    Draft202012Validator(on.connector.operations[operation].output).validate(answer.output)
    assert isinstance(answer, Reply) or answer.reference in answer.output.values()


@each_agency
def test_the_same_process_gives_the_same_answer_as_the_wire(on: Stage) -> None:
    example, key = on.agency.examples[0], on.key()
    twin = on.agency.simulate(on.clock)
    config = on.agency.demo_config("http://simulator.example", CALLBACK) | {"networks": ()}
    inside = on.agency.build(config, clock=on.clock, transport=httpx2.ASGITransport(app=twin))

    over_http = on.sends(example.operation, on.input(example), key).output
    in_process = inside.send(on.request(example.operation, on.input(example), key)).output

    assert in_process == over_http


@of_class(DeliveryClass.A)
def test_class_a_has_one_effect_however_often_sent(on: Stage, operation: str) -> None:
    given, key = on.input(on.example(operation)), on.key()

    answers = [on.sends(operation, given, key).output for _ in range(3)]

    assert on.simulator.effects[key] <= 1
    assert answers[0] == answers[1] == answers[2]
    assert on.simulator.received.count(key) <= 1


@of_class(DeliveryClass.A)
def test_class_a_survives_an_answer_that_was_lost(on: Stage, operation: str) -> None:
    given, key = on.input(on.example(operation)), on.key()
    on.simulator.fail_next("reset")
    with pytest.raises(OutcomeUnknown):
        on.sends(operation, given, key)

    on.sends(operation, given, key)

    assert on.simulator.effects[key] <= 1


@of_class(DeliveryClass.B)
def test_class_b_can_say_what_it_received_when_the_answer_was_lost(on: Stage, operation: str) -> None:
    given, key = on.input(on.example(operation)), on.key()
    on.simulator.fail_next("reset")
    with pytest.raises(OutcomeUnknown):
        on.sends(operation, given, key)

    found = on.connector.ask(on.request(operation, given, key))

    assert isinstance(found, Reply)
    Draft202012Validator(on.connector.operations[operation].output).validate(found.output)
    assert on.simulator.effects[key] == 1


@of_class(DeliveryClass.B)
def test_class_b_says_that_it_received_nothing(on: Stage, operation: str) -> None:
    given = on.input(on.example(operation))

    assert on.connector.ask(on.request(operation, given)) is None


@of_class(DeliveryClass.C)
def test_class_c_has_a_second_effect_when_sent_twice_and_is_therefore_c(on: Stage, operation: str) -> None:
    given, key = on.input(on.example(operation)), on.key()

    for _ in range(2):
        on.connect().send(on.request(operation, given, key))  # two workers that know nothing of each other

    assert len(on.simulator.arrivals) == 2
    assert on.simulator.effects.total() == 2


@each_operation
def test_an_input_without_a_required_field_is_refused_before_anything_is_sent(on: Stage, operation: str) -> None:
    given = on.input(on.example(operation))
    arrived = len(on.simulator.arrivals)

    for field in on.connector.operations[operation].input["required"]:
        with pytest.raises(Refused, match="SCHEMA_INVALID"):
            on.sends(operation, {name: value for name, value in given.items() if name != field})

    assert len(on.simulator.arrivals) == arrived


@each_operation
def test_an_unknown_field_is_refused_and_its_value_not_repeated(on: Stage, operation: str) -> None:
    given = on.input(on.example(operation)) | {"geheim": "Canary-4711"}

    with pytest.raises(Refused) as refusal:
        on.sends(operation, given)

    assert refusal.value.code == "SCHEMA_INVALID"
    assert "Canary" not in f"{refusal.value} {refusal.value.output}"


@each_agency
def test_null_entries_of_an_input_are_left_out(on: Stage) -> None:
    example = on.agency.examples[0]
    optional = set(on.connector.operations[example.operation].input["properties"]) - set(example.input)

    on.sends(example.operation, on.input(example) | dict.fromkeys(optional))

    assert len(on.simulator.received) == 1
