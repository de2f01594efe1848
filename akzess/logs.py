"""Logs as JSON lines, the same from every role: events and ids, never variables or names.

Each line says when, which event, how bad, which role and process; and, where there is one, the request, its trace, the
case (a random id), the job and the worker. Control characters cannot forge a second line.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from opentelemetry import trace
from structlog.types import EventDict, Processor

from .redaction import redacted


def to(target: TextIO, role: str = "") -> None:
    """Write all events to this stream, one JSON object a line; also what libraries say, and what nobody caught."""
    structlog.configure(
        processors=_processors(role),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=target),
        cache_logger_on_first_use=False,
    )


def to_file(path: Path, role: str = "embedded") -> TextIO:
    """Append to a file; the caller closes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("a", encoding="utf-8", buffering=1)
    to(stream, role)
    return stream


def own_process(role: str) -> None:
    """For a process that does nothing else: its standard error carries JSON lines and no others."""
    to(sys.stderr, role)
    handler = _Library()
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda found: _uncaught(found.exc_type, found.exc_value, found.exc_traceback)


def _processors(role: str) -> list[Processor]:
    standing: dict[str, Any] = {"role": role, "pid": os.getpid()} if role else {}

    def stand(logger: Any, method: str, event: EventDict) -> EventDict:
        if standing:
            standing["pid"] = os.getpid()  # a child of a prefork pool has the parent's configuration
        return {**standing, **event}

    return [
        structlog.contextvars.merge_contextvars,
        _traced,
        stand,
        structlog.processors.add_log_level,
        redacted,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=True, sort_keys=True),
    ]


def _traced(logger: Any, method: str, event: EventDict) -> EventDict:
    """The ids of the present span, where traces are kept: a line and its trace find each other."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event.setdefault("trace", f"{context.trace_id:032x}")
        event.setdefault("span", f"{context.span_id:016x}")
    return event


class _Library(logging.Handler):
    """What libraries log: who, and the text before anything was put into it, because what is put in may be data."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        text = record.msg if isinstance(record.msg, str) and record.args else ""
        tell = structlog.get_logger(record.name)
        tell.warning("library", logger=record.name, text=text[:200], kind=kind, severity=record.levelname.lower())


def _uncaught(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    """The last line of a process or thread: what kind of error, and where; its text may hold data and is left out."""
    place = ""
    while where is not None:
        place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}"
        where = where.tb_next
    structlog.get_logger(__name__).critical("process.fault", kind=kind.__name__, place=place)


class _StandardError:
    """Whatever is standard error at the moment of writing: somebody may have put another stream there since."""

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def quiet() -> None:
    """Only warnings and worse, on standard error: for the command line."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, redacted, structlog.processors.JSONRenderer(sort_keys=True)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.WriteLoggerFactory(file=_StandardError()),  # type: ignore[arg-type]  # all it needs
        cache_logger_on_first_use=False,
    )
