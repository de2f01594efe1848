"""Takes pictures of synthetic cases at their wait states, played by the demo with every persona, agency and timer."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from akzess import demo as playing
from akzess.demo import Demo
from engine.model import Case, HistoryLine, Incident, Job, Subscription, Task, Timer
from store import MemoryStore, open_store

TABLES = ("task", "job", "timer", "subscription", "incident")


@dataclass(frozen=True, slots=True)
class Picture:
    """A case as it stood at `taken`, with every row that hangs on it."""

    taken: datetime
    case: Case
    tasks: tuple[Task, ...]
    jobs: tuple[Job, ...]
    timers: tuple[Timer, ...]
    subscriptions: tuple[Subscription, ...]
    incidents: tuple[Incident, ...]
    history: tuple[HistoryLine, ...]

    @property
    def place(self) -> tuple[str, ...]:
        """What the case waits for: open tasks, pending timers, messages."""
        waits = {row.element_id for row in self.tasks if not row.ended_at}
        waits |= {row.element_id for row in self.timers if not row.state}
        return tuple(sorted(waits | {row.name for row in self.subscriptions}))


class _Watching(Demo):
    """The demo, with a picture of every case from time to time, while nothing is due."""

    def __init__(self, store: MemoryStore, cases: int, seed: int, every: timedelta) -> None:
        super().__init__(store, cases, seed)
        self._store = store
        self._every = every
        self._next_picture = playing.BEGIN
        self.open: list[Picture] = []
        self.ended: list[Picture] = []

    def _look(self) -> None:
        before = {p.case_id for p in self.cases if p.ended}
        super()._look()
        self.ended += [
            picture(self._store, p.case_id, self.house.clock.now())
            for p in self.cases
            if p.ended and p.case_id not in before
        ]
        now = self.house.clock.now()
        if now >= self._next_picture:
            self._next_picture = now + self._every
            self.open += [
                picture(self._store, p.case_id, self.house.clock.now()) for p in self.cases if p.case_id and not p.ended
            ]


def picture(store: MemoryStore, case_id: str, taken: datetime) -> Picture:
    """A case of a store in memory, as it stands."""
    book = store._book
    rows: dict[str, Any] = {name: tuple(book.group(name, case_id)) for name in TABLES}
    return Picture(
        taken=taken,
        case=book.get("case", case_id, ""),
        tasks=rows["task"],
        jobs=rows["job"],
        timers=rows["timer"],
        subscriptions=rows["subscription"],
        incidents=rows["incident"],
        history=tuple(sorted(book.group("history", case_id), key=lambda line: line.seq)),
    )


def pictures(
    cases: int = 62, seed: int = 7, every: timedelta = timedelta(days=2)
) -> tuple[list[Picture], list[Picture]]:
    """Open cases by how long they stand where they stand, and ended ones; the same for the same seed."""
    store = open_store("memory:")
    assert isinstance(store, MemoryStore)
    demo = _Watching(store, cases, seed, every)
    demo.play()
    return demo.open, demo.ended


def chosen(found: list[Picture], most: int, seed: int = 1) -> list[Picture]:
    """At most so many: one of each place first, so that every wait state occurs, then as they come."""
    dice = random.Random(seed)
    order = dice.sample(found, len(found))
    first: dict[tuple[str, ...], Picture] = {}
    for one in order:
        first.setdefault(one.place, one)
    once = list(first.values())
    taken = {id(one) for one in once}
    return [*once, *(one for one in order if id(one) not in taken)][:most]


def moved(picture: Picture, step: timedelta) -> Picture:
    """The same so much later."""

    def at(moment: datetime | None) -> Any:
        return None if moment is None else moment + step

    return replace(
        picture,
        taken=picture.taken + step,
        case=replace(
            picture.case,
            created_at=at(picture.case.created_at),
            updated_at=at(picture.case.updated_at),
            ended_at=at(picture.case.ended_at),
        ),
        tasks=tuple(
            replace(
                row,
                created_at=at(row.created_at),
                due_at=at(row.due_at),
                follow_up_at=at(row.follow_up_at),
                ended_at=at(row.ended_at),
            )
            for row in picture.tasks
        ),
        jobs=tuple(replace(row, run_at=at(row.run_at)) for row in picture.jobs),
        timers=tuple(replace(row, fire_at=at(row.fire_at)) for row in picture.timers),
        subscriptions=tuple(replace(row, created_at=at(row.created_at)) for row in picture.subscriptions),
        incidents=tuple(
            replace(row, opened_at=at(row.opened_at), resolved_at=at(row.resolved_at)) for row in picture.incidents
        ),
        history=tuple(replace(row, at=at(row.at), started_at=at(row.started_at)) for row in picture.history),
    )


def due_at(picture: Picture, moment: datetime) -> Picture:
    """The same with every timer due at one instant."""
    return replace(picture, timers=tuple(replace(row, fire_at=moment) for row in picture.timers))
