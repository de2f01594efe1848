"""Invented histories of closed cases over real diagrams: for the demonstration and for measuring, never for figures."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from .model import Line, Model, Trace

_CONTAINERS = frozenset({"process", "subProcess", "callActivity"})


@dataclass(frozen=True, slots=True)
class Wait:
    """At `element` for about `days` (lognormal, `spread` is sigma); it comes about with `chance`."""

    element: str
    days: float
    spread: float = 0.6
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Branch:
    """Waits one after another, beside other branches."""

    waits: tuple[Wait, ...]


class Inventor:
    """Walks cases through diagrams: `branches` of a stage run beside each other, stages one after another.

    What lies between two waits is entered and left in an instant along the shortest way of the diagram.
    """

    def __init__(self, model: Model, process: str, rng: random.Random) -> None:
        self._model, self._process, self._rng = model, process, rng
        self._onward: dict[str, list[str]] = {}
        for target, sources in sorted(model.into.items()):
            for source in sorted(sources):
                self._onward.setdefault(source, []).append(target)
        for inner, outer in sorted(model.starts.items()):
            self._onward.setdefault(outer, []).append(inner)
        self._ways: dict[tuple[str, str], tuple[str, ...] | None] = {}

    def way(self, source: str, target: str) -> tuple[str, ...] | None:
        """Elements after `source` up to the one before `target`; None where no way leads."""
        if (source, target) not in self._ways:
            before: dict[str, str] = {source: ""}
            todo = deque([source])
            while todo and target not in before:
                at = todo.popleft()
                for after in self._onward.get(at, ()):
                    if after not in before:
                        before[after] = at
                        todo.append(after)
            found: list[str] = []
            at = before.get(target, "")
            while at and at != source:
                found.append(at)
                at = before[at]
            self._ways[source, target] = tuple(reversed(found)) if target in before else None
        return self._ways[source, target]

    def case(
        self, stages: Sequence[Sequence[Branch]], begin: datetime, site: str, group: str, slower: float = 1.0
    ) -> Trace:
        """One closed case; `slower` stretches every wait."""
        return _Walk(self, self._model, self._process, self._rng, slower).walk(stages, begin, site, group)


class _Walk:
    def __init__(self, maker: Inventor, model: Model, process: str, rng: random.Random, slower: float) -> None:
        self._maker, self._model, self._process, self._rng, self._slower = maker, model, process, rng, slower
        self._events: list[tuple[datetime, int, str, str, datetime]] = []
        self._open: dict[str, datetime] = {}
        self._n = 0

    def walk(self, stages: Sequence[Sequence[Branch]], begin: datetime, site: str, group: str) -> Trace:
        self._open[self._process] = begin
        now, last = begin, self._process
        self._say(begin, "StartCase", "", begin)
        for branches in stages:
            ends: list[tuple[datetime, str]] = []
            for branch in branches:
                at, here, entered = now, last, set(self._open)
                for wait in branch.waits:
                    if self._rng.random() < wait.chance:
                        at, here = self._pass(here, wait, at)
                for name in reversed([one for one in self._open if one not in entered and one != "SP-VERFAHREN"]):
                    self._say(at, "element", name, self._open.pop(name))
                    here = name if self._model.elements[name].kind == "callActivity" else here
                ends.append((at, here))
            now, last = max(ends)
        for name in reversed(list(self._open)):
            self._say(now, "element", name, self._open[name])
        return Trace(self._process, site, group, now, self._lines())

    def _pass(self, source: str, wait: Wait, at: datetime) -> tuple[datetime, str]:
        while (way := self._maker.way(source, wait.element)) is None and len(self._open) > 1:
            source, since = self._open.popitem()  # the way out of a room leads on from the room
            self._say(at, "element", source, since)
        for name, after in pairwise([*(way or ()), wait.element]):
            if self._enters(name, after):
                self._open.setdefault(name, at)
            else:
                self._say(at, "element", name, at)
        days = self._rng.lognormvariate(0, wait.spread) * wait.days * self._slower
        until = at + timedelta(milliseconds=round(days * 86_400_000))
        person = self._model.elements[wait.element].kind == "userTask"
        if wait.days:
            self._say(until, "CompleteTask" if person else "DeliverMessage", "", until)
        self._say(until, "element", wait.element, at)
        return until, wait.element

    def _enters(self, name: str, after: str) -> bool:
        element = self._model.elements[name]
        return element.kind in _CONTAINERS and (
            self._model.starts.get(after) == name or self._model.elements[after].kind == "process"
        )

    def _say(self, at: datetime, event: str, element: str, since: datetime) -> None:
        self._n += 1
        self._events.append((at, self._n, event, element, since))

    def _lines(self) -> tuple[Line, ...]:
        # A command stands before what it leaves, whichever branch was told first.
        ordered = sorted(self._events, key=lambda one: (one[0], one[1]))
        return tuple(
            Line(
                seq=number,
                at=at,
                event=event,
                element=element,
                activation=1 if element == self._process else number,
                outcome="completed" if element else "",
                started_at=since if element else None,
            )
            for number, (at, _, event, element, since) in enumerate(ordered, 1)
        )
