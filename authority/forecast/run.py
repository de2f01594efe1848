"""Asks many worlds the same question: reproducible by its seed, bounded in time, with progress."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from authority.mining.buckets import bounds

from .answer import Answer, Counted, boundaries, count, together
from .office import Office, middle
from .situation import Question, Role, Situation

#: Worlds in which the office's usual reaction is found out, and how many weeks of them are looked at.
FITTED, FITTED_WEEKS = 4, 10
#: So many days of work in a queue are a full desk.
QUEUE_DAYS = 8.0
_USUAL = Question(weeks=FITTED_WEEKS)
_HALF: Mapping[str, float] = defaultdict(lambda: 0.5)
#: Saturday.
WEEKEND = 5
#: With fewer there is no interval.
FEWEST = 20


def forecast(
    situation: Situation,
    question: Question,
    told: Callable[[int, int], None] = lambda done, wanted: None,
    seconds: Callable[[], float] = time.monotonic,
) -> Answer:
    """The answer. `told(done, wanted)` hears how far it is; after `question.seconds` it stops with what there is.

    The same situation, question and seed give the same answer wherever it is not cut short.
    """
    ends = seconds() + question.seconds
    fit = fitted(situation, question.seed)
    now = situation.now
    of_day = now.hour * 3600.0 + now.minute * 60.0 + now.second
    begins = boundaries(of_day, now.weekday(), question.weeks)
    worlds: list[Counted] = []
    for number in range(question.replications):
        office = Office(situation, question, f"{question.seed}/{number}", fit.reaction, fit.minutes)
        office.run()
        worlds.append(count(office.went, begins))
        told(number + 1, question.replications)
        if seconds() > ends and number + 1 >= FEWEST:
            break
    monday = now.date() - timedelta(days=now.weekday())
    return together(worlds, monday, question.seed, len(worlds) == question.replications)


@dataclass(frozen=True, slots=True)
class Fit:
    """Of each role: the share of the time at its stations that is not queue, and how the norm's minutes are to be stretched."""

    reaction: Mapping[str, float]
    minutes: Mapping[str, float]


def fitted(situation: Situation, seed: int) -> Fit:
    """What the counted times say about an office that nobody has measured.

    Cases lie at a desk for other reasons than work: part-time days, questions, post. The same office, begun empty and
    looked at after a while, says how long its queues are in usual weeks; the rest is reaction, and stays with every load.
    A role with a long queue that does less than the norm lets expect needs longer than the norm: then its own output
    counts, the more the longer the queue is.
    """
    full = {role: _saturation(situation, role) for role in situation.roles}
    minutes = {role: _stretch(situation, role, full[role]) for role in situation.roles}
    queued: dict[str, list[float]] = {}
    for number in range(FITTED):
        office = Office(_steady(situation), _USUAL, f"{seed}/fit{number}", _HALF, minutes, empty=True)
        office.run()
        for role, waited in office.queued.items():
            queued.setdefault(role, []).extend(waited[len(waited) // 3 :])
    reaction: dict[str, float] = {}
    for role in situation.roles:
        seen, waits = _mean_held(situation, role), middle(queued.get(role, []))
        rest = max(0.0, min(1.0, 1 - waits / seen)) if seen > 0 else 0.0
        reaction[role] = rest * (1 - full[role])
    return Fit(reaction, minutes)


def _steady(situation: Situation) -> Situation:
    days = FITTED_WEEKS * 7 + 1
    return replace(
        situation,
        cases=(),
        working=tuple((situation.now.weekday() + n) % 7 < WEEKEND for n in range(days)),
        roles={
            key: replace(role, present=(max(role.present, default=0.0),) * days)
            for key, role in situation.roles.items()
        },
    )


def _capacity(role: Role) -> float:
    """Minutes of a usual working day."""
    return max(role.present, default=0.0) * role.minutes * (1 - role.sick)


def _saturation(situation: Situation, role: str) -> float:
    """0: no queue to speak of; 1: at least `QUEUE_DAYS` days of work lie there."""
    waiting = sum(
        situation.stations[wait.element].minutes
        for case in situation.cases
        for wait in case.waits
        if wait.element in situation.stations and situation.stations[wait.element].role == role
    )
    capacity = _capacity(situation.roles[role])
    return min(1.0, max(0.0, waiting / capacity / QUEUE_DAYS - 0.25)) if capacity > 0 else 1.0


def _stretch(situation: Situation, role: str, full: float) -> float:
    known = situation.roles[role]
    if known.done <= 0:
        return 1.0
    return 1 + full * (min(2.0, max(0.5, _capacity(known) / known.done)) - 1)


def _mean_held(situation: Situation, role: str) -> float:
    total = visits = 0.0
    for station in situation.stations.values():
        if station.minutes > 0 and station.role == role:
            visits += sum(station.held.values())
            total += sum(n * sum(bounds(number)) / 2 for number, n in station.held.items())
    return total / visits if visits else 0.0
