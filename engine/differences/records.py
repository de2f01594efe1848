"""The records of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One thing of an element; None: it is not there."""

    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ElementDifference:
    """An element (a rule, a field, a text, a parameter). `state`: "added", "removed", "changed" or "moved"."""

    id: str
    name: str
    state: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class FileDifference:
    """A file. `state`: "added", "removed" or "changed"."""

    path: str
    state: str
    elements: tuple[ElementDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """An element as it is compared: what it says by name, and where it stands."""

    name: str
    says: Mapping[str, str]
    place: object = None


def compared(old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[ElementDifference]:
    """The parts that differ, in the order of the new file, those that are gone at the end."""
    for key, part in new.items():
        before = old.get(key)
        if before is None:
            yield ElementDifference(key, part.name, "added", tuple(Change(w, None, v) for w, v in part.says.items()))
            continue
        changes = tuple(changed(before.says, part.says))
        if changes:
            yield ElementDifference(key, part.name, "changed", changes)
        elif before.place != part.place:
            yield ElementDifference(key, part.name, "moved")
    for key, part in old.items():
        if key not in new:
            yield ElementDifference(key, part.name, "removed", tuple(Change(w, v, None) for w, v in part.says.items()))


def changed(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """What differs between two tellings, by name."""
    for what in [*new, *(name for name in old if name not in new)]:
        if old.get(what) != new.get(what):
            yield Change(what, old.get(what), new.get(what))


def ranks(old: list[str], new: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The place of each key among those that both lists have: one that was only shifted by others has not moved."""
    both = set(old) & set(new)
    before = {key: number for number, key in enumerate(key for key in old if key in both)}
    after = {key: number for number, key in enumerate(key for key in new if key in both)}
    return before, after
