"""Log lines: one JSON object each, with the ids that lead from one to the other, and without what somebody typed."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from akzess import logs
from tests.service.conftest import Office
from tests.store.records import job
from workers.observing import job_told

CANARY = "Zwölfzeichen-Kanarienvogel"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Where the lines of this process go, as in a process of the platform; all is as before afterwards."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    with contextlib.redirect_stderr(stream):
        logs.own_process("service")
        yield stream
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks
    root.handlers[:], root.level = handlers, level


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_which_event_how_bad_and_who(written: io.StringIO) -> None:
    structlog.get_logger("x").info("something.happened", code="c")

    (line,) = _lines(written)
    assert set(line) == {"timestamp", "event", "level", "role", "pid", "code"}
    assert (line["role"], line["event"]) == ("service", "something.happened")


def test_lines_about_a_job_carry_its_ids(written: io.StringIO) -> None:
    with job_told(job("c1"), "host:1"):
        structlog.get_logger("x").info("something.happened")

    (line,) = _lines(written)
    assert (line["case"], line["job"], line["worker"]) == ("c1", "c1.2.service", "host:1")


def test_after_the_job_lines_do_not_carry_them_any_more(written: io.StringIO) -> None:
    with job_told(job("c1"), "host:1"):
        pass
    structlog.get_logger("x").info("something.happened")

    assert "case" not in _lines(written)[0]


def test_a_change_is_a_line_with_the_template_of_its_route(office: Office, written: io.StringIO) -> None:
    case = office.case()
    task = office.task(case)
    office.post(f"/tasks/{task}/claim")

    told = [line for line in _lines(written) if line["event"] == "http.request"]
    assert [(line["method"], line["route"]) for line in told][-1] == ("POST", "/tasks/{task}/claim")
    assert task not in written.getvalue()


def test_the_trace_of_a_problem_is_that_of_its_line(office: Office, written: io.StringIO) -> None:
    answer = office.post("/tasks/none.1/claim")

    (line,) = [line for line in _lines(written) if line["event"] == "http.request"]
    assert line["trace"] == answer.json()["traceId"]


def test_a_caller_that_brings_a_trace_finds_it_in_the_line(office: Office, written: io.StringIO) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    headers = {"traceparent": f"00-{trace}-b7ad6b7169203331-01", "Idempotency-Key": "k" * 20}

    answer = office.post("/tasks/none.1/claim", headers=headers)

    (line,) = [line for line in _lines(written) if line["event"] == "http.request"]
    assert line["trace"] == answer.json()["traceId"] == trace


def test_what_a_library_puts_into_its_text_stays_out_of_the_line(written: io.StringIO) -> None:
    logging.getLogger("some.library").warning("could not read %s", CANARY)

    (line,) = _lines(written)
    assert (line["event"], line["text"], line["logger"]) == ("library", "could not read %s", "some.library")


def test_a_text_that_a_library_has_put_together_already_is_left_out(written: io.StringIO) -> None:
    logging.getLogger("some.library").warning(f"could not read {CANARY}")  # as libraries do

    assert CANARY not in written.getvalue()
    assert _lines(written)[0]["text"] == ""


def test_an_error_that_nobody_caught_is_a_line_without_its_text(written: io.StringIO) -> None:
    def fault() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=fault)
    thread.start()
    thread.join()

    (line,) = _lines(written)
    assert (line["event"], line["kind"]) == ("process.fault", "ValueError")
    assert line["place"].startswith("test_logs.py:")
    assert CANARY not in written.getvalue()


def test_a_line_break_cannot_forge_a_second_line(written: io.StringIO) -> None:
    structlog.get_logger("x").info("something.happened", code='x"}\n{"event": "forged"}')

    assert [line["event"] for line in _lines(written)] == ["something.happened"]
