"""Block-structured processes at random, and a number for each of their blocks."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from hypothesis import strategies as st


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


def seconds(name: str) -> int:
    """A number of seconds that makes sums of durations differ, so that no two timers are due together."""
    return 1 << (int(name[1:]) % 11)
