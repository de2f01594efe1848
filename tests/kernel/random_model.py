"""A small interpreter of block-structured processes that says what must be open.

It shares nothing with the engine: it walks the blocks, not the diagram, and keeps no tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .random_blocks import Block, Event, Guarded, Loop, Many, Named, Seq, Split, Sub, Work, seconds


@dataclass
class Wait:
    """An armed event: its message, or when it is due."""

    name: str
    due: datetime | None
    fire: Callable[[], None]


@dataclass
class Place:
    """The inside of one container: what runs beside its main flow."""

    beside: list[Run] = field(default_factory=list)


class Run:
    """One running block."""

    def __init__(self, one: Named, place: Place, clock: Clock) -> None:
        self.one, self.place, self.clock = one, place, clock
        self.block, self.name = one.block, one.name
        self.born = clock.now
        self.done = False
        self.inner: list[Run] = []
        self.begin()

    def begin(self) -> None:
        """Start what is inside."""

    def settle(self) -> None:
        """Move on until something is waited for."""

    def open(self) -> Iterator[tuple[str, Callable[[bool], None]]]:
        """Open work with what completing it does."""
        for run in self.inner:
            yield from run.open()

    def waits(self) -> Iterator[Wait]:
        """Armed events."""
        for run in self.inner:
            yield from run.waits()

    def due(self, event: Event) -> datetime | None:
        """When a timer that was armed with this block is due."""
        return self.born + timedelta(hours=event.hours, seconds=seconds(self.name)) if event.hours else None


@dataclass
class Clock:
    """The interpreter's time."""

    now: datetime


class Doing(Run):
    """A piece of work, done when somebody says so."""

    label = ""
    more = False

    def open(self) -> Iterator[tuple[str, Callable[[bool], None]]]:
        if not self.done:
            yield self.label or self.name, self.finish

    def finish(self, more: bool) -> None:
        self.done, self.more = True, more


def doing(one: Named, place: Place, clock: Clock, label: str) -> Doing:
    run = Doing(one, place, clock)
    run.label = label
    return run


class InTurn(Run):
    """A sequence."""

    def begin(self) -> None:
        self.index = 0
        self.inner = [run_of(self.one.parts[0], self.place, self.clock)]

    def settle(self) -> None:
        self.inner[0].settle()
        while self.inner[0].done and self.index + 1 < len(self.one.parts):
            self.index += 1
            self.inner = [run_of(self.one.parts[self.index], self.place, self.clock)]
            self.inner[0].settle()
        self.done = self.inner[0].done


class Branches(Run):
    """What a gateway has chosen, together."""

    def begin(self) -> None:
        parts, block = self.one.parts, self.block
        assert isinstance(block, Split)
        if block.kind != "parallel":
            parts = [part for part, on in zip(parts, block.on, strict=False) if on]
            parts = parts[:1] if block.kind == "exclusive" else parts
        self.inner = [run_of(part, self.place, self.clock) for part in parts]

    def settle(self) -> None:
        for run in self.inner:
            run.settle()
        self.done = all(run.done for run in self.inner)


class Again(Run):
    """A loop."""

    def begin(self) -> None:
        self.inner = [run_of(self.one.parts[0], self.place, self.clock)]

    def settle(self) -> None:
        while not self.done:
            current = self.inner[0]
            current.settle()
            if not current.done:
                return
            if not isinstance(current, Doing) or current.one is not self.one:
                self.inner = [doing(self.one, self.place, self.clock, self.name)]
            elif current.more:
                self.begin()
            else:
                self.done = True


class Rounds(Run):
    """A task several times."""

    def begin(self) -> None:
        assert isinstance(self.block, Many)
        self.left = self.block.count
        self.more(1 if self.block.sequential else self.left)

    def more(self, count: int) -> None:
        count = min(count, self.left)
        self.left -= count
        self.inner = [doing(self.one, self.place, self.clock, self.name) for _ in range(count)]

    def settle(self) -> None:
        while self.left and all(run.done for run in self.inner):
            self.more(1)
        self.done = not self.left and all(run.done for run in self.inner)


class Inside(Run):
    """A sub-process (or the process itself)."""

    def begin(self) -> None:
        self.own, self.fired = Place(), False
        self.inner = [run_of(self.one.parts[0], self.own, self.clock)]

    def settle(self) -> None:
        for run in (*self.inner, *self.own.beside):
            run.settle()
        self.done = all(run.done for run in (*self.inner, *self.own.beside))

    def open(self) -> Iterator[tuple[str, Callable[[bool], None]]]:
        for run in (*self.inner, *self.own.beside):
            yield from run.open()

    def waits(self) -> Iterator[Wait]:
        yield from super().waits()
        event = self.block.event if isinstance(self.block, Sub) else None
        if event and not self.done and not self.fired:
            yield Wait(f"m{self.name}", self.due(event), self.fire)

    def fire(self) -> None:
        assert isinstance(self.block, Sub)
        assert self.block.event
        one = doing(self.one, self.own, self.clock, f"{self.name}-x")
        if self.block.event.interrupting:
            self.inner, self.own.beside = [], []
        self.own.beside.append(one)
        self.fired = self.block.event.interrupting or self.block.event.hours > 0


class Watched(Run):
    """An activity with a boundary event."""

    def begin(self) -> None:
        self.fired = False
        self.inner = [run_of(self.one.parts[0], self.place, self.clock)]

    def settle(self) -> None:
        self.inner[0].settle()
        self.done = self.inner[0].done

    def waits(self) -> Iterator[Wait]:
        yield from super().waits()
        assert isinstance(self.block, Guarded)
        if not self.done and not self.fired:
            yield Wait(f"m{self.name}", self.due(self.block.event), self.fire)

    def fire(self) -> None:
        assert isinstance(self.block, Guarded)
        one = doing(self.one, self.place, self.clock, f"{self.name}-h")
        if self.block.event.interrupting:
            self.inner = [one]
        else:
            self.place.beside.append(one)
        self.fired = self.block.event.interrupting or self.block.event.hours > 0


_RUNS: dict[type[Block], type[Run]] = {
    Work: Doing, Seq: InTurn, Split: Branches, Loop: Again, Many: Rounds, Sub: Inside, Guarded: Watched,
}  # fmt: skip


def run_of(one: Named, place: Place, clock: Clock) -> Run:
    """Begin a block."""
    return _RUNS[type(one.block)](one, place, clock)


class Model:
    """The whole process as the interpreter sees it."""

    def __init__(self, root: Named, now: datetime) -> None:
        self.clock = Clock(now)
        self.run = Inside(Named(Sub(root.block, None), "b0", [root]), Place(), self.clock)
        self.run.settle()

    def open(self) -> list[str]:
        """Names of the open work."""
        return sorted(name for name, _ in self.run.open())

    def awaited(self) -> list[str]:
        """Names of the messages that somebody waits for."""
        return sorted(wait.name for wait in self.run.waits() if wait.due is None)

    def completes(self, name: str, more: bool) -> None:
        """One piece of work is done."""
        next(finish for label, finish in self.run.open() if label == name)(more)
        self.run.settle()

    def receives(self, name: str) -> None:
        """A message arrives for whoever waits."""
        next(wait for wait in self.run.waits() if wait.name == name and wait.due is None).fire()
        self.run.settle()

    def passes(self, until: datetime) -> None:
        """Timers fire in the order in which they are due."""
        while True:
            due = [(wait.due, wait) for wait in self.run.waits() if wait.due is not None and wait.due <= until]
            if not due:
                break
            moment, first = min(due, key=lambda item: item[0])
            self.clock.now = moment
            first.fire()
            self.run.settle()
        self.clock.now = until
