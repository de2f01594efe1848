"""What of a closed case is counted: cells of figures by site, case group and month, in which no case can be found."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

from .buckets import bucket
from .conformance import conformance
from .model import Model, Trace
from .path import Step, steps
from .weeks import Weeks, weeks

BERLIN = ZoneInfo("Europe/Berlin")
#: Of all sites, of all case groups.
ALL = "*"
#: Whoever passed an element more often counts as so often.
MOST_TIMES = 20
#: The promise, in seconds (28 days, domain document 3.1 T01).
FOUR_WEEKS = 28 * 86_400.0


class Measure(StrEnum):
    """What a cell counts; `key` and `bucket` mean something else for each."""

    CASE = "case"  # closed cases
    NET = "net"  # decided cases by time on the clock
    GROSS = "gross"  # decided cases by time since receipt
    BALL = "ball"  # decided cases by time on the clock with a holder (key)
    LATE = "late"  # the same of cases that took longer than four weeks on the clock
    BEFORE = "before"  # the same of the time between receipt and the start of the clock
    PAUSE = "pause"  # decided cases by the time of pauses for a reason (key)
    SPAN = "span"  # passages of an element (key) by how long they took
    SEEN = "seen"  # cases by how often (bucket) they passed an element (key)
    HOLD = "hold"  # waits at an element (key) on the chain that led to the decision, by how long
    NEXT = "next"  # from one wait of that chain to the next (key "A>B")
    VARIANT = "variant"  # decided cases by variant (key: its digest) and time on the clock
    FIT = "fit"  # cases by how they left the diagram (key; FIT: not at all)
    STRAY = "stray"  # cases that entered an element (key) without a flow


@dataclass(frozen=True, slots=True)
class Cell:
    """So many (`n`), and the sum of their seconds (`total`)."""

    process: str
    measure: Measure
    site: str
    case_group: str
    month: str
    key: str
    bucket: int
    n: int
    total: int


@dataclass(slots=True)
class Tally:
    """Adds up cells; `variants` says what a digest stands for."""

    counted: dict[tuple[str, Measure, str, str, str, str, int], list[int]] = field(default_factory=dict)
    variants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cases: int = 0

    def cells(self) -> Iterator[Cell]:
        """All of them, in the order of the table's key."""
        for place in sorted(self.counted):
            yield Cell(*place, *self.counted[place])

    def add(self, trace: Trace, model: Model) -> None:
        """One closed case."""
        self.cases += 1
        month = trace.ended_at.astimezone(BERLIN).strftime("%Y-%m")
        places = [(site, group) for site in (trace.site, ALL) for group in (trace.case_group, ALL)]
        for (measure, key, number), (n, total) in self._facts(trace, model).items():
            for site, group in places:
                here = self.counted.setdefault((trace.process, measure, site, group, month, key, number), [0, 0])
                here[0] += n
                here[1] += total

    def _facts(self, trace: Trace, model: Model) -> Mapping[tuple[Measure, str, int], tuple[int, int]]:
        found: dict[tuple[Measure, str, int], list[int]] = defaultdict(lambda: [0, 0])

        def count(measure: Measure, key: str = "", seconds: float | None = None, number: int = 0) -> None:
            one = found[measure, key, number if seconds is None else bucket(seconds)]
            one[0] += 1
            one[1] += 0 if seconds is None else round(seconds)

        known = steps(trace.lines)
        count(Measure.CASE)
        passed: Counter[str] = Counter()
        for step in known:
            for line in step.left:
                element = model.elements.get(line.element)
                if element is None or not element.holder or line.started_at is None:
                    continue
                passed[element.id] += 1
                count(Measure.SPAN, element.id, max(0.0, (line.at - line.started_at).total_seconds()))
        for name, times in passed.items():
            count(Measure.SEEN, name, number=min(times, MOST_TIMES))
        fits = conformance(trace, model)
        for kind in fits.kinds or {"FIT"}:
            count(Measure.FIT, kind)
        for name in set(fits.strayed):
            count(Measure.STRAY, name)
        went = weeks(trace, known, model)
        if went is not None:
            self._decided(went, count)
            digest = self._variant(known, model, went.path[-1].until if went.path else trace.ended_at)
            count(Measure.VARIANT, digest, went.net_seconds)
        return {place: (n, total) for place, (n, total) in found.items()}

    def _decided(self, went: Weeks, count: Count) -> None:
        count(Measure.NET, "", went.net_seconds)
        count(Measure.GROSS, "", went.gross)
        late = went.net_seconds > FOUR_WEEKS
        for holder, seconds in went.net.items():
            count(Measure.BALL, holder, seconds)
            if late:
                count(Measure.LATE, holder, seconds)
        if late:
            count(Measure.LATE, "", went.net_seconds)
        for measure, parts in ((Measure.BEFORE, went.before), (Measure.PAUSE, went.pauses)):
            for key, seconds in parts.items():
                count(measure, key, seconds)
        chain = [segment for segment in went.path if segment.element]
        for segment in chain:
            count(Measure.HOLD, segment.element, segment.seconds)
        names = ["", *(segment.element for segment in chain), "."]
        for one, after in pairwise(names):
            count(Measure.NEXT, f"{one}>{after}")

    def _variant(self, known: Iterable[Step], model: Model, until: datetime) -> str:
        """Steps to the decision by when they began; branches that begin together stand in the order of their names."""
        begun = sorted(
            (line.started_at, line.element)
            for step in known
            for line in step.left
            if line.started_at is not None
            and line.started_at < until
            and line.element in model.elements
            and model.elements[line.element].step
            and line.outcome == "completed"
        )
        told = tuple(name for _, name in begun)
        digest = hashlib.sha256(">".join(told).encode()).hexdigest()[:16]
        self.variants[digest] = told
        return digest


class Count(Protocol):
    """The shape of the inner function: `count(measure, key, seconds)`."""

    def __call__(self, measure: Measure, key: str = "", seconds: float | None = None, number: int = 0) -> None:
        """Count one."""
        ...


def tally(traces: Iterable[tuple[Trace, Model]]) -> Tally:
    """The cells of some cases."""
    found = Tally()
    for trace, model in traces:
        found.add(trace, model)
    return found
