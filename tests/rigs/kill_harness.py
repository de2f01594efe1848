"""Kills real services and workers at every failpoint while clients and agencies go on, then asks whether anything is lost.

Run from the repository: `python -m tests.rigs.kill_harness --kills 500 [--seed N] [--minutes M]`. Two services and four
workers work on a PostgreSQL server; three agencies behind real HTTP keep books of their own; clients drive cases of seven
processes over HTTP and repeat every change with the same key until the answer is sure. Processes are killed or frozen at
named places, half of them reach the database through a proxy that cuts and silences connections, the clock leaps. Then
the faults end, everything has to come to its end (I12), and the invariants I1–I12 are asked of the tables.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import yaml

from akzess import evidence_keys
from akzess.house import TENANT
from akzess.ids import RandomIds
from akzess.local_servers import free_port
from connectors.base import Request
from connectors.kammern.examples import founder
from connectors.registry import discover
from connectors.simulation import serve
from engine.model import JobState
from service.identity import hash_password
from store import SqlStore, open_store

from ..traffic.wire import Wire
from . import kill_judgement, kill_processes, kill_work
from .invariants import check
from .kill_members import CONTEXT, Member, Members
from .kill_postgres import PostgresServer
from .kill_processes import SPEED, Hurried, Orders
from .kill_report import ON_THE_WIRE, Report
from .kill_warm import AGENCIES
from .proxy import Fate, Proxy, Seen

SERVICES, WORKERS = 2, 4
PATIENCE_SECONDS = 300.0


class Harness:
    """Everything that runs; `torment` is the run."""

    def __init__(self, server: PostgresServer, folder: Path, seed: int) -> None:
        self.report = Report(seed)
        self._chance = random.Random(seed)  # repeatable on purpose
        self._server, self._folder = server, folder
        self._guard = threading.Lock()
        self._by_hand: set[str] = set()
        self._leap = CONTEXT.RawValue("d", 0.0)  # without a lock: whoever dies holding it would stop all others
        self.clock = Hurried(datetime(2026, 10, 19, 7, 0, tzinfo=UTC), time.monotonic(), SPEED, self._leap)
        self._simulators = [discover()[name].simulate(self.clock.now) for name in AGENCIES]
        self._town = serve(self._simulators)
        self._wire = Wire(self._town.host, self._town.port, self._fate_on_the_wire, self._kill)
        self._proxy = Proxy(server.port, self._fate_in_the_database)
        ports = [free_port() for _ in range(SERVICES)]
        places = [Member(f"service-{number}", port, number == 2) for number, port in enumerate(ports, 1)]
        places += [Member(f"worker-{number}", 0, number % 2 == 0) for number in range(1, WORKERS + 1)]
        self.services = [f"http://127.0.0.1:{port}" for port in ports]
        self._deeds = folder / "deeds"
        self.members = Members(places, self._orders, self.clock, self.report, self._deeds)
        self._addresses = {name: f"http://127.0.0.1:{self._wire.port}/{name}" for name in AGENCIES}
        self._prepare()
        self._stop = threading.Event()
        self._post = threading.Thread(target=self._deliver, name="post", daemon=True)

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
        with kill_processes.composed(self._orders(Member("setup", 0, proxied=False), ""), self.clock) as parts:
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

    def close(self) -> None:
        """End everything."""
        self._stop.set()
        self._post.join(10)
        self.members.close()
        self._wire.close()
        self._proxy.close()
        self._town.close()

    # -- wires that break

    def _fate_on_the_wire(self) -> str:
        with self._guard:
            if not self.members.dying or self._chance.random() > 0.08:
                return ""
            return min(ON_THE_WIRE, key=lambda place: self.report.kills[place])

    def _kill(self, port: int, place: str) -> None:
        self.members.kill_owner(port, place)

    def _fate_in_the_database(self, _: Seen) -> Fate:
        if not self.members.faults:
            return "pass"
        with self._guard:
            if self._chance.random() > 0.0005:
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
        key = RandomIds().key()
        self._by_hand.add(key)
        answer = connector.send(Request(key, "createOpinionRequest", founder("SCHWEIG"), "AKZ-DD-2026-000123"))
        return str(answer.output["requestId"])

    def torment(
        self, kills: int, cases: int, say: Callable[[str], None] = lambda line: None, minutes: float = 600.0
    ) -> Report:
        """Faults until so many died (or time is over, or no client has anything left to do), then quiet, then judgement."""
        self.members.wanted, self.members.faults = kills, True
        self.members.start()
        self.members.wait(PATIENCE_SECONDS)
        began = time.monotonic()
        self._post.start()
        crowd = kill_work.Crowd(self.services, self.people, cases, self.report.seed, self.request_id)
        clients = crowd.work()
        deployer = threading.Thread(target=self._deploy, args=(crowd,), daemon=True)
        deployer.start()
        self._shake(clients, began + 60 * minutes, say)
        self.members.calm()
        self.members.roll(PATIENCE_SECONDS)  # GRACE_SECONDS on a machine of its own
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

    def _shake(self, clients: Sequence[threading.Thread], until: float, say: Callable[[str], None]) -> None:
        said = 0
        while self.members.dying and time.monotonic() < until and any(thread.is_alive() for thread in clients):
            time.sleep(0.25)
            if self._chance.random() < 0.01:
                self.report.faults["leaps of the clock"] += 1
                self._leap.value += self._chance.choice((5.0, 60.0, 600.0))
            if self.report.kills.total() >= said + 25:
                said = self.report.kills.total()
                say(f"{said} kills")

    def _deploy(self, crowd: kill_work.Crowd) -> None:
        clients = [kill_work.Client(f"admin-{n}", self.services, crowd.told, crowd.stop) for n in range(4)]
        for number in range(10_000):
            if crowd.stop.is_set():
                break
            with suppress(TimeoutError):
                clients[number % 4].deploy(number, f"deployment-{self.report.seed}-{number:06d}")
            crowd.stop.wait(5.0)
        for client in clients:
            client.close()

    def _truth(self) -> SqlStore:
        """The tables, past the proxy, with the keys that open what is sealed."""
        store = open_store(self._server.url)
        assert isinstance(store, SqlStore)
        evidence_keys.lend(store, self._server.url, self._folder / "keys")
        return store

    def _settle(self, say: Callable[[str], None]) -> None:
        """Until no job and no timer is left, with leaps over the long waits of agencies that were away."""
        store = self._truth()
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
                    self._leap.value += ahead - 1
                time.sleep(0.25)
            self.report.wrong.append(f"after {PATIENCE_SECONDS:.0f} s without faults {left} jobs are not done")
        finally:
            store.close()

    def _judge(self, told: kill_work.Told) -> None:
        store = self._truth()
        try:
            books = kill_judgement.books(told, self._simulators, self._by_hand)
            self.report.wrong += check(store, self.clock.now(), books)
            kill_judgement.count(self.report, store, told, self._simulators)
        finally:
            store.close()


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
