"""Figures: what is counted, who may read it, and that no label ever holds what somebody sent."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from akzess import figures
from akzess.figures import ENGINE, EXTERNAL
from akzess.steps import COMMANDS, RESULTS
from connectors.base import Misconfigured, OutcomeUnknown, Refused, Reply, Request, Unavailable
from engine.commands import CancelCase, FireTimer
from engine.errors import NotFound
from service import metrics as http
from service.limits import Limits, Rate
from service.readiness import Operating
from store import MemoryStore
from store import Unavailable as StoreUnavailable
from store.alarms import ALARMS, Lookout
from tests.service.conftest import Office
from tests.store.records import MINUTE, NOON, job, started
from tests.workers.conftest import Office as Agency
from tests.workers.conftest import job as leased
from workers.agencies import Agencies
from workers.delivery import Delivery
from workers.metrics import OUTCOMES


def _samples(page: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample of a page by name and labels."""
    found = {}
    for family in text_string_to_metric_families(page.decode()):
        for sample in family.samples:
            found[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    return found


def _value(page: bytes, name: str, **labels: str) -> float:
    return _samples(page).get((name, tuple(sorted(labels.items()))), 0.0)


def _page(office: Office) -> bytes:
    answer = office.client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return answer.content


def test_a_request_is_counted_by_its_route_and_not_by_its_address(office: Office) -> None:
    labels = {"method": "GET", "route": "/cases/{case}", "status": "2xx"}
    before = _value(_page(office), "akzess_http_requests_total", **labels)
    case = office.case()

    office.get(f"/cases/{case['id']}")

    page = _page(office)
    assert _value(page, "akzess_http_requests_total", **labels) == before + 1
    assert case["id"].encode() not in page


def test_a_command_is_counted_and_timed(office: Office) -> None:
    before = _value(_page(office), "akzess_steps_total", command="StartCase", result="done")

    office.case()

    page = _page(office)
    assert _value(page, "akzess_steps_total", command="StartCase", result="done") == before + 1
    assert _value(page, "akzess_step_seconds_count", command="StartCase") >= 1


def test_a_command_that_is_refused_is_counted_as_that(office: Office) -> None:
    before = _value(_page(office), "akzess_steps_total", command="CancelCase", result="refused")

    with pytest.raises(NotFound):
        office.house.handle(CancelCase(case_id="nobody's", reason="x"))

    assert _value(_page(office), "akzess_steps_total", command="CancelCase", result="refused") == before + 1


def test_commands_that_share_a_unit_of_work_are_counted_each(office: Office) -> None:
    before = _value(_page(office), "akzess_steps_total", command="FireTimer", result="done")
    gone = [FireTimer(case_id=office.case()["id"], activation=99, element_id="gone", cycle=0) for _ in range(2)]

    office.house.engine.handle_all(gone)

    assert _value(_page(office), "akzess_steps_total", command="FireTimer", result="done") == before + 2


def test_a_refusal_of_the_rate_is_counted(office: Office) -> None:
    from service.app import create_app
    from service.identity import Accounts

    before = http.REFUSED_RATE._value.get()
    app = create_app(
        office.house.engine, office.house.store, {}, Accounts([], office.clock), office.clock, lambda: None,
        limits=Limits(rates={"address": Rate(1, 60.0, burst=1)}),
    )  # fmt: skip
    with TestClient(app) as client:
        answers = [client.get("/health/live").status_code for _ in range(3)]

    assert answers == [200, 429, 429]
    assert http.REFUSED_RATE._value.get() == before + 2


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "answered"),
        (Refused("NEIN"), "refused"),
        (Unavailable("connection"), "away"),
        (OutcomeUnknown("timeout"), "unknown"),
        (Misconfigured("tls"), "misconfigured"),
        (ValueError("a fault"), "fault"),
    ],
)
def test_a_call_to_an_agency_is_counted_by_how_it_ended(error: Exception | None, outcome: str) -> None:
    from workers.metrics import AGENCY_CALLS

    agency = Agency()

    def does(request: Request) -> Reply:
        if error is not None:
            raise error
        return Reply({})

    agency.does = does
    before = AGENCY_CALLS.labels("office", outcome)._value.get()

    from akzess.clocks import MovableClock

    Delivery(MemoryStore(), Agencies([agency]), MovableClock(NOON)).attempt(leased())

    assert AGENCY_CALLS.labels("office", outcome)._value.get() == before + 1


def test_a_lost_lease_counts_neither_as_a_call_nor_against_the_agency() -> None:
    from engine.errors import StaleLease
    from workers.metrics import AGENCY_CALLS
    from workers.observing import call_told

    before = [AGENCY_CALLS.labels("office", outcome)._value.get() for outcome in OUTCOMES]

    with pytest.raises(StaleLease), call_told("office", "A"):
        raise StaleLease("gone")

    assert [AGENCY_CALLS.labels("office", outcome)._value.get() for outcome in OUTCOMES] == before


def test_queues_of_external_workers_have_one_name_together(memory_store: MemoryStore) -> None:
    """Their names come from diagrams: whoever deploys could otherwise fill the figures with as many as he likes."""
    jobs = tuple(job(activation=n, queue=f"made-up-{n}") for n in range(5))
    started(memory_store, changes=_changes(jobs))
    page = _platform(memory_store, ["azr"])

    queues = {dict(labels).get("queue") for name, labels in _samples(page) if name == "akzess_jobs_due"}
    assert queues == {"azr", ENGINE, EXTERNAL}
    assert _value(page, "akzess_jobs_due", queue=EXTERNAL) == 5


def test_the_oldest_job_of_a_queue_is_shown_by_its_age(memory_store: MemoryStore) -> None:
    started(memory_store, changes=_changes((job(queue="azr", run_at=NOON - 2 * MINUTE),)))

    assert _value(_platform(memory_store, ["azr"]), "akzess_job_oldest_seconds", queue="azr") == 120


def test_every_alarm_is_a_figure(memory_store: MemoryStore) -> None:
    page = _platform(memory_store, [])

    shown = {dict(labels)["code"]: value for (name, labels), value in _samples(page).items() if name == "akzess_alarm"}
    assert shown == dict.fromkeys(ALARMS, 0.0) | {"workers-silent": 1.0}


def test_a_database_that_is_away_is_a_figure_and_no_error() -> None:
    def away(now: Any) -> Any:
        raise StoreUnavailable("no connection")

    page = figures.page(figures.Platform(Lookout(away, lambda: NOON), []))()

    assert _value(page, "akzess_store_up") == 0.0


def test_the_pool_of_connections_is_shown(sqlite_store: Any) -> None:
    platform = figures.Platform(Lookout(sqlite_store.vitals, lambda: NOON), [], sqlite_store.engine)

    assert _value(figures.page(platform)(), "akzess_pool_size") == figures.capacity(sqlite_store.engine)


#: What each label may say; whoever adds a metric with another label says here where its values come from.
def _closed(office: Office) -> dict[str, Iterable[str]]:
    routes = {getattr(route, "path", "") for route in iter_route_contexts(office.client.app.routes)}
    names = set(office.house.agencies.names()) | {"office"}
    return {
        "method": http.METHODS | {http.OTHER},
        "route": routes | {f"/v2{path}" for path in routes} | {http.OTHER},
        "status": http.STATUSES,
        "command": COMMANDS,
        "result": RESULTS,
        "agency": names,
        "outcome": OUTCOMES,
        "queue": names | {ENGINE, EXTERNAL},
        "code": ALARMS,
    }


def test_no_label_holds_what_somebody_sent(office: Office) -> None:
    for address in (
        "/cases/geheim",
        "/geheim",
        "/app/geheim",
        "/v2/geheim",
        "/tasks/geheim/claim",
        "/agencies/geheim/messages",
    ):
        for method in ("GET", "POST", "GEHEIM"):
            office.client.request(method, address, headers={"traceparent": "geheim", "x-geheim": "geheim"})
    case = office.case()
    office.complete(office.task(case), {"result": "COMPLETE"})
    office.house.worker.run_once()
    closed = _closed(office)

    page = _page(office)

    wrong = {
        (name, label, value)
        for name, labels in _samples(page)
        if name.startswith("akzess_")
        for label, value in labels
        if label != "le" and value not in closed[label]
    }
    assert wrong == set()
    assert b"geheim" not in page.lower()


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("10.0.0.7", {}, 403),
        ("10.0.0.7", {"Authorization": "Bearer offen"}, 403),
    ],
)
def test_without_a_token_only_this_machine_reads_figures(
    office: Office, peer: str, headers: dict[str, str], status: int
) -> None:
    with TestClient(office.client.app, client=(peer, 50000)) as client:
        assert client.get("/metrics", headers=headers).status_code == status


@pytest.mark.parametrize(("given", "status"), [("Bearer offen", 200), ("Bearer ofen", 403), ("", 403)])
def test_with_a_token_whoever_has_it_reads_figures(
    office: Office, operating: Operating, given: str, status: int
) -> None:
    operating.token = "offen"

    assert office.client.get("/metrics", headers={"Authorization": given}).status_code == status


def test_a_worker_serves_its_figures_at_the_first_free_port() -> None:
    with (
        figures.served(lambda: b"# one\n", "127.0.0.1", 19_300, "") as first,
        figures.served(lambda: b"# two\n", "127.0.0.1", 19_300, "") as second,
    ):
        pages = [_get(port) for port in (first, second)]

    assert (pages, first < second) == ([b"# one\n", b"# two\n"], True)


def test_a_worker_asks_for_the_token() -> None:
    with figures.served(lambda: b"", "127.0.0.1", 19_400, "offen") as port:
        assert _get(port, "offen") == b""
        with pytest.raises(urllib.error.HTTPError, match="403"):
            _get(port)


def _get(port: int, token: str = "") -> bytes:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers=headers)  # loopback
    with urllib.request.urlopen(request, timeout=20) as answer:
        return bytes(answer.read())


def _platform(store: MemoryStore, agencies: list[str]) -> bytes:
    return figures.page(figures.Platform(Lookout(store.vitals, lambda: NOON), agencies))()


def _changes(jobs: Any) -> Any:
    from engine.model import Changes

    return Changes(jobs=jobs)
