"""Whether 90 % intervals of the forecast hold what then happens in nine of ten cases: known offices, their past and their future.

`python -m benchmarks.forecast` (`--worlds 40 --replications 100 --weeks 8`). Each world is an office with parameters that
the forecast does not know (`tests/forecast/truth.py`): it sees 26 weeks of closed cases as mining counts them, today's open
cases, planned staff and wrong norms. Figures are whole numbers, so an interval's edge is counted in part: the share by
which a quantile would have to fall on it (randomised probability integral transform), which is fair where counts are small;
the last column counts an edge in full, as the page shows it. Figures of one office hang together: what the share is worth
follows from how it differs between offices.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from authority.forecast import Question
from authority.forecast.answer import HIGH, LOW, boundaries, count, interval
from authority.forecast.office import Office
from authority.forecast.run import fitted
from tests.forecast.truth import Truth

from .tables import markdown

MEASURES = ("cases missed", "cases due", "cases decided")


def place(values: Sequence[int], seen: int, rng: random.Random) -> float:
    """Where what was seen lies among what was simulated, 0 to 1; ties are broken by chance."""
    ordered = sorted(values)
    below, upto = bisect_left(ordered, seen), bisect_right(ordered, seen)
    return (below + rng.random() * (upto - below + 1)) / (len(ordered) + 1)


@dataclass(frozen=True, slots=True)
class Held:
    """Where a figure lies among what was simulated (0 to 1), and whether the interval that is shown holds it."""

    place: float
    shown: bool

    @property
    def inside(self) -> bool:
        """Within the 90 %, ties broken by chance."""
        return LOW <= self.place <= HIGH


def world(seed: int, replications: int, weeks: int) -> tuple[dict[tuple[str, int], Held], float]:
    """Figures by measure and week, and the seconds that the forecast took."""
    truth = Truth(seed)
    truth.run()
    situation = truth.today
    began = time.perf_counter()
    fit = fitted(situation, seed)
    begins = boundaries(0.0, situation.now.weekday(), weeks)
    worlds = []
    for number in range(replications):
        office = Office(situation, Question(weeks=weeks), f"{seed}/{number}", fit.reaction, fit.minutes)
        office.run()
        worlds.append(count(office.went, begins))
    spent = time.perf_counter() - began
    rng, found = random.Random(seed), {}
    for week in range(weeks):
        due, missed, decided = truth.missed(begins[week], begins[week + 1])
        for name, seen, simulated in (
            (MEASURES[0], missed, [one.missed[week] for one in worlds]),
            (MEASURES[1], due, [one.due[week] for one in worlds]),
            (MEASURES[2], decided, [one.decided[week] for one in worlds]),
        ):
            if len(set(simulated)) > 1:  # certain from the start: no interval to speak of
                low, high = interval(simulated)
                found[name, week] = Held(place(simulated, seen, rng), low <= seen <= high)
    return found, spent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--worlds", type=int, default=40)
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--weeks", type=int, default=8)
    given = options.parse_args()
    held: dict[str, list[Held]] = defaultdict(list)
    by_week: dict[int, list[Held]] = defaultdict(list)
    spent, offices = [], []
    for seed in range(given.first, given.first + given.worlds):
        found, seconds = world(seed, given.replications, given.weeks)
        spent.append(seconds)
        offices.append(statistics.mean(one.inside for one in found.values()))
        for (name, week), one in found.items():
            held[name].append(one)
            by_week[week].append(one)
    rows = [row(name, held[name]) for name in MEASURES]
    rows.append(row("all", [one for some in held.values() for one in some]))
    rows += [row(f"week {week + 1}", some) for week, some in sorted(by_week.items())]
    head = ("figure", "forecasts", "within 90 %", "below", "above", "within as shown")
    print(markdown(f"{given.worlds} worlds", head, rows))
    if len(offices) > 1:
        error = statistics.stdev(offices) / len(offices) ** 0.5
        print(f"within 90 % by office: {statistics.mean(offices):.1%} ± {1.96 * error:.1%} (95 %)")
    print(f"{given.replications} replications take {statistics.median(spent):.1f} s (median)")


def row(name: str, held: Sequence[Held]) -> list[str]:
    n = len(held)
    low, high = sum(one.place < LOW for one in held), sum(one.place > HIGH for one in held)
    shown = sum(one.shown for one in held)
    return [name, str(n), f"{1 - (low + high) / n:.1%}", f"{low / n:.1%}", f"{high / n:.1%}", f"{shown / n:.1%}"]


if __name__ == "__main__":
    main()
