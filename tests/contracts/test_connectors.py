"""Every agency's folder keeps the same contract; a new folder is found here without editing this file."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import yaml
from jsonschema import Draft202012Validator
from lxml import etree
from openapi_spec_validator import validate as validate_openapi

from connectors import quality_evidence, templates
from connectors.base import (
    Accepted,
    ConnectorError,
    DeliveryClass,
    Misconfigured,
    OutcomeUnknown,
    Receipt,
    Refused,
    Rejected,
    Reply,
    Unavailable,
)
from connectors.envelope import Contract
from connectors.quality import Level
from connectors.registry import discover
from connectors.simulation import Tls, serve
from tests.connectors.certificates import Authority
from tests.connectors.mails import parsed
from tests.connectors.modes import SIGNED, agency_of
from tests.connectors.stage import CALLBACK, CASE, Stage, stage

AGENCIES = sorted(discover())
OPERATIONS = [(name, operation) for name in AGENCIES for operation in sorted(discover()[name].connector.operations)]
STAGES = [*AGENCIES, *SIGNED]
EVERYWHERE = [
    *OPERATIONS,
    *((name, operation) for name in SIGNED for operation in sorted(agency_of(name).connector.operations)),
]
TALKERS = [name for name in STAGES if agency_of(name).connector.messages]
FILES = (
    "__init__.py", "config.py", "connector.py", "operations.py", "wire.py", "examples.py", "simulator.py", "template.json",
    "template.en.json", "quality.yaml", "README.md",
)  # fmt: skip


@pytest.fixture
def on(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with stage(request.param) as raised:
        yield raised


each_agency = pytest.mark.parametrize("on", STAGES, indirect=True)
each_talker = pytest.mark.parametrize("on", TALKERS, indirect=True)
each_operation = pytest.mark.parametrize(("on", "operation"), EVERYWHERE, indirect=["on"])


def of_class(letter: DeliveryClass) -> pytest.MarkDecorator:
    chosen = [
        (name, operation)
        for name, operation in EVERYWHERE
        if agency_of(name).connector.operations[operation].delivery is letter
    ]
    return pytest.mark.parametrize(("on", "operation"), chosen, indirect=["on"])


# What a folder is


@pytest.mark.parametrize("name", AGENCIES)
def test_a_folder_has_the_same_files_as_every_other(name: str) -> None:
    folder = discover()[name].folder

    assert [file for file in FILES if not (folder / file).is_file()] == []
    assert list((folder / "contract" / "samples").iterdir())


@pytest.mark.parametrize("name", AGENCIES)
def test_connector_and_simulator_share_no_code(name: str) -> None:
    folder = discover()[name].folder
    ours = {"config", "connector", "operations", "wire"}
    theirs = {"simulator", "rulebook", "plausibility"}

    imported = {path.stem: _siblings(path) for path in folder.glob("*.py")}

    assert [stem for stem in theirs & imported.keys() if imported[stem] & ours] == []
    assert [stem for stem in ours if imported.get(stem, set()) & theirs] == []


@pytest.mark.parametrize("name", AGENCIES)
def test_no_agency_imports_another(name: str) -> None:
    others = set(AGENCIES) - {name}

    sources = [path.read_text(encoding="utf-8") for path in discover()[name].folder.glob("*.py")]

    assert [
        found for text in sources for found in re.findall(r"from (?:\.\.|connectors\.)(\w+)", text) if found in others
    ] == []


@pytest.mark.parametrize("name", AGENCIES)
def test_the_quality_scale_is_filled_in_and_silver_or_better(name: str) -> None:
    found = quality_evidence.standing(discover()[name])

    assert found.level in (Level.SILVER, Level.GOLD, Level.PLATINUM), found.missing()
    assert [line.reason for line in found.lines.values() if line.reason.startswith("computed")] == []


@pytest.mark.parametrize("name", AGENCIES)
def test_the_element_templates_are_what_the_types_say(name: str) -> None:
    assert templates.stale(discover()[name]) == [], "run: akzess connectors templates --write"


@pytest.mark.parametrize("name", AGENCIES)
def test_the_readme_names_class_and_faults_of_every_operation(name: str) -> None:
    readme = (discover()[name].folder / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("|")]

    for operation, declared in discover()[name].connector.operations.items():
        assert any(operation in row and f"| {declared.delivery} |" in row for row in rows), operation
    assert "OutcomeUnknown" in readme


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_an_operation_has_schemas_and_labels_in_both_languages(name: str, operation: str) -> None:
    declared = discover()[name].connector.operations[operation]

    Draft202012Validator.check_schema(declared.input)
    Draft202012Validator.check_schema(declared.output)
    assert declared.name == operation
    assert declared.label_de
    assert declared.label_en
    assert declared.label_de != declared.label_en
    unlabelled = [
        field
        for field, schema in declared.input["properties"].items()
        if not ({"title", "x-title-en"} <= schema.keys() and schema["title"] and schema["x-title-en"])
    ]
    assert unlabelled == []


@pytest.mark.parametrize("name", AGENCIES)
def test_every_sample_of_the_agency_fits_its_contract(name: str) -> None:
    folder = discover()[name].folder / "contract"

    for sample in (folder / "samples").iterdir():
        kind = sample.stem.partition("-")[0]
        if sample.suffix == ".xml":
            contract = Contract(next(folder.glob("*.wsdl")))
            body = next(
                etree.fromstring(sample.read_bytes(), etree.XMLParser(remove_comments=True)).iterchildren("{*}Body")
            )[0]
            content = next(body.iter("{urn:akzess:ba:amz:1}amzFault")) if kind == "Fault" else body
            assert contract.violation(content) is None, sample.name
        elif sample.suffix == ".eml":
            schema = json.loads(next(folder.glob("*.schema.json")).read_text(encoding="utf-8"))
            Draft202012Validator(schema).validate(parsed(sample.read_bytes()))
        else:
            document = yaml.safe_load(next(folder.glob("*.yaml")).read_text(encoding="utf-8"))
            schema = {"$ref": f"#/components/schemas/{kind}", "components": document["components"]}
            Draft202012Validator(schema).validate(yaml.safe_load(sample.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "name", [name for name in AGENCIES if list((discover()[name].folder / "contract").glob("*.yaml"))]
)
def test_every_rest_contract_is_valid_openapi(name: str) -> None:
    for file in (discover()[name].folder / "contract").glob("*.yaml"):
        validate_openapi(yaml.safe_load(file.read_text(encoding="utf-8")))


# What sending does


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


# What can go wrong

HTTP_FAULTS: dict[str, tuple[type[ConnectorError], str]] = {
    "timeout": (OutcomeUnknown, "timeout"),
    "timeout_before": (OutcomeUnknown, "timeout"),
    "500": (OutcomeUnknown, "http-500"),
    "500_after": (OutcomeUnknown, "http-500"),
    "503": (Unavailable, "http-503"),
    "429": (Unavailable, "http-429"),
    "401": (Misconfigured, "credentials"),
    "redirect": (Misconfigured, "redirect"),
    "malformed": (Misconfigured, "agency-malformed"),
    "wrong_schema": (Misconfigured, "agency-malformed"),
    "html": (Misconfigured, "agency-malformed"),
    "dtd": (Misconfigured, "agency-malformed"),
    "empty": (Misconfigured, "agency-malformed"),
    "oversized": (Misconfigured, "egress-limit"),
    "gzip_bomb": (Misconfigured, "egress-limit"),
    "reset": (OutcomeUnknown, "connection"),
}
SMTP_FAULTS: dict[str, tuple[type[ConnectorError], str]] = {
    "421": (Unavailable, "smtp-421"),
    "451": (Unavailable, "smtp-451"),
    "451_after": (Unavailable, "smtp-451"),
    "550": (Refused, "UNDELIVERABLE"),
    "554_after": (Refused, "REJECTED"),
    "535": (Misconfigured, "credentials"),
    "timeout_before": (Unavailable, "timeout"),
    "timeout_drip": (Unavailable, "timeout"),
    "timeout": (OutcomeUnknown, "timeout"),
    "reset_before": (Unavailable, "connection"),
    "reset": (OutcomeUnknown, "connection"),
    "malformed": (Misconfigured, "agency-malformed"),
    "malformed_after": (Misconfigured, "agency-malformed"),
    "oversized": (Misconfigured, "egress-limit"),
}
FAULTS = {"http": HTTP_FAULTS, "smtp": SMTP_FAULTS}
EVERY_FAULT = [(name, fault) for name in STAGES for fault in sorted(agency_of(name).simulator.faults)]


@pytest.mark.parametrize(("on", "fault"), EVERY_FAULT, indirect=["on"])
def test_a_fault_of_the_agency_is_one_of_three_errors(on: Stage, fault: str) -> None:
    example = on.agency.examples[0]
    given = on.input(example)
    on.simulator.fail_next(fault)

    with pytest.raises(ConnectorError) as failure:
        on.sends(example.operation, given, seconds=0.4 if "timeout" in fault else 10)

    kind, code = FAULTS[on.simulator.protocol][fault]
    assert type(failure.value) is kind
    assert failure.value.code == code


@pytest.mark.parametrize("on", [name for name in STAGES if agency_of(name).simulator.protocol == "http"], indirect=True)
def test_retry_after_is_handed_on(on: Stage) -> None:
    example = on.agency.examples[0]
    on.simulator.fail_next("429")

    with pytest.raises(Unavailable) as failure:
        on.sends(example.operation, on.input(example))

    assert failure.value.retry_after == 120


@each_agency
def test_nobody_listening_is_unavailable_and_nothing_was_sent(on: Stage) -> None:
    example = on.agency.examples[0]
    given = on.input(example)
    with serve([on.simulator]) as closed:
        config = on.agency.demo_config(closed.url(on.agency.name), CALLBACK)

    with pytest.raises(Unavailable) as failure:
        on.agency.build(config, clock=on.clock).send(on.request(example.operation, given))

    assert type(failure.value) is Unavailable
    assert not failure.value.outcome_unknown


@each_agency
def test_a_probe_passes_with_our_credentials_and_fails_with_others(on: Stage) -> None:
    secret = next(name for name in on.agency.credentials if name in ("password", "client_secret"))

    on.connector.probe()

    with pytest.raises(Misconfigured):
        on.connect(**{secret: "falsch"}).probe()


@each_agency
def test_both_sides_show_their_certificates(on: Stage, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    server, client = authority.issue("agency", "127.0.0.1"), authority.issue("akzess")
    example = on.agency.examples[0]
    with serve([on.simulator], tls=Tls(server.certificate, server.key, client_ca=authority.root)) as town:
        config = on.agency.demo_config(town.url(on.agency.name), CALLBACK) | {"ca_file": authority.root}
        ours = {"certificate": client.certificate, "key": client.key}

        on.agency.build(config | ours, clock=on.clock).send(on.request(example.operation, example.input))

        with pytest.raises(ConnectorError):
            on.agency.build(config, clock=on.clock).send(on.request(example.operation, example.input))
    assert len(on.simulator.arrivals) == 1


@each_agency
def test_secrets_are_in_no_repr_and_in_no_error(on: Stage) -> None:
    secrets = [value for value in on.agency.credentials.values() if isinstance(value, str)]
    connector = on.connect()
    config = connector._config  # type: ignore[attr-defined]  # the record itself is what must not show them
    on.simulator.fail_next(on.simulator.refusal_of_us)
    example = on.agency.examples[0]
    with pytest.raises(Misconfigured) as failure:
        connector.send(on.request(example.operation, on.input(example)))

    shown = f"{connector!r} {config!r} {config!s} {failure.value!r}"

    assert [secret for secret in secrets if secret in shown] == []


@each_agency
def test_an_unknown_word_in_the_configuration_is_found_at_start(on: Stage) -> None:
    with pytest.raises(Misconfigured, match="config-unknown"):
        on.connect(bse_url="https://tippfehler.example")


# What arrives by itself


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


def _siblings(path: Path) -> set[str]:
    """Modules of the same folder that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found |= {node.module.partition(".")[0]} if node.module else {alias.name for alias in node.names}
    return found
