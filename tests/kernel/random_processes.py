"""Block-structured processes at random, their diagrams, and a small interpreter that says what must be open.

The interpreter shares nothing with the engine: it walks the blocks, not the diagram, and keeps no tokens.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from .diagrams import boundary, element, end, flows, message, on_message, on_timer, process, service, start, user

# -- blocks


@dataclass(frozen=True)
class Work:
    """A user task, or a service task (`job`)."""

    job: bool = False


@dataclass(frozen=True)
class Seq:
    """One after another."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Split:
    """Branches behind a gateway: the first that is `on` (exclusive), each that is (inclusive), or all (parallel)."""

    kind: str
    parts: tuple[Block, ...]
    on: tuple[bool, ...]


@dataclass(frozen=True)
class Loop:
    """The part, then a user task that says whether once more."""

    part: Block


@dataclass(frozen=True)
class Many:
    """A user task several times, together or one after another."""

    count: int
    sequential: bool


@dataclass(frozen=True)
class Event:
    """What an event waits for: a message (hours 0) or time."""

    hours: int
    interrupting: bool


@dataclass(frozen=True)
class Sub:
    """A sub-process, maybe with an event sub-process in which there is one user task."""

    part: Block
    event: Event | None


@dataclass(frozen=True)
class Guarded:
    """An activity with a boundary event that leads to a user task: instead of it, or beside it."""

    part: Work | Many | Sub
    event: Event


Block = Work | Seq | Split | Loop | Many | Sub | Guarded


def blocks() -> st.SearchStrategy[Block]:
    """Random blocks, a few levels deep."""
    events = st.builds(Event, st.sampled_from((0, 0, 3, 9)), st.booleans())
    leaves = st.one_of(
        st.builds(Work, st.booleans()),
        st.builds(Many, st.integers(0, 3), st.booleans()),
        st.builds(Guarded, st.builds(Work, st.booleans()), events),
        st.builds(Guarded, st.builds(Many, st.integers(1, 3), st.booleans()), events),
    )

    def extend(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        three = st.tuples(st.booleans(), st.booleans(), st.booleans())
        subs = st.builds(Sub, inner, st.none() | events)
        return st.one_of(
            st.builds(Seq, parts),
            st.builds(Split, st.sampled_from(("exclusive", "inclusive", "inclusive", "parallel")), parts, three),
            st.builds(Loop, inner),
            subs,
            st.builds(Guarded, subs, events),
        )

    return st.recursive(leaves, extend, max_leaves=7)


# -- the same blocks with names


@dataclass
class Named:
    """A block with the ids of its elements, in a tree of the same shape."""

    block: Block
    name: str
    parts: list[Named]


def named(block: Block) -> Named:
    """Give every block a number."""
    numbers = itertools.count(1)

    def walk(one: Block) -> Named:
        name = f"b{next(numbers)}"
        inner = (
            one.parts if isinstance(one, Seq | Split) else (one.part,) if isinstance(one, Loop | Sub | Guarded) else ()
        )
        return Named(one, name, [walk(part) for part in inner])

    return walk(block)


# -- diagrams


class Drawing:
    """Writes the diagram of a block."""

    def __init__(self, root: Named) -> None:
        self.messages: list[str] = []
        content, first, last = self.draw(root)
        self.file = process(
            start(), content, end(), flows(f"start -> {first}", f"{last} -> end"),
            tops="".join(message(name) for name in self.messages),
        )  # fmt: skip

    def event(self, name: str, event: Event) -> str:
        if event.hours:
            return on_timer(f"PT{event.hours}H{seconds(name)}S")
        self.messages.append(f"m{name}")
        return on_message(f"m{name}")

    def draw(self, one: Named) -> tuple[str, str, str]:
        """The XML of a block with the ids of its first and last element."""
        block, name = one.block, one.name
        drawn = [self.draw(part) for part in one.parts]
        content = "".join(xml for xml, _, _ in drawn)
        if isinstance(block, Work):
            return (service(name) if block.job else user(name)), name, name
        if isinstance(block, Many):
            loop = (
                f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(block.sequential).lower()}">'
                f"<bpmn:loopCardinality>{block.count}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
            )
            return user(name, inner=loop), name, name
        if isinstance(block, Seq):
            ties = [f"{left[2]} -> {right[1]}" for left, right in itertools.pairwise(drawn)]
            return content + flows(*ties), drawn[0][1], drawn[-1][2]
        if isinstance(block, Split):
            return self.split(block, name, drawn, content)
        if isinstance(block, Loop):
            gates = element("exclusiveGateway", f"{name}-in") + element(
                "exclusiveGateway", f"{name}-gate", default=f"f-{name}-gate-{name}-out"
            )
            _, first, last = drawn[0]
            ties = (
                f"{name}-in -> {first}", f"{last} -> {name} -> {name}-gate",
                f"{name}-gate -> {name}-in : =more = true", f"{name}-gate -> {name}-out",
            )  # fmt: skip
            gates += element("exclusiveGateway", f"{name}-out")
            return content + gates + user(name) + flows(*ties), f"{name}-in", f"{name}-out"
        if isinstance(block, Sub):
            _, first, last = drawn[0]
            inside = (
                start(f"{name}-s") + content + end(f"{name}-e") + flows(f"{name}-s -> {first}", f"{last} -> {name}-e")
            )
            if block.event:
                flag = str(block.event.interrupting).lower()
                begun = element("startEvent", f"{name}-es", self.event(name, block.event), isInterrupting=flag)
                beside = begun + user(f"{name}-x") + flows(f"{name}-es -> {name}-x")
                inside += element("subProcess", f"{name}-ev", beside, triggeredByEvent="true")
            return element("subProcess", name, inside), name, name
        return self.guarded(block, name, drawn, content)

    def guarded(
        self, block: Guarded, name: str, drawn: list[tuple[str, str, str]], content: str
    ) -> tuple[str, str, str]:
        _, first, last = drawn[0]
        caught = boundary(f"{name}-b", last, self.event(name, block.event), interrupting=block.event.interrupting)
        ties = [f"{last} -> {name}-m", f"{name}-b -> {name}-h"]
        if block.event.interrupting:
            ties.append(f"{name}-h -> {name}-m")
        meet = element("exclusiveGateway", f"{name}-m")
        return content + caught + user(f"{name}-h") + meet + flows(*ties), first, f"{name}-m"

    def split(self, block: Split, name: str, drawn: list[tuple[str, str, str]], content: str) -> tuple[str, str, str]:
        kind = f"{block.kind}Gateway"
        ties, default = [], {}
        for on, (_, first, last) in zip(block.on, drawn, strict=False):
            condition = "" if block.kind == "parallel" else f" : ={str(on).lower()}"
            ties += [f"{name}-in -> {first}{condition}", f"{last} -> {name}-out"]
        if block.kind != "parallel":
            default = {"default": f"f-{name}-in-{name}-out"}
            ties.append(f"{name}-in -> {name}-out")
        gates = element(kind, f"{name}-in", **default) + element(kind, f"{name}-out")
        return content + gates + flows(*ties), f"{name}-in", f"{name}-out"


def seconds(name: str) -> int:
    """A number of seconds that makes sums of durations differ, so that no two timers are due together."""
    return 1 << (int(name[1:]) % 11)


# -- what must be open


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
