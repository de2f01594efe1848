"""Traces: from the request over command, unit of work and job to the agency; nothing personal leaves; off by default."""

from __future__ import annotations

import base64
import gzip
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, Sampler, SamplingResult

from akzess import operating, steps, telemetry
from akzess.telemetry import ALLOWED, Door
from engine.model import Changes
from store import MemoryStore
from tests.store.records import job, later, started
from workers.observing import TRACE, call_told, job_told

ROOT = Path(__file__).parent.parent.parent
#: What a person might type, and what must be in no trace.
CANARY = "Zwölfzeichen-Kanarienvogel"


class _Switch(Sampler):
    """Lets traces be kept only while a story asks for them: a process keeps the provider that it was given first."""

    on = False

    def should_sample(self, *arguments: Any, **more: Any) -> SamplingResult:
        return (ALWAYS_ON if self.on else ALWAYS_OFF).should_sample(*arguments, **more)

    def get_description(self) -> str:
        return "switch"


@pytest.fixture(scope="session")
def kept() -> tuple[_Switch, InMemorySpanExporter]:
    """The provider of this process, behind the door."""
    switch, exporter = _Switch(), InMemorySpanExporter()
    provider = TracerProvider(sampler=switch, shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(Door(exporter)))
    trace.set_tracer_provider(provider)
    return switch, exporter


@pytest.fixture
def spans(kept: tuple[_Switch, InMemorySpanExporter]) -> Iterator[InMemorySpanExporter]:
    """Traces of this story."""
    switch, exporter = kept
    exporter.clear()
    switch.on = True
    yield exporter
    switch.on = False


def _named(spans: InMemorySpanExporter, start: str) -> ReadableSpan:
    return next(span for span in spans.get_finished_spans() if span.name.startswith(start))


def test_a_new_job_carries_the_trace_of_its_command_and_nothing_else_of_it(
    memory_store: MemoryStore, spans: InMemorySpanExporter
) -> None:
    case = started(memory_store)
    traced = steps.TracedStore(memory_store)
    with steps._told("CompleteTask", case.id), traced.unit_of_work() as unit:
        unit.lock_case(1, case.id)
        unit.save_case(later(case), Changes(jobs=(job(),)))
        unit.commit()

    with memory_store.unit_of_work() as unit:
        (found,) = unit.jobs_of(case.id)

    unit_of_work = _named(spans, "unit of work")
    assert unit_of_work.context is not None
    ids = f"00-{unit_of_work.context.trace_id:032x}-{unit_of_work.context.span_id:016x}-"
    assert found.payload == {**job().payload, TRACE: found.payload[TRACE]}
    assert found.payload[TRACE][:-2] == ids


def test_a_job_goes_on_with_the_trace_in_which_it_was_born(spans: InMemorySpanExporter) -> None:
    born = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    with job_told(job(payload={TRACE: born}), "w"), call_told("azr", "read"):
        pass

    carried, asked = _named(spans, "job service"), _named(spans, "agency azr.read")
    assert carried.parent is not None
    assert carried.context is not None
    assert asked.parent is not None
    assert f"{carried.parent.trace_id:032x}-{carried.parent.span_id:016x}" == born[3:-3]
    assert asked.parent.span_id == carried.context.span_id


def test_a_job_born_without_a_trace_begins_one(spans: InMemorySpanExporter) -> None:
    with job_told(job(), "w"):
        pass

    assert _named(spans, "job service").parent is None


def test_only_attributes_of_the_list_leave(spans: InMemorySpanExporter) -> None:
    with steps._tracer.start_as_current_span("command X", attributes={"akzess.command": "X", "name": CANARY}) as span:
        span.set_attribute("akzess.code", CANARY * 100)
        span.add_event("exception", {"exception.message": CANARY})
        span.set_status(trace.Status(trace.StatusCode.ERROR, CANARY))

    told = _named(spans, "command X")
    assert set(told.attributes or {}) <= ALLOWED
    assert (told.events, told.status.description) == ((), None)
    assert len(str((told.attributes or {})["akzess.code"])) == telemetry.LONGEST


def test_an_error_leaves_its_kind_behind_and_not_its_text(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="Kanarienvogel"), call_told("azr", "read"):
        raise ValueError(CANARY)

    assert CANARY not in _named(spans, "agency").to_json()


def test_nothing_of_the_machine_leaves() -> None:
    made = telemetry.provider(InMemorySpanExporter(), "worker")

    assert dict(made.resource.attributes) == {"service.name": "akzess", "service.namespace": "worker"}
    made.shutdown()


def test_without_a_collector_no_trace_is_kept(memory_store: MemoryStore) -> None:
    telemetry.start(operating.Operations(), "service")()
    with job_told(job(), "w") as told, call_told("azr", "read"):
        assert told is None
        assert not trace.get_current_span().is_recording()


class _Collector(ThreadingHTTPServer):
    """A receiver of OTLP over HTTP, as far as these stories need one."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.got = Event()
        super().__init__(("127.0.0.1", 0), _Receiving)


class _Receiving(BaseHTTPRequestHandler):
    server: _Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        message = ExportTraceServiceRequest.FromString(body)
        for resource in message.resource_spans:
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.server.got.set()
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it so
        """Quiet."""


@contextmanager
def _collector() -> Iterator[_Collector]:
    server = _Collector()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


#: A platform in a process of its own, because a process keeps the provider of traces that it was given first: one
#: request starts a case, the worker carries its job to a simulated agency.
_PLATFORM = """
    import base64, json, sys, time, urllib.request
    from pathlib import Path
    from uuid import uuid4
    from akzess.embedded import Embedded
    from akzess.people import DEMO_PASSWORD
    from akzess.settings import Settings
    from connectors.bundesagentur.examples import engineer

    folder, collector, canary = sys.argv[1:4]
    settings = Settings(database=f"sqlite:///{folder}/a.db", port=0, operations={"otlp": collector} if collector else {})
    small = {"small.bpmn": Path("tests/town/bundle/small.bpmn").read_bytes()}
    with Embedded(settings, demo_cases=False, resources=small) as platform:
        address = platform.listener.url
        login = base64.b64encode(f"anna.dd:{DEMO_PASSWORD}".encode()).decode()

        def ask(path, body=None, version=None):
            headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
            if version:
                headers["If-Match"] = version
            data = None if body is None else json.dumps(body).encode()
            with urllib.request.urlopen(urllib.request.Request(address + path, data, headers), timeout=30) as answer:
                return json.load(answer), answer.headers.get("ETag")

        request = engineer("09912342")
        request["person"]["familyName"] = canary
        case, _ = ask("/cases", {"processId": "small", "site": "DD", "variables": {"request": request}})
        detail, tag = ask(f"/cases/{case['id']}")
        task = detail["tasks"][0]["id"]
        _, tag = ask(f"/tasks/{task}")
        _, tag = ask(f"/tasks/{task}/claim", {}, tag)
        ask(f"/tasks/{task}/complete", {"answers": {"result": "COMPLETE"}}, ask(f"/tasks/{task}")[1])
        until = time.monotonic() + 60
        while time.monotonic() < until and not platform.town["bundesagentur"].received:
            time.sleep(0.05)
        print(len(platform.town["bundesagentur"].received))
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What a collector gets of one case that goes to an agency."""
    with _collector() as collector:
        address = f"http://127.0.0.1:{collector.server_address[1]}/v1/traces"
        _run(tmp_path_factory.mktemp("traced"), address)
        assert collector.got.wait(30)
        return list(collector.spans)


def _run(folder: Path, collector: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_PLATFORM), str(folder), collector, CANARY],
        cwd=ROOT, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_one_trace_leads_from_the_request_to_the_agency(exported: list[Any]) -> None:
    """Across threads and through the database: over the two ids that the job's row carries."""
    by_id = {span.span_id: span for span in exported}
    (asked,) = [span for span in exported if span.name == "agency bundesagentur.submitApprovalRequest"]

    way = [asked.name]
    span = asked
    while span.parent_span_id in by_id:
        span = by_id[span.parent_span_id]
        way.append(span.name)

    assert way == [
        "agency bundesagentur.submitApprovalRequest",
        "job service",
        "unit of work",
        "command CompleteTask",
        "POST /tasks/{task}/complete",
    ]


def test_the_framework_adds_no_spans_of_its_own_to_ours(exported: list[Any]) -> None:
    """It would begin a second trace for each request."""
    assert "fastapi" not in {span.name for span in exported}


def test_the_report_of_the_answer_is_in_the_same_trace(exported: list[Any]) -> None:
    (asked,) = [span for span in exported if span.name.startswith("agency bundesagentur.submit")]

    told = {span.name for span in exported if span.trace_id == asked.trace_id}

    assert "command CompleteJob" in told


def test_nothing_that_somebody_typed_is_in_a_trace(exported: list[Any]) -> None:
    text = "".join(span.SerializeToString().decode("latin-1") for span in exported)

    assert CANARY.encode().decode("latin-1") not in text
    assert base64.b64encode(CANARY.encode()).decode() not in text
    assert {attribute.key for span in exported for attribute in span.attributes} <= ALLOWED


def test_a_collector_that_is_away_costs_nothing_but_its_traces() -> None:
    made = telemetry.provider(OTLPSpanExporter(endpoint="http://127.0.0.1:9/v1/traces", timeout=0.2), "worker")
    with made.get_tracer("akzess.tests").start_as_current_span("command X"):
        pass

    made.force_flush(500)
    made.shutdown()
