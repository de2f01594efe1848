"""Ends or freezes a process at a named point of the send path, in tests only; anywhere else it refuses to be asked."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Mapping
from threading import Lock

from connectors.base import Misconfigured

#: Along one job: claimed, marked as sent, on the wire, reported. The store's and the wire's own are hit by test rigs.
POINTS = (
    "claim.before_commit", "claim.after_commit",
    "conn.phase1.before_commit", "conn.phase1.after_commit",
    "conn.before_send", "conn.mid_send", "conn.after_send", "conn.after_response",
    "complete.after_lock", "complete.after_engine", "complete.before_commit", "complete.after_commit",
)  # fmt: skip

_SIGNALS = {"kill9": signal.SIGKILL, "sigstop": signal.SIGSTOP}

_armed: dict[str, tuple[signal.Signals, int]] = {}
_hits: Counter[str] = Counter()
_guard = Lock()


def arm(environment: Mapping[str, str]) -> None:
    """Read FAILPOINTS="name=action[#nth],…" with the actions kill9 and sigstop; without it nothing ever happens.

    Error: `Misconfigured` when FAILPOINTS is set and APP_ENV is not "test": a process of the office must not die on
    order.
    """
    text = environment.get("FAILPOINTS", "")
    if text and environment.get("APP_ENV") != "test":
        raise Misconfigured("failpoints", "FAILPOINTS is set, but APP_ENV is not test: this process does not start")
    _armed.clear()
    _hits.clear()
    for part in filter(None, text.split(",")):
        name, _, order = part.partition("=")
        action, _, nth = order.partition("#")
        if name not in POINTS or action not in _SIGNALS or not (nth or "1").isdecimal():
            raise Misconfigured("failpoints", f"no such failpoint: {part}")
        _armed[name] = (_SIGNALS[action], int(nth or "1"))


def hit(name: str) -> None:
    """This process is at the point; costs one look-up in an empty dictionary."""
    if name not in _armed:
        return
    with _guard:
        _hits[name] += 1
        order, nth = _armed[name]
        due = _hits[name] == nth
    if due:
        os.kill(os.getpid(), order)
