"""The town of simulators: real messages over loopback, sent when the clock says so, again until acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors.base import Connector, Message, Receipt, Rejected, Request
from connectors.registry import discover
from connectors.simulation import LOOPBACK, serve
from tests.connectors.stage import CASE, Clock


class Office:
    """Our own endpoint, as small as can be: takes in, acknowledges; `closed` answers 503."""

    def __init__(self, clock: Clock) -> None:
        self.connectors: dict[str, Connector] = {}
        self.messages: list[Message] = []
        self.closed = False
        office = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the standard library's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                connector = office.connectors[self.path.split("/")[2]]
                try:
                    if office.closed:
                        raise Rejected(503, "unavailable", "gleich wieder")
                    message = connector.receive(body, dict(self.headers), clock())
                    office.messages.append(message)
                    answer = connector.acknowledge(message, Receipt("r", clock()))
                except Rejected as rejection:
                    answer = connector.reject(rejection)
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the standard library's name
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(clock: Clock) -> Iterator[Office]:
    opened = Office(clock)
    yield opened
    opened.close()


def test_all_agencies_in_one_town_answer_over_http_and_call_back(clock: Clock, office: Office) -> None:
    agencies = discover()
    with serve([agency.simulate(clock) for agency in agencies.values()]) as town:
        for name, agency in agencies.items():
            config = agency.demo_config(town.url(name), office.url)
            office.connectors[name] = connector = agency.build(config, clock=clock)
            connector.send(Request(f"00000000-0000-4000-8000-{len(name):012d}", agency.examples[0].operation,
                                   agency.examples[0].input, CASE))  # fmt: skip

        while following := min(filter(None, (each.next_due() for each in town.simulators.values())), default=None):
            clock.now = following
            for simulator in town.simulators.values():
                simulator.tick()

    assert sorted(message.name for message in office.messages) == [
        "aemter.answer", "bundesagentur.decision", "bundesdruckerei.status", "bundesdruckerei.status", "bva.result",
        "fitconnect.submission", "kammern.opinion", "zahlung.paid",
    ]  # fmt: skip


def test_a_closed_office_hears_it_later_and_once(clock: Clock, office: Office) -> None:
    agency = discover()["kammern"]
    with serve([agency.simulate(clock)]) as town:
        connector = agency.build(agency.demo_config(town.url("kammern"), office.url), clock=clock)
        office.connectors["kammern"] = connector
        connector.send(Request("00000000-0000-4000-8000-000000000001", "createOpinionRequest",
                               agency.examples[0].input, CASE))  # fmt: skip
        simulator, office.closed = town.simulators["kammern"], True
        acknowledged = []
        for minutes in (2, 1, 5, 30):
            clock.passes(minutes=minutes)
            office.closed = minutes < 30
            acknowledged.append(simulator.tick())

        clock.passes(days=3)

        assert acknowledged == [0, 0, 0, 1]
        assert simulator.tick() == 0
        assert len(office.messages) == 1


def test_after_the_last_retry_a_message_is_kept_as_undelivered(clock: Clock) -> None:
    agency = discover()["zahlung"]
    simulator = agency.simulate(clock)
    with serve([simulator]) as town:
        config = agency.demo_config(town.url("zahlung"), "http://127.0.0.1:9")
        agency.build(config, clock=clock).send(
            Request("00000000-0000-4000-8000-000000000001", "createPayment", agency.examples[0].input, CASE)
        )

    while following := simulator.next_due():
        clock.now = following
        simulator.tick()

    waits = sum(simulator.retry_waits, timedelta(days=1))
    assert [delivery.attempt for delivery in simulator.undelivered] == [6]
    assert clock.now == Clock().now + waits


def test_a_stopped_town_frees_its_port_and_can_be_opened_there_again(clock: Clock) -> None:
    with serve([discover()["azr"].simulate(clock)]) as town:
        port = town.port

    with serve([discover()["azr"].simulate(clock)], port=port) as again:
        config = discover()["azr"].demo_config(again.url("azr"), "http://127.0.0.1:9")
        discover()["azr"].build(config | {"networks": LOOPBACK}, clock=clock).probe()


def test_a_town_says_nothing_on_the_console(clock: Clock, capfd: pytest.CaptureFixture[str]) -> None:
    agency = discover()["azr"]
    simulator = agency.simulate(clock)
    simulator.fail_next("reset")
    with serve([simulator]) as town:
        connector = agency.build(agency.demo_config(town.url("azr"), "http://127.0.0.1:9"), clock=clock)
        with pytest.raises(Exception, match="connection"):
            connector.send(Request("00000000-0000-4000-8000-000000000001", "query", agency.examples[0].input, CASE))

    assert capfd.readouterr() == ("", "")


def test_an_unknown_fault_is_a_mistake_of_the_test(clock: Clock) -> None:
    with pytest.raises(ValueError, match="explosion"):
        discover()["azr"].simulate(clock).fail_next("explosion")
