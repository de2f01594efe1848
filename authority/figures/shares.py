"""Decides which shares of parts of a whole are told: where neither who is counted nor who is not are a few people.

A share is told exactly and with its interval, from which both of its counts follow. So the counts "hits" and "rest" of every
part are a table of their own, protected like all others (`suppression`): a cell from one to four is left out, and as many
others that no sum or difference gives it away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .kpis import LEAST, PROMISE, SHARES, Figure, figures
from .suppression import Key, Table, suppressed
from .tally import Tally

#: The whole beside its parts.
WHOLE = None
Counted = Mapping[str, tuple[int, ...]]
_KEPT = ((), (0,), (1,), (0, 1))
#: A figure that would tell the base of another, or what it leaves out.
_FOLLOWS = {"K1b": "K11.refused", "K4": "K3"}
#: Whether somebody is late is told; how many were refused is not said by it.
_CHECKED = tuple(key for key in SHARES if key not in PROMISE | set(_FOLLOWS))


def told(parts: Counted, least: int = LEAST) -> frozenset[str | None]:
    """The parts of which all counts may be told, and `WHOLE` if those of the whole may.

    `parts`: for each part its disjoint counts (hits and rest, or more), as many for each.
    """
    sums = [sum(counts) for counts in zip(*parts.values(), strict=True)]
    numbers = [*(count for counts in parts.values() for count in counts), *sums]
    if not any(0 < count < least for count in [*numbers, *(sum(counts) for counts in parts.values())]):
        return frozenset({*parts, WHOLE})
    base: dict[Key, int] = {
        (part, str(side)): count for part, counts in parts.items() for side, count in enumerate(counts)
    }
    hidden = {cell[0] for cell in suppressed(Table(base, _KEPT), least)}
    return frozenset({*parts, WHOLE} - hidden)


def protected(
    parts: Mapping[str, Tally], whole: Tally, shown: Collection[str]
) -> tuple[dict[str, dict[str, Figure]], frozenset[str]]:
    """The figures of the parts that are shown, and the keys of those that the whole may not tell beside them."""
    found = {part: figures(parts[part]) for part in parts if part in shown}
    withheld = set()
    for key in _CHECKED:
        share = SHARES[key]
        visible = told({part: share.protected(counts) for part, counts in parts.items()})
        if WHOLE not in visible:
            withheld.add(key)
        for part, rows in found.items():
            if part not in visible or WHOLE not in visible:
                rows[key] = rows[key].silent
    for key, other in _FOLLOWS.items():
        if other in withheld:
            withheld.add(key)
        for rows in found.values():
            if rows[other].value is None:
                rows[key] = rows[key].silent
    return found, frozenset(withheld)


def silenced(found: Mapping[str, Figure], keys: Collection[str]) -> dict[str, Figure]:
    """Figures without these."""
    return {key: one.silent if key in keys else one for key, one in found.items()}
