"""An office that is known: its true parameters make a past, from which the forecast learns, and a future that it is held to.

It is told differently from the forecast on purpose: agency and counter run beside each other, clerks work at different
speeds and are ill for days on end, Mondays bring more applications, and the norms that the forecast is given are wrong.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import simpy

from authority.forecast import Held, OpenCase, Role, Situation, Station
from authority.mining import Element, Line, Model, Tally, Trace
from authority.mining.cells import ALL, Measure

DAY, HOUR = 86_400.0, 3600.0
FOUR_WEEKS = 28 * DAY
BEGIN = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)  # a Monday
PAST, FUTURE = 26 * 7, 9 * 7
MONDAY = (1.6, 1.1, 0.9, 0.8, 0.6)
HOLDERS = {
    "CHECK": "akz-clerk",
    "ASK": "applicant",
    "AGENCY": "ba",
    "COUNTER": "abh-service",
    "ASSESS": "akz-clerk",
    "SECOND": "akz-second",
    "DECIDE": "akz-clerk",
}
NORM = {"CHECK": 45.0, "COUNTER": 20.0, "ASSESS": 60.0, "SECOND": 25.0, "DECIDE": 35.0}


@dataclass
class Case:
    """A case of the truth."""

    begun: float
    due: float | None = None
    decided: float | None = None
    lines: list[Line] = field(default_factory=list)
    waits: dict[str, float] = field(default_factory=dict)
    used: float = 0.0
    roles: list[tuple[float, str, float]] = field(default_factory=list)


class Truth:
    """`seed` draws everything: speeds, norms' errors, load near what the office can do, how long others take."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        self.rng = rng
        self.env = simpy.Environment()
        self.cases: list[Case] = []
        self.staff = {"akz-clerk": 3, "abh-service": 1, "akz-second": 1}
        self.available = {"akz-clerk": 300.0, "abh-service": 240.0, "akz-second": 150.0}
        self.norm_error = {role: rng.lognormvariate(0, 0.1) for role in self.staff}
        per_case = 1.35 * 45 + 60 + 35
        self.per_day = rng.uniform(0.72, 0.93) * 3 * 0.95 * 300 / per_case
        self.agency = rng.uniform(9, 15), rng.uniform(0.3, 0.6)
        self.lag = rng.uniform(0.8, 2.0)
        self.queues = {role: simpy.Store(self.env) for role in self.staff}

    def run(self) -> None:
        for role, count in self.staff.items():
            for _ in range(count):
                self.env.process(self._person(role, random.Random(self.rng.random())))
        self.env.process(self._arrivals())
        self.env.run(until=PAST * DAY)
        self.today = self._situation()
        self.env.run(until=(PAST + FUTURE) * DAY)

    def _person(self, role: str, rng: random.Random) -> Generator[Any, Any, None]:
        speed, ill = rng.lognormvariate(0, 0.1), 0
        work: tuple[float, simpy.Event] | None = None
        for day in range(PAST + FUTURE):
            ill = max(0, ill - 1)
            if not ill and rng.random() < 0.017:
                ill = rng.choice((1, 2, 3, 5))
            begins = day * DAY + 8 * HOUR
            if day % 7 >= 5 or ill:
                continue
            yield self.env.timeout(max(0.0, begins - self.env.now))
            closes, stretch = begins + 8 * HOUR, 480 / self.available[role]
            while self.env.now < closes:
                if work is None:
                    wanted = self.queues[role].get()
                    yield wanted | self.env.timeout(closes - self.env.now)
                    if not wanted.triggered:
                        wanted.cancel()
                        break
                    work = wanted.value
                assert work is not None
                seconds = work[0] * 60 * stretch / speed
                if self.env.now + seconds > closes:
                    left = (closes - self.env.now) / 60 / stretch * speed
                    work = (work[0] - left, work[1])
                    yield self.env.timeout(closes - self.env.now)
                    break
                yield self.env.timeout(seconds)
                work[1].succeed()
                work = None

    def _arrivals(self) -> Generator[Any, Any, None]:
        for day in range(PAST + FUTURE):
            if day % 7 >= 5:
                continue
            mean, count, rng = self.per_day * MONDAY[day % 7], 0, self.rng
            chance = rng.random()
            limit = 2.718281828 ** (-mean)
            while chance > limit:
                count += 1
                chance *= rng.random()
            for at in sorted(day * DAY + (8 + 8 * rng.random()) * HOUR for _ in range(count)):
                yield self.env.timeout(max(0.0, at - self.env.now))
                self.env.process(self._case(random.Random(rng.random())))

    def _case(self, rng: random.Random) -> Generator[Any, Any, None]:
        case = Case(self.env.now)
        self.cases.append(case)
        self._say(case, "StartCase")
        self._left(case, "START", self.env.now)
        yield from self._desk(case, "CHECK", rng)
        if rng.random() < 0.35:
            yield from self._outside(case, "ASK", rng.lognormvariate(0, 0.5) * 8 * DAY)
            yield from self._desk(case, "CHECK", rng)
        self._left(case, "CLOCK-ON", self.env.now)
        case.due = self.env.now + FOUR_WEEKS
        days, spread = self.agency
        beside = [self.env.process(self._desk(case, "COUNTER", rng, lag=rng.lognormvariate(0, 0.5) * 4 * DAY))]
        if rng.random() < 0.7:
            beside.append(self.env.process(self._outside(case, "AGENCY", rng.lognormvariate(0, spread) * days * DAY)))
        yield simpy.AllOf(self.env, beside)
        yield from self._desk(case, "ASSESS", rng)
        if rng.random() < 0.2:
            yield from self._desk(case, "SECOND", rng)
        yield from self._desk(case, "DECIDE", rng)
        case.decided = self.env.now
        self._left(case, "CLOCK-OFF", self.env.now)
        self._left(case, "proc", case.begun)

    def _desk(self, case: Case, name: str, rng: random.Random, lag: float | None = None) -> Generator[Any, Any, None]:
        since = self._begin(case, name)
        yield self.env.timeout(rng.expovariate(1 / (self.lag * DAY)) if lag is None else lag)
        done = self.env.event()
        minutes = NORM[name] * self.norm_error[HOLDERS[name]] * rng.lognormvariate(-0.08, 0.4)
        self.queues[HOLDERS[name]].put((minutes, done))
        yield done
        self._end(case, name, since, "CompleteTask")

    def _outside(self, case: Case, name: str, seconds: float) -> Generator[Any, Any, None]:
        since = self._begin(case, name)
        yield self.env.timeout(seconds)
        self._end(case, name, since, "DeliverMessage")

    def _begin(self, case: Case, name: str) -> float:
        case.waits[name] = self.env.now
        return self.env.now

    def _end(self, case: Case, name: str, since: float, command: str) -> None:
        del case.waits[name]
        case.roles.append((since, HOLDERS[name], self.env.now))
        self._say(case, command)
        self._left(case, name, since)

    def _say(self, case: Case, command: str) -> None:
        case.lines.append(Line(len(case.lines) + 1, instant(self.env.now), command))

    def _left(self, case: Case, name: str, since: float) -> None:
        number = len(case.lines) + 1
        case.lines.append(Line(number, instant(self.env.now), "element", name, number, "completed", instant(since)))

    # -- what the forecast is told

    def _situation(self) -> Situation:
        now, tally, known = self.env.now, Tally(), model()
        for case in self.cases:
            if case.decided is not None:
                ended = instant(case.decided)
                tally.add(Trace("proc", "DD", "FG1", ended, tuple(case.lines)), known)
        cells = [one for one in tally.cells() if one.site == ALL and one.case_group == ALL]
        recent = [case for case in self.cases if case.begun > now - 13 * 7 * DAY]
        return Situation(
            site="DD",
            now=instant(now),
            stations=stations(cells),
            onward=onward(cells),
            roles={
                role: Role(role, (float(count),) * (FUTURE + 7), self.available[role], 0.05, self._done(role))
                for role, count in self.staff.items()
            },
            cases=tuple(
                OpenCase(
                    tuple(Held(name, now - since) for name, since in sorted(case.waits.items())),
                    None if case.due is None else case.due - now,
                )
                for case in self.cases
                if case.decided is None
            ),
            arrivals=len(recent),
            arrival_days=13 * 5,
            working=tuple(day % 7 < 5 for day in range(FUTURE + 7)),
        )

    def _done(self, role: str) -> float:
        since = instant(self.env.now - 13 * 7 * DAY)
        visits = (
            line.element
            for case in self.cases
            for line in case.lines
            if line.at >= since and HOLDERS.get(line.element) == role
        )
        return sum(NORM[name] for name in visits) / (13 * 5)

    # -- what came to be

    def missed(self, since: float, until: float) -> tuple[int, int, int]:
        """(due, missed, decided) between two instants in seconds from today."""
        a, b = PAST * DAY + since, PAST * DAY + until
        today = PAST * DAY
        known = (case for case in self.cases if case.decided is None or case.decided >= today)
        due = [case for case in known if case.due is not None and a <= case.due < b]
        late = [case for case in due if case.decided is None or (case.due is not None and case.decided > case.due)]
        done = [case for case in self.cases if case.decided is not None and a <= case.decided < b]
        return len(due), len(late), len(done)


def instant(seconds: float) -> datetime:
    return BEGIN + timedelta(milliseconds=round(seconds * 1000))


def model() -> Model:
    elements = {name: Element(name, "userTask", "proc", holder) for name, holder in HOLDERS.items()}
    for name in ("START", "CLOCK-ON", "CLOCK-OFF"):
        elements[name] = Element(name, "scriptTask", "proc")
    elements["proc"] = Element("proc", "process", "proc")
    return Model(elements, {}, {}, "CLOCK-ON", "CLOCK-OFF")


def stations(cells: list[Any]) -> dict[str, Station]:
    held: dict[str, dict[int, int]] = {}
    passed: dict[str, int] = {}
    decided = sum(one.n for one in cells if one.measure is Measure.NET)
    for one in cells:
        if one.measure is Measure.HOLD:
            counts = held.setdefault(one.key, {})
            counts[one.bucket] = counts.get(one.bucket, 0) + one.n
        elif one.measure is Measure.SPAN:
            passed[one.key] = passed.get(one.key, 0) + one.n
    return {
        name: Station(
            name,
            HOLDERS[name],
            held.get(name, {}),
            NORM.get(name, 0.0),
            max(0.0, passed.get(name, 0) - sum(held.get(name, {}).values())) / decided,
            before_clock=name in ("CHECK", "ASK"),
        )
        for name in HOLDERS
    }


def onward(cells: list[Any]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in cells:
        if one.measure is Measure.NEXT:
            source, target = one.key.split(">")
            targets = found.setdefault(source, {})
            targets[target] = targets.get(target, 0) + one.n
    return found
