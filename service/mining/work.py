"""How much of the time at a desk is work: norms of handling times, since nobody's clicks are measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from authority.mining.model import Model
from store.mining.reading import Figure

from ..forecast.norms import Norms


@dataclass(frozen=True, slots=True)
class Work:
    """Hours by the staffing norms (domain document 8.5: estimated by sub-task, never read off single clicks)."""

    model: Model
    norms: Norms

    def hours(self, element: str) -> float | None:
        """Of one passage; None where none of the office's own people work."""
        known = self.model.elements.get(element)
        minutes = self.norms.handling(known) if known is not None else 0.0
        return minutes / 60 if minutes else None

    def by_holder(self, waits: Iterable[Figure], *, before_clock: bool) -> dict[str, float]:
        """Hours of work within waits on the way to decisions, by who had the ball: before the clock, or on it."""
        found: dict[str, float] = defaultdict(float)
        for one in waits:
            hours = self.hours(one.key)
            if hours is not None and (one.key in self.norms.before_clock) is before_clock:
                found[self.model.holder(one.key)] += one.n * hours
        return found
