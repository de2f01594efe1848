"""Carries out what FAILPOINTS orders at a named place of this process, in tests only; anywhere else it does not start.

`FAILPOINTS="name=action[(argument)][@probability][#nth],…;seed=N"`; the places are those of `engine.failpoints`.
"""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Lock

from connectors.base import Misconfigured
from engine import failpoints
from engine.failpoints import Injected, hit

__all__ = ["ACTIONS", "arm", "hit"]

#: Action → whether it takes an argument.
ACTIONS = {
    "kill9": False,
    "exit": False,
    "sigstop": False,
    "hang": False,
    "raise": True,
    "sleep": True,
    "http": True,
    "drop_db": True,
    "drop_redis": True,
}
_ORDER = re.compile(
    r"(?P<name>[a-z0-9_.]+)=(?P<action>[a-z0-9_]+)(\((?P<argument>[a-z0-9-]*)\))?(@(?P<odds>0?\.[0-9]+|1))?(#(?P<nth>[0-9]+))?"
)
#: Comes with the dependencies for development, never with an installation of the office.
_ONLY_IN_DEVELOPMENT = "hypothesis"


@dataclass(frozen=True, slots=True)
class _Order:
    action: str
    argument: str
    odds: float
    nth: int


class _Executioner:
    """Counts how often each place is passed and does what is ordered there."""

    def __init__(self, orders: Mapping[str, _Order], seed: str, log: str) -> None:
        self._orders = orders
        self._log = log
        self._hits: Counter[str] = Counter()
        # A row of its own for each place, so that the number of passages elsewhere changes nothing here.
        self._dice = {name: random.Random(f"{seed} {name}") for name in orders}  # noqa: S311  # repeatable on purpose
        self._guard = Lock()

    def __call__(self, name: str) -> None:
        order = self._orders.get(name)
        if order is None:
            return
        with self._guard:
            self._hits[name] += 1
            due = self._hits[name] == order.nth if order.nth else self._dice[name].random() < order.odds
        if due:
            self._write(name, order.action)
            _act(order)

    def _write(self, name: str, action: str) -> None:
        """Who dies cannot tell any more; one write to a file in append mode is whole or not there."""
        if not self._log:
            return
        with suppress(OSError):
            log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(log, f"{name} {action} {os.getpid()}\n".encode())
            os.close(log)


def arm(environment: Mapping[str, str], *, development: bool | None = None) -> None:
    """Read FAILPOINTS, and FAILPOINTS_LOG (a file that gets a line per deed); without the first nothing ever happens.

    Error: `Misconfigured` when FAILPOINTS is set and APP_ENV is not "test", or the dependencies for development are not
    installed: a process of the office must not die on order.
    """
    text = environment.get("FAILPOINTS", "")
    if not text:
        failpoints.listen(None)
        return
    if environment.get("APP_ENV") != "test":
        raise Misconfigured("failpoints", "FAILPOINTS is set, but APP_ENV is not test: this process does not start")
    if not (find_spec(_ONLY_IN_DEVELOPMENT) if development is None else development):
        raise Misconfigured("failpoints", "FAILPOINTS is set in an installation without the tests' dependencies")
    orders, _, seed = text.partition(";seed=")
    found = dict(map(_read, filter(None, orders.split(","))))
    failpoints.listen(_Executioner(found, seed, environment.get("FAILPOINTS_LOG", "")) if found else None)


def _read(part: str) -> tuple[str, _Order]:
    found = _ORDER.fullmatch(part)
    if found is None or not failpoints.known(found["name"]):
        raise Misconfigured("failpoints", f"no such failpoint: {part}")
    action, argument = found["action"], found["argument"] or ""
    numeric = argument.isdecimal() or action == "raise"
    if action not in ACTIONS or bool(argument) != ACTIONS[action] or (argument and not numeric):
        raise Misconfigured("failpoints", f"no such failpoint: {part}")
    odds, nth = found["odds"], found["nth"]
    return found["name"], _Order(action, argument, float(odds or 1), int(nth or 0) or (0 if odds else 1))


def _act(order: _Order) -> None:
    match order.action:
        case "kill9":
            os.kill(os.getpid(), signal.SIGKILL)
        case "sigstop":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "exit":
            os._exit(70)
        case "hang":
            threading.Event().wait()
        case "sleep":
            time.sleep(int(order.argument) / 1000)
        case "raise":
            raise Injected(order.argument)
        case "http":
            raise Injected("injected", int(order.argument))
        case "drop_db" | "drop_redis":
            _drop(int(order.argument))


def _drop(port: int) -> None:
    """Break every connection of this process to a port, as a firewall that forgot them would."""
    for entry in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            copy = os.dup(int(entry))
            try:
                with socket.socket(fileno=copy) as found:
                    peer = found.getpeername()
                    if isinstance(peer, tuple) and peer[1] == port:  # a local socket's peer is a text
                        found.shutdown(socket.SHUT_RDWR)
            except OSError:
                with suppress(OSError):
                    os.close(copy)
