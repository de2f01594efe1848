"""A town whose office burns down and is rebuilt from a backup elsewhere: the agencies and their books stay."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime
from typing import Any

from akzess.house import TENANT, House
from akzess.ids import RandomIds
from akzess.timeline import Timeline
from engine.handlers.deployments import read_here
from engine.model import Job
from store import SqlStore
from store.queries import Page
from workers.agencies import Agencies
from workers.loop import Worker

from ..town.town import APPROVES, NEVER_ANSWERS, REFUSES, Application, MortalConnector, MortalEngine, Town

LETTERS = ("post.sendLetter",)


class Office(Town):
    """A town whose ids never come twice, whatever database it works on; `beside` shares agencies and clock."""

    def __init__(self, store: SqlStore, beside: Town | None = None) -> None:
        self._beside = beside
        super().__init__(store)

    def restarts(self) -> None:
        if self._beside is not None and self.agencies is not self._beside.agencies:
            self.agencies.close()
            self.agencies, self.clock = self._beside.agencies, self._beside.clock
        self.house = House(self.store, self.clock, RandomIds(), self.agencies.connectors, read_bundle=read_here)
        mortal = [MortalConnector(connector, self.fate) for connector in self.agencies.connectors]
        self.worker = Worker(MortalEngine(self.house.engine, self.fate), self.store, Agencies(mortal), self.clock)
        simulators = list(self.agencies.simulators.values())
        self.timeline = Timeline(self.clock, self.store, self.worker, simulators, self.post)

    def cases(self) -> list[Application]:
        """Every case, oldest first."""
        page: Page[Any] = self.house.read.cases(TENANT, limit=500)
        return [Application(self, row.id, row.business_key) for row in sorted(page.items, key=lambda row: row.id)]

    def day(self, number: int) -> None:
        """Somebody applies, clerks complete what lies there, agencies answer, an hour passes."""
        employer = (APPROVES, NEVER_ANSWERS, REFUSES)[number % 3]
        self.applies(employer=employer)
        for case in self.cases():
            if "UT-CHECK" in case.open or "Vollständigkeit prüfen" in [t.name for t in self.house.open_tasks(case.id)]:
                self.anna.completes(case, "Vollständigkeit prüfen", result="COMPLETE")
            elif "UT-DECIDE" in case.open:
                self.anna.completes(case, "UT-DECIDE", outcome="GRANT")
        if number % 2:
            self.works()
        else:
            self.passes(hours=1)


class Busy(threading.Thread):
    """The office at work until it is told to stop; at least some days."""

    def __init__(self, office: Office, days: int) -> None:
        super().__init__()
        self.office, self.days = office, days
        self.stop, self.going = threading.Event(), threading.Event()
        self.failed: list[BaseException] = []

    def run(self) -> None:
        number = 0
        try:
            while number < self.days or not self.stop.is_set():
                self.office.day(number)
                number += 1
                if number == 2:
                    self.going.set()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the story shows it
            self.failed.append(error)
            self.going.set()


def arrivals(office: Office) -> list[tuple[str, str]]:
    """(key, operation) of everything that any agency got, in order of agencies."""
    return [
        (arrival.key, f"{name}.{arrival.operation}")
        for name in sorted(office.agencies.simulators)
        for arrival in office.agencies[name].arrivals
    ]


def effects(office: Office) -> Counter[str]:
    """How often each key had an effect at an agency."""
    found: Counter[str] = Counter()
    for name in office.agencies.simulators:
        found.update(office.agencies[name].effects)
    return found


def jobs(store: SqlStore) -> dict[str, Job]:
    """Every job by its key."""
    with store.unit_of_work() as work:
        ids = [row.id for row in store.read().cases(TENANT, limit=500).items]
        return {job.key: job for case_id in ids for job in work.jobs_of(case_id)}


def letters_by_case(office: Office, *books: dict[str, Job]) -> Counter[str]:
    """How many letters left for each case, whichever database ordered them."""
    known = {key: job for book in books for key, job in book.items()}
    return Counter(known[key].case_id for key, operation in arrivals(office) if operation in LETTERS and key in known)


def instant(office: Office) -> datetime:
    """The office's now."""
    return office.clock.now()
