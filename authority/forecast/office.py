"""An office in simulated time: cases wait at stations, people of each role take the oldest first during office hours."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import simpy

from .draws import (
    CASE_SPREAD,
    MINUTES_SPREAD,
    REACTION_SPREAD,
    SICK_DAYS_SEEN,
    Durations,
    Onward,
    around,
    poisson,
    rate,
    share,
    spells,
)
from .situation import OpenCase, Question, Situation, Station

DAY = 86_400.0
#: Office hours in seconds of the day.
OPENS, CLOSES = 8 * 3600.0, 16 * 3600.0
FOUR_WEEKS = 28 * DAY
#: A case that has gone through so many stations is decided next: rare loops end.
MOST_STATIONS = 60
#: Side work lies within so many days after a case has come.
SIDE_DAYS = 10.0

Walk = Generator[Any, Any, None]


@dataclass(slots=True)
class Went:
    """What became of a case: when its four weeks were over, whether it was decided then, and who had the ball."""

    due: float | None = None
    decided: float | None = None
    at_due: str = ""
    way: list[tuple[float, str]] = field(default_factory=list)

    def holder_at(self, instant: float) -> str:
        """Who had the ball."""
        found = ""
        for since, role in self.way:
            if since > instant:
                break
            found = role
        return found


@dataclass(slots=True)
class _Queue:
    store: simpy.Store
    waiting: int = 0


class Office:
    """One world. `present(role, day)` says how many people are there; `horizon` is in seconds from now."""

    def __init__(
        self,
        situation: Situation,
        question: Question,
        seed: str,
        reaction: Mapping[str, float],
        minutes: Mapping[str, float],
        *,
        empty: bool = False,
    ) -> None:
        self.env = simpy.Environment()
        self.went: list[Went] = []
        self.queued: dict[str, list[float]] = {}
        self._situation, self._question = situation, question
        # Streams of their own, so that a question changes what it asks about and nothing else.
        self._worlds, self._people, self._coming = (random.Random(f"{seed}/{name}") for name in ("w", "p", "a"))
        self._seed = seed
        rng = self._worlds
        self._held = {key: Durations(one.held, rng) for key, one in sorted(situation.stations.items())}
        self._onward = Onward(situation.onward, rng)
        self._minutes = {key: around(MINUTES_SPREAD, rng) * minutes.get(key, 1.0) for key in sorted(situation.roles)}
        self._reaction = {key: reaction[key] * around(REACTION_SPREAD, rng) for key in sorted(situation.roles)}
        self._sick = {key: share(role.sick, SICK_DAYS_SEEN, rng) for key, role in sorted(situation.roles.items())}
        self._rate = rate(situation.arrivals, situation.arrival_days, rng) * question.arrivals
        self._horizon = question.weeks * 7 * DAY
        self._queues = {key: _Queue(simpy.Store(self.env)) for key in situation.roles}
        self._midnight = -_seconds_of_day(situation)
        self._empty = empty

    def run(self) -> None:
        """Until the horizon."""
        for key, role in sorted(self._situation.roles.items()):
            for number in range(max(1, round(max(role.present, default=0)) + 1)):
                self.env.process(self._person(key, number))
        if not self._empty:
            # Who has waited longest stands first in a queue.
            waiting = sorted(self._situation.cases, key=lambda case: -max((w.seconds for w in case.waits), default=0.0))
            for number, case in enumerate(waiting):
                self.env.process(self._open(case, random.Random(f"{self._seed}/o{number}")))
        self.env.process(self._arrivals())
        self.env.run(until=self._horizon)
        for one in self.went:
            if one.due is not None and one.due < self._horizon:
                one.at_due = one.holder_at(one.due)

    # -- people

    def _person(self, role: str, number: int) -> Walk:
        queue = self._queues[role].store
        known = self._situation.roles[role]
        unfinished: tuple[float, Callable[[], Any]] | None = None
        illness = random.Random(f"{self._seed}/s{role}{number}")
        ill = spells(self._sick[role], known.spell, self._situation.working[: len(known.present)], illness)
        for day, away in enumerate(ill):
            # Half a post is somebody who is there on half the days' time.
            part = min(1.0, max(0.0, self._present(role, day) - number))
            opens = self._midnight + day * DAY + OPENS
            closes = opens + (CLOSES - OPENS)
            if closes <= self.env.now:
                continue
            if opens > self.env.now:
                yield self.env.timeout(opens - self.env.now)
            if part <= 0 or away or known.minutes <= 0:
                continue
            slower = (CLOSES - OPENS) / 60 / known.minutes / part
            while self.env.now < closes:
                if unfinished is None:
                    wanted = queue.get()
                    over = self.env.timeout(closes - self.env.now)
                    yield wanted | over
                    if not wanted.triggered:
                        wanted.cancel()
                        break
                    given: tuple[float, Callable[[], Any]] = wanted.value  # type: ignore[assignment]  # simpy says Any or None
                    unfinished = given
                work, done = unfinished
                seconds = work * 60 * slower
                if self.env.now + seconds > closes:
                    unfinished = (work - (closes - self.env.now) / 60 / slower, done)
                    yield self.env.timeout(closes - self.env.now)
                    break
                yield self.env.timeout(seconds)
                done()
                unfinished = None

    def _present(self, role: str, day: int) -> float:
        situation = self._situation
        if not situation.working[day]:
            return 0.0
        there = situation.roles[role].present[day]
        on = situation.now.date().toordinal() + day
        for absence in self._question.absences:
            if absence.role == role and absence.since.toordinal() <= on <= absence.until.toordinal():
                there -= absence.people
        return max(0.0, there)

    # -- cases

    def _arrivals(self) -> Walk:
        for day in range(len(self._situation.working)):
            begins = self._midnight + day * DAY
            if begins >= self._horizon:
                return
            if not self._situation.working[day]:
                continue
            count = poisson(self._rate, self._coming)
            for instant in sorted(begins + OPENS + self._coming.random() * (CLOSES - OPENS) for _ in range(count)):
                if instant < self.env.now:
                    continue
                yield self.env.timeout(instant - self.env.now)
                self.env.process(self._new(random.Random(f"{self._seed}/n{day}/{len(self.went)}")))

    def _new(self, rng: random.Random) -> Walk:
        self._beside(rng)
        yield from self._walk(Went(), self._onward.draw("", rng), rng, 0.0)

    def _open(self, case: OpenCase, rng: random.Random) -> Walk:
        known = [wait for wait in case.waits if wait.element in self._situation.stations]
        went = Went(due=case.due)
        if not known:
            # Where it waits nobody on the way to a decision ever waited: it goes on as a new one.
            yield from self._walk(went, self._onward.draw("", rng), rng, case.used)
            return
        longest = max(known, key=lambda wait: (self._held[wait.element].mean, wait.element))
        yield from self._walk(went, longest.element, rng, case.used, longest.seconds)

    def _beside(self, rng: random.Random) -> None:
        for element, station in sorted(self._situation.stations.items()):
            if station.side > 0 and station.role in self._queues:
                for _ in range(poisson(station.side, rng)):
                    self.env.process(self._side(element, station, rng.random() * SIDE_DAYS * DAY, rng))

    def _side(self, element: str, station: Station, after: float, rng: random.Random) -> Walk:
        yield self.env.timeout(after)
        self._queues[station.role].store.put((self._work(station, rng), _nothing))

    def _work(self, station: Station, rng: random.Random) -> float:
        return station.minutes * self._minutes[station.role] * around(CASE_SPREAD, rng)

    def _walk(self, went: Went, element: str, rng: random.Random, used: float, waited: float = 0.0) -> Walk:
        self.went.append(went)
        for _ in range(MOST_STATIONS):
            if element == ".":
                break
            station = self._situation.stations.get(element)
            if station is None:
                element = self._onward.draw(element, rng)
                continue
            if station.pauses and went.due is not None:
                used, went.due = FOUR_WEEKS - (went.due - self.env.now), None
            elif not station.before_clock and not station.pauses and went.due is None:
                went.due = self.env.now + FOUR_WEEKS - used
            went.way.append((self.env.now, station.role))
            yield from self._wait(element, station, rng, waited)
            waited = 0.0
            element = self._onward.draw(element, rng)
        went.decided = self.env.now

    def _wait(self, element: str, station: Station, rng: random.Random, waited: float) -> Walk:
        queue = self._queues.get(station.role)
        held = self._held[element]
        if queue is None or station.minutes <= 0:
            yield self.env.timeout(max(0.0, held.draw(rng, waited) - waited))
            return
        lag = held.draw(rng) * self._reaction[station.role] - waited
        if lag > 0:
            yield self.env.timeout(lag)
        begun, done = self.env.now, self.env.event()
        queue.store.put((self._work(station, rng), done.succeed))
        yield done
        self.queued.setdefault(station.role, []).append(self.env.now - begun)


def _nothing() -> None:
    """Side work keeps nobody waiting."""


def _seconds_of_day(situation: Situation) -> float:
    now = situation.now
    return now.hour * 3600.0 + now.minute * 60.0 + now.second


def middle(values: Sequence[float]) -> float:
    """The mean; 0 of none."""
    return sum(values) / len(values) if values else 0.0
