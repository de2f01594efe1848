"""Whatever goes wrong at an agency is one of three errors, and no secret shows in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.base import ConnectorError, Misconfigured, Unavailable
from connectors.simulation import Tls, serve
from tests.connectors.certificates import Authority
from tests.connectors.modes import agency_of
from tests.connectors.stage import CALLBACK, Stage

from .agencies import STAGES, each_agency
from .faults import EVERY_FAULT, FAULTS


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
    config = connector._config
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
