"""Kills real services and workers at every failpoint while clients and agencies go on, then asks whether anything is lost.

Run from the repository: `python -m tests.rigs.kill_harness --kills 500 [--seed N] [--cases N]`. Two services and four
workers work on a PostgreSQL server; three agencies behind real HTTP keep books of their own; clients drive cases of six
processes over HTTP and repeat every change with the same key until the answer is sure. Processes are killed or frozen at
named places, half of them reach the database through a proxy that cuts and silences connections, the clock leaps. Then
the faults end, everything has to come to its end (I12), and the invariants I1–I12 are asked of the tables.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import yaml

from akzess import evidence_keys
from akzess.house import TENANT
from akzess.ids import RandomIds
from akzess.local_servers import free_port
from akzess.processes import GRACE_SECONDS
from connectors.base import Request
from connectors.kammern.examples import founder
from connectors.registry import discover
from connectors.simulation import serve
from engine.model import CaseStatus, JobState
from service.identity import hash_password
from store import SqlStore, open_store
from store.queries import CaseFilter

from ..traffic.wire import Wire
from . import kill_processes, kill_warm, kill_work
from .invariants import Books, check
from .kill_postgres import PostgresServer
from .kill_processes import Hurried, Orders
from .kill_warm import AGENCIES
from .proxy import Fate, Proxy, Seen

SPEED = 20.0
SERVICES, WORKERS = 2, 4
#: Places that a service passes here, those that a worker passes, and those on the wire between worker and agency.
IN_SERVICE = (
    "api.after_key", "api.after_lock", "api.before_commit", "api.after_commit", "api.before_wake", "api.before_reply",
    "msg.after_insert", "msg.after_match", "msg.before_commit", "deploy.after_parse", "deploy.before_commit",
    "blob.after_write", "blob.before_row", "audit.before_append",
)  # fmt: skip
IN_WORKER = (
    "claim.before_commit", "claim.after_commit", "conn.phase1.before_commit", "conn.phase1.after_commit",
    "conn.before_send", "conn.after_response", "complete.after_lock", "complete.after_engine",
    "complete.before_commit", "complete.after_commit", "timer.after_claim", "timer.before_commit",
    "timer.after_commit", "sweep.mid_batch",
)  # fmt: skip
#: Passed so seldom that a process would wait long for its second passage.
RARE = ("deploy.after_parse", "deploy.before_commit", "blob.after_write", "blob.before_row", "sweep.mid_batch")
ON_THE_WIRE = ("conn.mid_send", "conn.after_send", "conn.mid_read")
SUPERVISED_DEATHS = ("shutdown.mid_step", "any moment")
PATIENCE_SECONDS = 300.0


@dataclass(slots=True)
class Member:
    """One process with a place, started again and again."""

    name: str
    port: int
    proxied: bool
    process: BaseProcess | None = None
    starts: int = 0
    frozen_at: float | None = None


@dataclass(slots=True)
class Report:
    """What a run came to."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    frozen: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    waiting: int = 0
    incidents: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    #: Name and exit code of each process that was asked to stop (K23).
    stopped: list[tuple[str, int | None]] = field(default_factory=list)
    tries: int = 0
    retried: int = 0
    unsure: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Nothing lost, doubled or odd."""
        return not (self.lost or self.doubled or self.wrong)

    def text(self) -> str:
        """The table, and what reproduces."""
        lines = [f"{'place':28}{'kills':>7}{'frozen':>8}{'lost':>6}{'doubled':>9}"]
        for place in (*IN_SERVICE, *IN_WORKER, *ON_THE_WIRE, *SUPERVISED_DEATHS):
            if self.kills[place] or self.frozen[place]:
                # Which death lost a thing cannot be told from outside: what is lost at all is named below the table.
                shown = (0, 0) if self.good else ("?", "?")
                lines.append(f"{place:28}{self.kills[place]:>7}{self.frozen[place]:>8}{shown[0]:>6}{shown[1]:>9}")
        total = (self.kills.total(), self.frozen.total(), len(self.lost), len(self.doubled))
        lines.append(f"{'all':28}{total[0]:>7}{total[1]:>8}{total[2]:>6}{total[3]:>9}")
        lines.append(
            f"{self.cases.total()} cases: {self.ended} ended, {sum(self.incidents.values())} with an incident"
            f" ({', '.join(f'{count} {code}' for code, count in self.incidents.items()) or 'none'}), {self.waiting} waiting;"
            f" {self.tries} requests, {self.retried} of them repeated; other faults: "
            + (", ".join(f"{count} {name}" for name, count in self.faults.items()) or "none")
        )
        lines.append(
            "answers that were asked for again: " + ", ".join(f"{n} {name}" for name, n in self.unsure.items())
        )
        lines += [*self.lost, *self.doubled, *self.wrong]
        lines.append(f"seed {self.seed}; {self.seconds:.0f} s")
        return "\n".join(lines)


class Harness:
    """Everything that runs; `torment` is the run."""

    def __init__(self, server: PostgresServer, folder: Path, seed: int) -> None:
        self.report = Report(seed)
        self._chance = random.Random(seed)  # repeatable on purpose
        self._server, self._folder = server, folder
        self._faults = False
        self._armed_after = 0.0
        self._wanted = 0
        self._until = 0.0
        self._frozen_since: dict[int, float] = {}
        self._guard = threading.Lock()
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([kill_processes.__name__, kill_warm.__name__, "uvicorn", "service.app"])
        self._leap = self._context.Value("d", 0.0)
        self.clock = Hurried(datetime(2026, 10, 19, 7, 0, tzinfo=UTC), time.monotonic(), SPEED, self._leap)
        self._simulators = [discover()[name].simulate(self.clock.now) for name in AGENCIES]
        self._town = serve(self._simulators)
        self._wire = Wire(self._town.host, self._town.port, self._fate_on_the_wire, self._kill_caller)
        self._proxy = Proxy(server.port, self._fate_in_the_database)
        ports = [free_port() for _ in range(SERVICES)]
        self.members = [Member(f"service-{number}", port, number == 2) for number, port in enumerate(ports, 1)]
        self.members += [Member(f"worker-{number}", 0, number % 2 == 0) for number in range(1, WORKERS + 1)]
        self.services = [f"http://127.0.0.1:{port}" for port in ports]
        self._deeds, self._read_deeds = folder / "deeds", 0
        self._addresses = {name: f"http://127.0.0.1:{self._wire.port}/{name}" for name in AGENCIES}
        self._prepare()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=work.__name__, daemon=True) for work in (self._supervise, self._deliver)
        ]

    # -- setting up

    def _prepare(self) -> None:
        evidence_keys.add_key(self._folder / "keys")
        password = hash_password(kill_work.PASSWORD)
        people = [(f"{kill_work.PERSON}-{number}", "akz-clerk") for number in range(8)]
        people += [(f"admin-{number}", "system-admin") for number in range(4)]
        lines = [
            {"name": name, "person": name, "groups": [group], "sites": [kill_work.SITE], "passwordHash": password}
            for name, group in people
        ]
        (self._folder / "accounts.yaml").write_text(yaml.safe_dump({"accounts": lines}), encoding="utf-8")
        self.people = [name for name, group in people if group == "akz-clerk"]
        with kill_processes.composed(self._orders(self.members[2], ""), self.clock) as parts:
            parts.store.upgrade()
            parts.house.deploy(kill_work.bundle())

    def _orders(self, member: Member, failpoints: str) -> Orders:
        port = self._proxy.port if member.proxied else self._server.port
        return Orders(
            database=self._server.address(port),
            keys=str(self._folder / "keys"),
            accounts=str(self._folder / "accounts.yaml"),
            addresses=self._addresses,
            callback=self.services[0],
            port=member.port,
            failpoints=failpoints,
            deeds=str(self._deeds),
            log=str(self._folder / f"{member.name}.log"),
        )

    def start(self) -> None:
        """Start every process and the threads that mind them."""
        for member in self.members:
            self._start(member)
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End everything."""
        self._stop.set()
        for thread in self._threads:
            thread.join(10)
        for member in self.members:
            if member.process is not None and member.process.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(member.process.pid, signal.SIGCONT)
                member.process.kill()
                member.process.join(10)
        self._wire.close()
        self._proxy.close()
        self._town.close()

    # -- processes that die

    def _start(self, member: Member) -> None:
        member.starts += 1
        member.frozen_at = None
        orders = self._orders(member, self._failpoints(member))
        member.process = self._context.Process(target=kill_processes.run, args=(orders, self.clock), daemon=True)
        member.process.start()

    def _failpoints(self, member: Member) -> str:
        """Where this process is to die: the place that has seen the fewest deaths, after a few passages."""
        if not self._faults or self.report.kills.total() >= self._wanted:
            return ""
        places = IN_SERVICE if member.port else IN_WORKER
        fewest = min(self.report.kills[place] for place in places)
        place = self._chance.choice([place for place in places if self.report.kills[place] <= fewest + 1])
        passages = 1 if place in RARE else self._chance.choice((1, 1, 2, 3))
        action = "sigstop" if self._chance.random() < 0.1 else "kill9"
        noise = self._chance.choice(
            ("", ",complete.before_commit=raise(noise)@0.02", ",api.before_commit=sleep(300)@0.02")
        )
        return f"{place}={action}#{passages}{noise};seed={self._chance.getrandbits(32)}"

    def _supervise(self) -> None:
        """Start again what died, thaw what froze, and now and then kill somebody who was not told to die."""
        while not self._stop.wait(0.05):
            self._hear_deeds()
            for member in self.members:
                process = member.process
                if process is None:
                    continue
                if process.exitcode is not None:
                    self._start(member)
                elif _state(process.pid) == "T":
                    self._mind_frozen(member)
                elif self._may_end() and self._chance.random() < 0.002:
                    self._end(member)

    def _may_end(self) -> bool:
        """Not more than a fourth of all deaths are those of no particular place."""
        kills = self.report.kills
        few = sum(kills[place] for place in SUPERVISED_DEATHS) * 4 <= kills.total() + 4
        return self._faults and kills.total() < self._wanted and few

    def _mind_frozen(self, member: Member) -> None:
        now = time.monotonic()
        member.frozen_at = member.frozen_at or now
        # Longer than any lease (75 s of the hurried clock), so that another worker has its jobs when it thaws.
        if now - member.frozen_at > 100 / SPEED and member.process is not None and member.process.pid:
            member.frozen_at = None
            os.kill(member.process.pid, signal.SIGCONT)

    def _end(self, member: Member) -> None:
        """At any moment: by SIGKILL, or asked to stop and killed while it does."""
        pid = member.process.pid if member.process is not None else None
        if pid is None:
            return
        place = self._chance.choice(SUPERVISED_DEATHS)
        with suppress(ProcessLookupError):
            if place == "shutdown.mid_step":
                os.kill(pid, signal.SIGTERM)
                time.sleep(self._chance.random() * 0.05)
            os.kill(pid, signal.SIGKILL)
            self.report.kills[place] += 1

    def _hear_deeds(self) -> None:
        """What the dead wrote down before they died."""
        if not self._deeds.exists():
            return
        with self._deeds.open(encoding="utf-8") as file:
            file.seek(self._read_deeds)
            for line in file:
                place, action, _ = line.split()
                if action == "kill9":
                    self.report.kills[place] += 1
                elif action == "sigstop":
                    self.report.frozen[place] += 1
                else:
                    self.report.faults[f"{action} at {place}"] += 1
            self._read_deeds = file.tell()

    # -- wires that break

    def _fate_on_the_wire(self) -> str:
        with self._guard:
            if not self._faults or self.report.kills.total() >= self._wanted or self._chance.random() > 0.08:
                return ""
            return min(ON_THE_WIRE, key=lambda place: self.report.kills[place])

    def _kill_caller(self, port: int, place: str) -> None:
        pids = {member.process.pid for member in self.members if member.process is not None and member.process.pid}
        for pid in pids & set(_owners(port, pids)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.report.kills[place] += 1

    def _fate_in_the_database(self, seen: Seen) -> Fate:
        if not self._faults:
            return "pass"
        with self._guard:
            dice = self._chance.random()
            if dice > 0.0005:
                return "pass"
            fate: Fate = self._chance.choice(("before", "within", "after"))
            self.report.faults["database connections cut"] += 1
            return fate

    def _deliver(self) -> None:
        """The agencies send what they have for us, to whichever service answers."""
        while not self._stop.wait(0.2):
            for house in self._simulators:
                with suppress(Exception):  # a service that is just dead: the agency tries again
                    house.tick()

    # -- the run

    def request_id(self) -> str:
        """A request at the chamber, made by hand, to which documents can be sent."""
        agency = discover()["kammern"]
        connector = agency.build(agency.demo_config(self._town.url("kammern"), self.services[0]), clock=self.clock.now)
        self._by_hand = getattr(self, "_by_hand", set())
        key = RandomIds().key()
        self._by_hand.add(key)
        answer = connector.send(Request(key, "createOpinionRequest", founder("SCHWEIG"), "AKZ-DD-2026-000123"))
        return str(answer.output["requestId"])

    def torment(
        self, kills: int, cases: int, say: Callable[[str], None] = lambda line: None, minutes: float = 600.0
    ) -> Report:
        """Faults until so many died (or time is over, or no client has anything left to do), then quiet, then judgement."""
        began = time.monotonic()
        self._until = began + 60 * minutes
        self._wanted, self._faults = kills, True
        self.start()
        crowd = kill_work.Crowd(self.services, self.people, cases, self.report.seed, self.request_id)
        clients = crowd.work()
        deployer = threading.Thread(target=self._deploy, args=(crowd,), daemon=True)
        deployer.start()
        self._shake(clients, say)
        self._faults = False
        for member in self.members:  # orders that were not carried out yet die with their process
            if member.process is not None:
                member.process.kill()
        self._roll()
        crowd.stop.set()
        for thread in (*clients, deployer):
            thread.join(PATIENCE_SECONDS)
            if thread.is_alive():
                self.report.wrong.append(f"client {thread.name} did not come to its end")
        self.report.tries, self.report.retried = crowd.told.tries, crowd.told.retried
        self.report.unsure = crowd.told.unsure
        self.report.wrong += crowd.told.odd
        say(f"faults and clients ended after {time.monotonic() - began:.0f} s")
        self._settle(say)
        say(f"everything came to its end after {time.monotonic() - began:.0f} s")
        self._judge(crowd.told)
        self.report.seconds = time.monotonic() - began
        return self.report

    def _roll(self) -> None:
        """A new release: one after the other is asked to stop, has ten seconds, and is started anew (K23)."""
        for member in self.members:
            while (old := member.process) is None or old.exitcode is not None or not self._up(member):
                time.sleep(0.05)
            old.terminate()
            old.join(GRACE_SECONDS)
            self.report.stopped.append((member.name, old.exitcode))

    def _up(self, member: Member) -> bool:
        """Whether it answers; a worker has no door, it is up when it has opened its log and had a moment."""
        if not member.port:
            return True
        try:
            with socket.create_connection(("127.0.0.1", member.port), 1):
                return True
        except OSError:
            return False

    def _shake(self, clients: Sequence[threading.Thread], say: Callable[[str], None]) -> None:
        said = 0
        while (
            self.report.kills.total() < self._wanted
            and time.monotonic() < self._until
            and any(thread.is_alive() for thread in clients)
        ):
            time.sleep(0.25)
            if self._chance.random() < 0.01:
                self.report.faults["leaps of the clock"] += 1
                with self._leap.get_lock():
                    self._leap.value += self._chance.choice((5.0, 60.0, 600.0))
            if self.report.kills.total() >= said + 25:
                said = self.report.kills.total()
                say(f"{said} kills")

    def _deploy(self, crowd: kill_work.Crowd) -> None:
        clients = [kill_work.Client(f"admin-{n}", self.services, crowd.told, crowd.stop) for n in range(4)]
        for number in range(10_000):
            if crowd.stop.is_set():
                return
            with suppress(TimeoutError):
                clients[number % 4].deploy(number, f"deployment-{self.report.seed}-{number:06d}")
            crowd.stop.wait(5.0)

    def _settle(self, say: Callable[[str], None]) -> None:
        """Until no job and no timer is left, with leaps over the long waits of agencies that were away."""
        store = open_store(self._server.url)
        assert isinstance(store, SqlStore)
        until = time.monotonic() + PATIENCE_SECONDS
        left = before = -1
        try:
            while time.monotonic() < until:
                left = sum(row.count for row in store.read().job_counts(TENANT) if row.state is not JobState.INCIDENT)
                due = store.next_due(self.clock.now())
                if left != before:
                    say(f"{left} jobs left, the next thing is due at {due} ({self.clock.now()})")
                    before = left
                if not left and due is None:
                    return
                if due is not None and (ahead := (due - self.clock.now()).total_seconds()) > 30:
                    with self._leap.get_lock():
                        self._leap.value += ahead - 1
                time.sleep(0.25)
            self.report.wrong.append(f"after {PATIENCE_SECONDS:.0f} s without faults {left} jobs are not done")
        finally:
            store.close()

    def _judge(self, told: kill_work.Told) -> None:
        for member in self.members:
            if member.process is not None:
                member.process.terminate()
        store = open_store(self._server.url)
        assert isinstance(store, SqlStore)
        try:
            books = self._books(told)
            self.report.wrong += check(store, self.clock.now(), books)
            self._count(store, told)
        finally:
            store.close()

    def _books(self, told: kill_work.Told) -> Books:
        books = Books(
            classes={
                f"{name}.{action}": operation.delivery.value
                for name in AGENCIES
                for action, operation in discover()[name].connector.operations.items()
            },
            started=set(told.started),
            messages=told.messages,
            completed=told.completed,
            answered=told.answered - self._not_in_request_key(told),
            refused=told.refused,
        )
        by_hand = getattr(self, "_by_hand", set())
        for house in self._simulators:
            if house.name == "post":
                continue  # takes no key: counted by what it was given
            books.effects.update({key: n for key, n in house.effects.items() if key not in by_hand})
            books.arrivals.update(
                arrival.key
                for arrival in house.arrivals
                if not arrival.operation.startswith("get") and arrival.key not in by_hand
            )
        return books

    @staticmethod
    def _not_in_request_key(told: kill_work.Told) -> set[tuple[str, str]]:
        """Uploads keep their keys with the documents."""
        return {(name, key) for name, key in told.answered if key.endswith("-upload-it")}

    def _count(self, store: SqlStore, told: kill_work.Told) -> None:
        report, read = self.report, store.read()
        post: Any = next(house for house in self._simulators if house.name == "post")
        chamber: Any = next(house for house in self._simulators if house.name == "kammern")
        letters = Counter(letter["text"] for letter in post.letters)
        found = {}
        after: str | None = None
        while True:
            page = read.cases(TENANT, filters=CaseFilter(), limit=500, after=after)
            found |= {row.id: row for row in page.items}
            after = page.next
            if after is None:
                break
        report.cases = Counter(row.process_id for row in found.values())
        if set(found) - set(told.started):
            report.doubled.append(f"{len(set(found) - set(told.started))} cases that nobody was told of")
        for case_id, story in told.started.items():
            row = found.get(case_id)
            if row is None:
                report.lost.append(f"{case_id} ({story}) is gone")
                continue
            tag = told.tags.get(case_id, "")
            times = len(chamber.files[tag].documents) if story == "errand-upload" else letters[tag] if tag else -1
            if times > 1:
                report.doubled.append(f"{case_id} ({story}): the agency got it {times} times")
            codes = [
                f"{incident.code} ({incident.element_id}: {incident.message[:80]})"
                for incident in read.open_rows(TENANT, case_id).incidents
            ]
            if row.status is CaseStatus.COMPLETED:
                report.ended += 1
                if times == 0:
                    report.lost.append(f"{case_id} ({story}) has ended, and the agency got nothing")
            elif codes:
                report.incidents.update(codes)
            else:
                report.waiting += 1
                report.lost.append(f"{case_id} ({story}) is {row.status.value} and nothing moves it")
        documents = Counter(told.uploads.values())
        for case_id, count in documents.items():
            if count > 1:
                report.doubled.append(f"{case_id}: {count} documents of one upload")


def _state(pid: int | None) -> str:
    """The state of a process by one letter; T is stopped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _owners(port: int, pids: set[int]) -> Iterator[int]:
    """Which of these processes holds the connection with this local port."""
    inodes = set()
    for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]:
        parts = line.split()
        if int(parts[1].partition(":")[2], 16) == port:
            inodes.add(f"socket:[{parts[9]}]")
    for pid in pids:
        with suppress(OSError):
            for entry in os.scandir(f"/proc/{pid}/fd"):
                with suppress(OSError):
                    if os.readlink(entry.path) in inodes:
                        yield pid
                        break


@contextmanager
def harness(seed: int) -> Iterator[Harness]:
    """A harness with a server and a folder of its own; the folder stays when the report is not good."""
    folder = Path(tempfile.mkdtemp(prefix="akzess-kill-"))
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer())
        found = Harness(server, folder, seed)
        stack.callback(found.close)
        yield found
    if found.report.good:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"logs in {folder}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the table, end with 1 when anything is lost, doubled or odd."""
    parser = argparse.ArgumentParser(prog="kill_harness", description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--cases", type=int, default=5000, help="how many at most")
    parser.add_argument("--minutes", type=float, default=600.0, help="no longer than this before the faults end")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with harness(options.seed) as found:
        report = found.torment(options.kills, options.cases, lambda line: print(line, flush=True), options.minutes)
    print(report.text())
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
