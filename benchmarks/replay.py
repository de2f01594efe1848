"""How long a what-if takes: recorded cases of the procedure played again on an unchanged draft, in one process.

`python benchmarks/replay.py [cases]` (default 500); a line after each 500. The cases are those of
some scenarios, again and again: what is measured is playing, not reading them from a database.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import structlog

from akzess import bundle
from akzess.garbage import leave_alone
from akzess.house import VirtualHouse
from akzess.scenario_file import read
from akzess.scenarios import Failed, Player, folder
from akzess.workbench import trials
from akzess.workbench.material import shipped
from akzess.workbench.tallies import BITE
from engine.handlers.deployments import read_here
from service.designer import recording
from service.designer.ports import RecordedCase
from store import MemoryStore

SCENARIOS = ("a01", "a02", "a05", "a06", "a08", "a12", "a20", "a22", "b02", "b10")


def recorded(table: bytes) -> list[RecordedCase]:
    found: list[RecordedCase] = []
    for name in SCENARIOS:
        (path,) = folder().glob(f"{name}-*.yaml")
        scenario = read(path)
        with VirtualHouse(MemoryStore(), scenario.start, read_bundle=lambda _: (table, ())) as house:
            house.deploy()
            with suppress(Failed):  # what it expects is of no account here
                Player(house, scenario).play()
            rows = recording.cases(house.read, closed=True, running=True, limit=10)
            found += recording.recorded(house.engine, house.read, rows, house.clock.now())
    return found


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    files = shipped() | bundle.read()
    table, _ = read_here(bundle.read())
    cases = recorded(table)
    many = islice(cycle(cases), number)
    leave_alone()
    steps = sum(len(case.events) for case in cases) / len(cases)
    began, used, differences, done = time.perf_counter(), time.process_time(), 0, 0
    while bite := list(islice(many, BITE)):
        found = trials.replay(files, table, bite)
        differences += sum(one is not None for one in found)
        done += len(found)
        if done % 500 == 0 or done == number:
            seconds, cpu = time.perf_counter() - began, time.process_time() - used
            print(f"{done} cases of {steps:.0f} recorded steps each in {seconds:.1f} s: {1000 * seconds / done:.1f} ms a case, "
                  f"{1000 * cpu / done:.1f} ms CPU, {differences} differences", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
