"""What changed between two periods: tests of times and of ways, told where both sides are large enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from authority.mining.cells import Measure
from authority.mining.disclosure import FEWEST
from authority.mining.drift import Drift, compare, shares
from store.mining.reading import NothingMined, Where


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two periods: by holder, by element, and whether cases take other ways than before."""

    decided_before: int
    decided_after: int
    net: Drift | None
    holders: Sequence[Drift]
    elements: Sequence[Drift]
    variants_p: float | None


def drift(mined: NothingMined, before: Where, after: Where) -> Change:
    """Tests of the later period against the earlier, each family corrected for its number."""

    def by_key(where: Where, measure: Measure) -> dict[str, dict[int, int]]:
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for one in mined.figures(where, measure):
            found[one.key][one.bucket] = one.n
        return found

    nets = by_key(before, Measure.NET), by_key(after, Measure.NET)
    ways = [{key: sum(one.values()) for key, one in by_key(w, Measure.VARIANT).items()} for w in (before, after)]
    overall = compare(*nets)
    return Change(
        decided_before=sum(nets[0].get("", {}).values()),
        decided_after=sum(nets[1].get("", {}).values()),
        net=overall[0] if overall else None,
        holders=_told(compare(by_key(before, Measure.BALL), by_key(after, Measure.BALL))),
        elements=_told(compare(by_key(before, Measure.SPAN), by_key(after, Measure.SPAN))),
        variants_p=shares(ways[0], ways[1]),
    )


def _told(found: Iterable[Drift]) -> list[Drift]:
    told = [one for one in found if one.p is not None and min(one.n_before, one.n_after) >= FEWEST]
    return sorted(told, key=lambda one: (one.p or 0.0, one.key))
