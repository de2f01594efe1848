"""The processes of the kill harness: started with a place to die at, started again when they did, thawed when they froze."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from . import kill_processes, kill_warm
from .kill_processes import SPEED, Hurried, Orders
from .kill_report import IN_SERVICE, IN_WORKER, RARE, SUPERVISED_DEATHS, Report

#: Forked from a small server of their own, which has read everything that all of them would read anew.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([kill_processes.__name__, kill_warm.__name__, "uvicorn", "service.app"])


@dataclass(slots=True)
class Member:
    """One process with a place, started again and again."""

    name: str
    port: int
    proxied: bool
    process: BaseProcess | None = None
    starts: int = 0
    frozen_at: float | None = None


class Members:
    """All of them. `orders` makes what a process needs to know from its place and its failpoints."""

    def __init__(
        self,
        members: Sequence[Member],
        orders: Callable[[Member, str], Orders],
        clock: Hurried,
        report: Report,
        deeds: Path,
    ) -> None:
        self.all = list(members)
        #: While this holds, processes are told to die, until `wanted` have.
        self.faults = False
        self.wanted = 0
        self._orders, self._clock, self._report = orders, clock, report
        self._chance = random.Random(f"{report.seed} members")  # repeatable on purpose
        self._deeds, self._read_deeds = deeds, 0
        self._up: set[int] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    @property
    def dying(self) -> bool:
        """Whether more deaths are wanted."""
        return self.faults and self._report.kills.total() < self.wanted

    def start(self) -> None:
        """Start every process, and whoever minds them."""
        for member in self.all:
            self._start(member)
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Until every process has come up once: the first ones wait for what all are forked from."""
        until = time.monotonic() + seconds
        while len(self._up) < len(self.all) and time.monotonic() < until:
            time.sleep(0.1)

    def close(self) -> None:
        """End all."""
        self._stop.set()
        self._thread.join(10)
        for member in self.all:
            if member.process is not None and member.process.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(member.process.pid, signal.SIGCONT)
                member.process.kill()
                member.process.join(10)

    def calm(self) -> None:
        """No more faults: orders that were not carried out die with their process."""
        self.faults = False
        old = [member.process for member in self.all if member.process is not None]
        for process in old:
            process.kill()
        for process in old:
            process.join(10)

    def roll(self, seconds: float) -> None:
        """A new release: one after the other is asked to stop, has so long, and is started anew (K23)."""
        for member in self.all:
            while (old := member.process) is None or old.pid not in self._up or old.exitcode is not None:
                time.sleep(0.05)
            old.terminate()
            old.join(seconds)
            self._report.stopped.append((member.name, old.exitcode))

    def _start(self, member: Member) -> None:
        member.starts += 1
        member.frozen_at = None
        orders = self._orders(member, self._failpoints(member))
        process = CONTEXT.Process(target=kill_processes.run, args=(orders, self._clock), daemon=True)
        process.start()
        member.process = process  # others may kill it from here on

    def _failpoints(self, member: Member) -> str:
        """Where this process is to die: the place that has seen the fewest deaths, after a few passages."""
        if not self.dying:
            return ""
        places = IN_SERVICE if member.port else IN_WORKER
        fewest = min(self._report.kills[place] for place in places)
        place = self._chance.choice([place for place in places if self._report.kills[place] <= fewest + 1])
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
            for member in self.all:
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
        kills = self._report.kills
        return self.dying and sum(kills[place] for place in SUPERVISED_DEATHS) * 4 <= kills.total() + 4

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
            self._report.kills[place] += 1

    def _hear_deeds(self) -> None:
        """What the dead wrote down before they died."""
        if not self._deeds.exists():
            return
        with self._deeds.open(encoding="utf-8") as file:
            file.seek(self._read_deeds)
            for line in file:
                place, action, pid = line.split()
                if action == "up":
                    self._up.add(int(pid))
                elif action == "kill9":
                    self._report.kills[place] += 1
                elif action == "sigstop":
                    self._report.frozen[place] += 1
                else:
                    self._report.faults[f"{action} at {place}"] += 1
            self._read_deeds = file.tell()

    def kill_owner(self, port: int, place: str) -> None:
        """Kill whoever holds the connection with this local port."""
        pids = {member.process.pid for member in self.all if member.process is not None and member.process.pid}
        for pid in pids & set(_owners(port, pids)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self._report.kills[place] += 1


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
            for entry in os.listdir(f"/proc/{pid}/fd"):
                with suppress(OSError):
                    if os.readlink(f"/proc/{pid}/fd/{entry}") in inodes:
                        yield pid
                        break
