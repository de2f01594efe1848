"""What changed between two periods: tests of times and of ways, told where both sides are large enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from authority.mining.cells import Measure
from authority.mining.disclosure import FEWEST, part_shown, shown
from authority.mining.drift import Drift, compare, shares
from store.mining.reading import NothingMined, Where


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two periods: by holder, by element, and whether cases take other ways than before.

    The numbers of decided cases are None where one of them is of fewer than five.
    """

    decided_before: int | None
    decided_after: int | None
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
    decided = [sum(one.get("", {}).values()) for one in nets]
    cases = [by_key(where, Measure.SEEN) for where in (before, after)]
    ways = [{key: sum(one.values()) for key, one in by_key(w, Measure.VARIANT).items()} for w in (before, after)]
    overall = compare(*nets)
    return Change(
        # Beside the whole period one of them would tell the other.
        decided_before=part_shown(decided[0], sum(decided)),
        decided_after=part_shown(decided[1], sum(decided)),
        net=next(iter(_told(overall)), None),
        holders=_told(compare(by_key(before, Measure.BALL), by_key(after, Measure.BALL))),
        elements=[
            one
            for one in _told(compare(by_key(before, Measure.SPAN), by_key(after, Measure.SPAN)))
            # Ten passages may be those of two cases.
            if all(shown(sum(some[one.key].values())) for some in cases)
        ],
        variants_p=shares(ways[0], ways[1]),
    )


def _told(found: Iterable[Drift]) -> list[Drift]:
    told = [one for one in found if one.p is not None and min(one.n_before, one.n_after) >= FEWEST]
    return sorted(told, key=lambda one: (one.p or 0.0, one.key))
