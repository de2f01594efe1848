"""The engine as operations see it: every command counted and timed, with its span; jobs remember the trace they come from."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from types import TracebackType
from typing import Any, Final, Self

from opentelemetry import trace
from opentelemetry.propagate import inject
from opentelemetry.trace import Status, StatusCode
from prometheus_client import Counter, Histogram

from engine import commands
from engine.commands import Command
from engine.errors import EngineError
from engine.handlers import Engine
from engine.model import Case, Changes
from engine.ports import Store, UnitOfWork
from store import StoreError
from workers.observing import TRACE, told

#: How a command may end: done, refused by the engine, or not possible at the moment (the store, a lost lease).
RESULTS: Final = ("done", "refused", "unavailable", "fault")
#: The commands that there are; label values come from here.
COMMANDS: Final = frozenset(
    kind.__name__ for kind in vars(commands).values() if isinstance(kind, type) and issubclass(kind, Command)
) - {"Command"}

STEPS = Counter("akzess_steps", "Commands by how they ended", ["command", "result"])
STEP_SECONDS = Histogram(
    "akzess_step_seconds",
    "Seconds that a command took, repeats after lost races included",
    ["command"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)

_tracer = trace.get_tracer("akzess.engine")
# Looking a label up takes longer than counting; both sets are small and closed.
_counter, _seconds = cache(STEPS.labels), cache(STEP_SECONDS.labels)


class ObservedEngine(Engine):
    """The engine, told of; in everything else the same."""

    def handle(self, command: Command) -> Any:
        """As the engine's."""
        name = type(command).__name__
        with _told(name, _case_of(command)) as span:
            result = super().handle(command)
            if span.is_recording():
                case_id = getattr(result, "case_id", None)
                if isinstance(case_id, str):
                    span.set_attribute("akzess.case", case_id)
            return result

    def _shared(self, commands: Sequence[Command]) -> list[Any]:
        """As the engine's; each of them counts, with its part of the time. Those that cannot be are done alone."""
        began = time.perf_counter()
        with told(_tracer, "commands together") as span:
            found = super()._shared(commands)
            if span.is_recording():
                span.set_attribute("akzess.commands", len(commands))
        spent = (time.perf_counter() - began) / len(commands)
        for command in commands:
            name = type(command).__name__
            _counter(name, "done").inc()
            _seconds(name).observe(spent)
        return found


@contextmanager
def _told(name: str, case_id: str) -> Iterator[trace.Span]:
    began, result = time.perf_counter(), "done"
    with told(_tracer, f"command {name}") as span:
        try:
            yield span
        except StoreError:
            result = "unavailable"
            raise
        except EngineError as error:
            result = "refused"
            span.set_attribute("akzess.code", error.code)
            raise
        except Exception:
            result = "fault"
            raise
        finally:
            if span.is_recording():
                span.set_attribute("akzess.command", name)
                span.set_attribute("akzess.result", result)
                if case_id:
                    span.set_attribute("akzess.case", case_id)
                if result in ("unavailable", "fault"):
                    span.set_status(Status(StatusCode.ERROR))
            _counter(name, result).inc()
            _seconds(name).observe(time.perf_counter() - began)


def _case_of(command: Command) -> str:
    """The id of the case (a UUID, no reference that people know) that a command names."""
    for name in ("case_id", "task_id", "job_id"):
        value = getattr(command, name, None)
        if value:
            return str(value).split(".")[0]
    return ""


class TracedStore:
    """A store whose units of work are spans, and whose new jobs carry the trace on; only put in where traces are kept."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner

    def unit_of_work(self) -> Any:
        """A unit of work that is told of."""
        return _TracedUnit(self._inner.unit_of_work())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _TracedUnit:
    def __init__(self, inner: UnitOfWork) -> None:
        self._inner = inner
        self._span: Any = None

    def __enter__(self) -> Self:
        self._span = told(_tracer, "unit of work")
        self._span.__enter__()
        try:
            self._inner.__enter__()
        except BaseException:
            self._span.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace_: TracebackType | None
    ) -> None:
        try:
            self._inner.__exit__(kind, error, trace_)
        finally:
            self._span.__exit__(None, None, None)

    def insert_case(self, case: Case, changes: Changes) -> None:
        self._inner.insert_case(case, _marked(changes))

    def save_case(self, case: Case, changes: Changes) -> None:
        self._inner.save_case(case, _marked(changes))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _marked(changes: Changes) -> Changes:
    """New jobs go on with the present trace: its two ids and nothing else go into the row."""
    if not changes.jobs:
        return changes
    carrier: dict[str, str] = {}
    inject(carrier)
    if TRACE not in carrier:
        return changes
    jobs = tuple(replace(job, payload={**job.payload, TRACE: carrier[TRACE]}) for job in changes.jobs)
    return replace(changes, jobs=jobs)
