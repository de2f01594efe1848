"""One worker that dies or freezes at a named point of the send path, the next that finishes, and what arrived."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from akzess.clocks import MovableClock, SystemClock
from akzess.house import TENANT, House
from akzess.ids import RandomIds
from connectors.base import Request
from connectors.kammern.examples import founder
from connectors.registry import discover
from connectors.simulation import serve
from engine.handlers.deployments import read_here
from engine.model import CaseStatus, JobState
from store import open_store
from store.evidence import new_key
from workers.sweeper import Sweeper

from . import cases, mortal
from .wire import Wire

#: Along one job: claimed, marked as sent, on the wire, reported.
POINTS = (
    "claim.before_commit", "claim.after_commit",
    "conn.phase1.before_commit", "conn.phase1.after_commit",
    "conn.before_send", "conn.mid_send", "conn.after_send", "conn.after_response",
    "complete.after_lock", "complete.after_engine", "complete.before_commit", "complete.after_commit",
)  # fmt: skip
AGENCIES = ("bundesagentur", "kammern", "post")
CASES = 3


WIRED = ("conn.mid_send", "conn.after_send")


@dataclass(slots=True)
class Run:
    """One death and what came of it. `effects` per case: how often the agency did what was asked."""

    point: str
    kind: str
    ledger: bool
    killed: bool = False
    effects: list[int] = field(default_factory=list)
    done: int = 0
    unknown: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Died where it should, and nothing is lost, doubled or odd."""
        return self.killed and not (self.lost or self.doubled or self.wrong)


@dataclass(slots=True)
class Frozen(Run):
    """A worker that froze longer than its lease. `untouched`: the other worker's lease outlived its report."""

    stale: int = 0
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    case_id: str
    key: str
    errand: cases.Errand
    tag: str


class Rig:
    """Agencies, a wire before them, and a source of fresh databases."""

    def __init__(self, fresh: Callable[[], str]) -> None:
        self._fresh = fresh
        self._clock = MovableClock(datetime(2026, 10, 19, 7, 0, tzinfo=UTC))
        simulators = [discover()[name].simulate(self._clock.now) for name in AGENCIES]
        self._town = serve(simulators)
        self._wire = Wire(self._town.host, self._town.port)
        base = f"http://127.0.0.1:{self._wire.port}"
        self._addresses = {name: f"{base}/{name}" for name in AGENCIES}
        self._book: Mapping[str, Any] = self._town.simulators
        # Processes are forked from a small server of their own, so that each start does not import everything anew.
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload([mortal.__name__, "zeep", "uvicorn"])

    def close(self) -> None:
        """Stop the agencies."""
        self._wire.close()
        self._town.close()

    def run(
        self, point: str, kind: str, *, nth: int = 1, ledger: bool = False, believed: Mapping[str, str] | None = None
    ) -> Run:
        """One death at the n-th time that the point is passed."""
        result = Run(point, kind, ledger)
        database = self._fresh()
        asked = self._starts(database, kind)
        orders = mortal.Orders(
            database,
            self._addresses,
            self._clock.now(),
            "" if point in WIRED else f"{point}=kill9#{nth}",
            new_key() if ledger else b"",
            believed or {},
        )
        result.killed = self._dies(orders, point, nth)
        self._wire.settle()
        self._clock.advance(timedelta(minutes=10))
        second = mortal.Orders(database, self._addresses, self._clock.now(), "", orders.master, orders.believed)
        process = self._processes.Process(target=mortal.finishes, args=(second,))
        process.start()
        process.join(60)
        if process.exitcode != 0:
            result.wrong.append(f"the second worker ended with {process.exitcode}")
            process.kill()
        self._judge(database, asked, result)
        self._clock.advance(timedelta(minutes=10))
        return result

    def freeze(self, point: str, kind: str, *, ledger: bool = False, fenced: bool = True) -> Frozen:
        """A worker frozen at a point until another one has its job, thawed before that one has reported."""
        result = Frozen(point, kind, ledger)
        database = self._fresh()
        asked = self._starts(database, kind, 1)
        orders = mortal.Orders(
            database,
            self._addresses,
            self._clock.now(),
            f"{point}=sigstop",
            new_key() if ledger else b"",
            fenced=fenced,
        )
        frozen = self._processes.Process(target=mortal.works_once, args=(orders,))
        frozen.start()
        result.killed = _until(lambda: _state(frozen.pid) == "T")
        self._clock.advance(timedelta(minutes=10))
        with _house(database, self._clock) as house:
            # The lease is over; another worker has the job and is thinking.
            Sweeper(house.store, self._clock).sweep()
            self._clock.advance(timedelta(minutes=10))
            leases = house.store.claim_jobs(
                queues=[asked[0].errand.agency], limit=9, now=self._clock.now(), lease_seconds=60, worker="second"
            )
            os.kill(frozen.pid or 0, signal.SIGCONT)
            frozen.join(60)
            result.stale = frozen.exitcode or 0
            held = house.read.open_rows(TENANT, asked[0].case_id).jobs
            result.untouched = [(job.state, job.fence) for job in held] == [(JobState.LEASED, leases[0].fence)]
        self._clock.advance(timedelta(minutes=10))
        second = mortal.Orders(database, self._addresses, self._clock.now(), "", orders.master)
        process = self._processes.Process(target=mortal.finishes, args=(second,))
        process.start()
        process.join(60)
        self._judge(database, asked, result)
        self._clock.advance(timedelta(minutes=10))
        return result

    def _errand(self, kind: str, number: int, tag: str) -> cases.Errand:
        if kind == "A":
            return cases.soap() if number == 0 else cases.rest()
        return cases.letter(tag) if kind == "C" else cases.upload(self._request())

    def _request(self) -> str:
        """A request of ours that lies at the chamber already, to which documents can be sent."""
        agency = discover()["kammern"]
        connector = agency.build(
            agency.demo_config(self._addresses["kammern"], "http://platform.test"), clock=self._clock.now
        )
        key = RandomIds().key()
        # The persona that never decides: an opinion that was given takes no more documents.
        answer = connector.send(Request(key, "createOpinionRequest", founder("SCHWEIG"), "AKZ-DD-2026-000123"))
        return str(answer.output["requestId"])

    def _starts(self, database: str, kind: str, many: int = CASES) -> list[_Asked]:
        with _house(database, self._clock) as house:
            house.deploy(cases.bundle())
            found = []
            for number in range(many):
                tag = f"{kind}-{RandomIds().key()}"
                errand = self._errand(kind, number, tag)
                case_id = house.start({"input": errand.input}, process=errand.process, site="DD").case_id
                (job,) = house.read.open_rows(TENANT, case_id).jobs
                found.append(_Asked(case_id, job.key, errand, tag))
            return found

    def _dies(self, orders: mortal.Orders, point: str, nth: int) -> bool:
        process = self._processes.Process(target=mortal.works_until_it_dies, args=(orders,))
        started = threading.Event()

        def victim() -> int | None:
            started.wait(10)
            return process.pid

        if point in WIRED:
            self._wire.arm(point, nth, victim)
        process.start()
        started.set()
        process.join(60)
        died = process.exitcode == -signal.SIGKILL
        if process.exitcode is None:
            process.kill()
            process.join()
        self._wire.arm("", 0, victim)
        return died

    def _judge(self, database: str, asked: Sequence[_Asked], result: Run) -> None:
        with _house(database, self._clock) as house:
            for one in asked:
                case = house.case(one.case_id)
                codes = [incident.code for incident in house.read.open_rows(TENANT, one.case_id).incidents]
                effects = self._effects(one)
                result.effects.append(effects)
                result.doubled += effects > 1
                if not house.engine.verify_history(one.case_id).ok:
                    result.wrong.append(f"{one.case_id}: the history does not verify")
                if case.status is CaseStatus.COMPLETED:
                    result.done += 1
                    result.lost += effects == 0
                elif result.kind == "C" and codes == ["outcome-unknown"]:
                    result.unknown += 1
                else:
                    result.lost += 1
                    result.wrong.append(f"{one.errand.process}: {case.status.value} {codes}")
            result.wrong += [
                f"{row.count} jobs are {row.state.name}"
                for row in house.read.job_counts(TENANT)
                if row.state is not JobState.INCIDENT
            ]

    def _effects(self, one: _Asked) -> int:
        """How often it happened, by the agency's own book."""
        agency = self._book[one.errand.agency]
        if one.errand.process == "errand-letter":
            return sum(letter["text"] == one.tag for letter in agency.letters)
        if one.errand.process == "errand-upload":
            return len(agency.files[one.errand.input["requestId"]].documents)
        return int(agency.effects[one.key])


def _state(pid: int | None) -> str:
    """The state of a process by one letter; T is stopped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _until(question: Callable[[], bool], seconds: float = 30.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if question():
            return True
        time.sleep(0.01)
    return False


@contextlib.contextmanager
def _house(database: str, clock: MovableClock | SystemClock) -> Iterator[House]:
    store = open_store(database)
    try:
        yield House(store, clock, RandomIds(), [], read_bundle=read_here)
    finally:
        store.close()
