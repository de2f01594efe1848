"""Where the four weeks of one case went: before the clock, in pauses, and on the clock by who had the ball."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .model import Model, Trace
from .path import Segment, Step, critical_path

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Seconds. `net` by holder adds up to the time on the clock, which is the official netDays before they are rounded."""

    gross: float
    before: Mapping[str, float]
    pauses: Mapping[str, float]
    net: Mapping[str, float]
    path: tuple[Segment, ...]

    @property
    def net_seconds(self) -> float:
        """The time on the clock."""
        return sum(self.net.values())


def weeks(trace: Trace, known: Sequence[Step], model: Model) -> Weeks | None:
    """The decomposition; None of a case that was never decided (its clock never stopped)."""
    stop = _left(known, model.clock_stop)
    if stop is None or not known:
        return None
    receipt = known[0].at
    start = _left(known, model.clock_start) or receipt
    paused = merged(_pauses(known, model, stop))
    path = critical_path(known, model, stop)
    before: dict[str, float] = defaultdict(float)
    net: dict[str, float] = defaultdict(float)
    for segment in path:
        span = (segment.since, segment.until)
        before[segment.holder] += _within(span, [(receipt, start)])
        on = _within(span, [(start, stop)])
        off = _within(span, [clipped for pause in paused if (clipped := _cut(pause, (start, stop)))])
        net[segment.holder] += max(0.0, on - off)
    return Weeks(
        gross=(stop - receipt).total_seconds(),
        before={holder: seconds for holder, seconds in before.items() if seconds},
        pauses=_by_reason(known, model, stop),
        net={holder: seconds for holder, seconds in net.items() if seconds},
        path=tuple(path),
    )


def _left(known: Iterable[Step], element: str) -> datetime | None:
    return next((step.at for step in known for line in step.left if line.element == element), None)


def _by_reason(known: Sequence[Step], model: Model, stop: datetime) -> dict[str, float]:
    found: dict[str, list[Span]] = defaultdict(list)
    for reason, span in _spans(known, model, stop):
        found[reason].append(span)
    return {reason: sum((b - a).total_seconds() for a, b in merged(spans)) for reason, spans in found.items()}


def _pauses(known: Sequence[Step], model: Model, stop: datetime) -> list[Span]:
    return [span for _, span in _spans(known, model, stop)]


def _spans(known: Sequence[Step], model: Model, stop: datetime) -> Iterable[tuple[str, Span]]:
    begun: dict[str, datetime] = {}
    for step in known:
        for line in step.left:
            if line.element in model.pause_on:
                begun.setdefault(model.pause_on[line.element], min(step.at, stop))
            elif line.element in model.pause_off:
                reason = model.pause_off[line.element]
                if reason in begun:
                    yield reason, (begun.pop(reason), min(step.at, stop))
    for reason, since in begun.items():
        yield reason, (since, stop)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Overlaps count once (domain document 3.4)."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _cut(span: Span, into: Span) -> Span | None:
    since, until = max(span[0], into[0]), min(span[1], into[1])
    return (since, until) if since < until else None


def _within(span: Span, spans: Iterable[Span]) -> float:
    cuts = (_cut(span, one) for one in spans)
    return sum((cut[1] - cut[0]).total_seconds() for cut in cuts if cut is not None)
