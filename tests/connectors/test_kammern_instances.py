"""Each chamber with its own address, account and key: requests go where they belong, letters prove who sent them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from connectors.base import Connector, Misconfigured, Refused, Rejected, Request
from connectors.kammern.config import CHAMBERS
from connectors.kammern.examples import FOUNDER
from connectors.registry import discover
from connectors.simulated import SimulatedAgency
from connectors.simulation import LOOPBACK, serve
from tests.connectors.stage import CALLBACK, CASE, Clock

KAMMERN = discover()["kammern"]


def secrets(chamber: str) -> dict[str, str]:
    return {"client_secret": f"geheim-{chamber}", "webhook_secret": f"siegel-{chamber}"}


@dataclass
class Street:
    """Seven chambers, each a server of its own, and one connector for all."""

    clock: Clock
    chambers: dict[str, SimulatedAgency]
    config: dict[str, Any]
    connector: Connector

    def sends(self, chamber: str, operation: str = "createOpinionRequest", **given: Any) -> dict[str, Any]:
        values = (
            (FOUNDER | {"chamber": chamber}) if operation == "createOpinionRequest" else given | {"chamber": chamber}
        )
        if chamber == "IHK_FOSA" and operation == "createOpinionRequest":
            values = {k: v for k, v in values.items() if k != "business"}
            values |= {"kind": "ANERKENNUNGSSTATUS", "recognition": {"referenceOccupation": "Mechatroniker"}}
        key = f"4d6c7a52-3f0e-4c3b-9b61-{CHAMBERS.index(chamber):012d}"
        return dict(self.connector.send(Request(key, operation, values, CASE)).output)


@pytest.fixture
def street() -> Iterator[Street]:
    clock = Clock()
    chambers = {chamber: KAMMERN.simulator(clock, secrets(chamber)) for chamber in CHAMBERS}
    towns = {chamber: serve([simulator]) for chamber, simulator in chambers.items()}
    urls = {chamber: town.url("kammern") for chamber, town in towns.items()}
    config: dict[str, Any] = {
        "base_url": "https://kammern.example",
        "callback_base_url": CALLBACK,
        "networks": LOOPBACK,
        "chambers": {
            chamber: {"base_url": url, "token_url": f"{url}/token"} | secrets(chamber) for chamber, url in urls.items()
        },
    }
    yield Street(clock, chambers, config, KAMMERN.build(config, clock=clock))
    for town in towns.values():
        town.close()


def test_every_chamber_gets_its_own_requests_and_nobody_elses(street: Street) -> None:
    for chamber in CHAMBERS:
        street.sends(chamber)

    assert {chamber: len(simulator.received) for chamber, simulator in street.chambers.items()} == dict.fromkeys(
        CHAMBERS, 1
    )


def test_a_letter_is_from_the_chamber_whose_key_verifies_it(street: Street) -> None:
    for chamber in CHAMBERS:
        street.sends(chamber)
    street.clock.passes(minutes=2)

    for chamber, simulator in street.chambers.items():
        letter = simulator.due(street.clock())[0]
        assert street.connector.receive(letter.body, letter.headers, street.clock()).payload["chamber"] == chamber


def test_a_chamber_that_lost_its_account_is_no_longer_heard(street: Street) -> None:
    street.sends("HWK_LEIPZIG")
    street.clock.passes(minutes=2)
    letter = street.chambers["HWK_LEIPZIG"].due(street.clock())[0]
    chambers = {name: values for name, values in street.config["chambers"].items() if name != "HWK_LEIPZIG"}
    connector = KAMMERN.build(street.config | {"chambers": chambers}, clock=street.clock)

    with pytest.raises(Rejected) as rejection:
        connector.receive(letter.body, letter.headers, street.clock())

    assert (rejection.value.status, rejection.value.problem) == (401, "webhook-signature")


def test_what_follows_goes_to_the_same_chamber(street: Street) -> None:
    request = street.sends("IHK_LEIPZIG")["requestId"]

    assert street.sends("IHK_LEIPZIG", "getOpinionRequest", requestId=request)["state"] == "EINGEGANGEN"
    with pytest.raises(Refused, match="UNKNOWN_REQUEST"):
        street.sends("HWK_LEIPZIG", "getOpinionRequest", requestId=request)


def test_a_document_is_looked_for_where_it_was_sent(street: Street) -> None:
    request = street.sends("IHK_CHEMNITZ")["requestId"]
    given = {"requestId": request, "chamber": "IHK_CHEMNITZ", "level": 1}
    asked = Request("4d6c7a52-3f0e-4c3b-9b61-0f6a4a1a2b3c", "remind", given, CASE)
    assert street.connector.ask(asked) is None

    street.connector.send(asked)

    assert street.connector.ask(asked) is not None


def test_without_a_chamber_nobody_is_asked(street: Street) -> None:
    key = "4d6c7a52-3f0e-4c3b-9b61-0f6a4a1a2b3c"
    with pytest.raises(Refused, match="chamber"):
        street.connector.send(Request(key, "getOpinionRequest", {"requestId": key}, CASE))


@pytest.mark.parametrize(
    ("chambers", "complaint"),
    [
        ({"IHK_PARIS": {}}, "IHK_PARIS"),
        ({"IHK_DRESDEN": {"bse_url": "https://ihk.example"}}, "bse_url"),
        ({"IHK_DRESDEN": {"callback_base_url": "https://x.example"}}, "callback_base_url"),
        ({"IHK_DRESDEN": {"client_secret": "env:NO_SUCH_VARIABLE"}}, "NO_SUCH_VARIABLE"),
        ({"IHK_DRESDEN": {"base_url": "https://ihk.example"}}, "client_secret"),
    ],
)
def test_a_slip_in_a_chambers_account_is_found_at_start(chambers: dict[str, Any], complaint: str) -> None:
    config = KAMMERN.demo_config("http://127.0.0.1:1/kammern", CALLBACK) | {"chambers": chambers}

    with pytest.raises(Misconfigured, match=complaint):
        KAMMERN.build(config)


def test_the_secrets_of_the_chambers_are_in_no_repr(street: Street) -> None:
    shown = repr(street.connector._config.instances())

    assert "geheim-" not in shown
    assert "siegel-" not in shown


def test_every_chamber_is_probed(street: Street) -> None:
    street.connector.probe()
    street.chambers["IHK_FOSA"].config = {"client_secret": "ein anderes"}

    with pytest.raises(Misconfigured):
        KAMMERN.build(street.config, clock=street.clock).probe()
