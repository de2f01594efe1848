"""Whether figures of two periods differ by more than chance: rank test of durations, test of shares, corrected for many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from .buckets import Histogram, quantile

#: A difference that would come about by chance less often than this (after correction) is called one.
LEVEL = 0.05
#: Below so many on either side nothing is tested.
FEWEST = 10
#: Expected counts below this are put together with others before shares are compared (Cochran's rule).
EXPECTED = 5.0


@dataclass(frozen=True, slots=True)
class Drift:
    """`effect`: the probability that a case of the later period takes longer than one of the earlier (0.5: no difference).

    `p` is corrected for the number of comparisons (Holm); None: too few to say.
    """

    key: str
    n_before: int
    n_after: int
    median_before: float | None
    median_after: float | None
    effect: float | None
    p: float | None

    @property
    def significant(self) -> bool:
        """Whether chance alone is no good explanation."""
        return self.p is not None and self.p < LEVEL


def mann_whitney(before: Histogram, after: Histogram) -> tuple[float, float] | None:
    """(effect, two-sided p) by normal approximation with correction for ties and continuity; None with too few.

    Durations in one bucket are ties, which makes the test a little careful, never rash.
    Source: Hollander, Wolfe, Chicken, Nonparametric Statistical Methods, section 4.1.
    """
    m, n = sum(before.values()), sum(after.values())
    if min(m, n) < FEWEST:
        return None
    u, below, ties = 0.0, 0, 0.0
    for number in sorted({*before, *after}):
        mine, theirs = after.get(number, 0), before.get(number, 0)
        u += mine * (below + theirs / 2)
        below += theirs
        both = mine + theirs
        ties += both**3 - both
    total = m + n
    variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    effect = u / (m * n)
    if variance <= 0:
        return effect, 1.0
    z = max(0.0, abs(u - m * n / 2) - 0.5) / math.sqrt(variance)
    return effect, 2 * (1 - NormalDist().cdf(z))


def compare(before: Mapping[str, Histogram], after: Mapping[str, Histogram]) -> list[Drift]:
    """Every key that is in either period."""
    keys = sorted({*before, *after})
    tested = {key: mann_whitney(before.get(key, {}), after.get(key, {})) for key in keys}
    corrected = holm({key: found[1] for key, found in tested.items() if found is not None})
    return [
        Drift(
            key=key,
            n_before=sum(before.get(key, {}).values()),
            n_after=sum(after.get(key, {}).values()),
            median_before=quantile(before.get(key, {}), 0.5),
            median_after=quantile(after.get(key, {}), 0.5),
            effect=found[0] if (found := tested[key]) is not None else None,
            p=corrected.get(key),
        )
        for key in keys
    ]


def holm(found: Mapping[str, float]) -> dict[str, float]:
    """p values of several tests such that the chance of any false alarm stays below the level (Holm 1979)."""
    ordered = sorted(found.items(), key=lambda one: one[1])
    corrected, worst = {}, 0.0
    for rank, (key, p) in enumerate(ordered):
        worst = max(worst, min(1.0, p * (len(ordered) - rank)))
        corrected[key] = worst
    return corrected


def shares(before: Mapping[str, int], after: Mapping[str, int]) -> float | None:
    """p of the chi-square test whether shares (of variants) are the same in both periods; None with too few."""
    m, n = sum(before.values()), sum(after.values())
    if min(m, n) < FEWEST:
        return None
    pairs: list[tuple[int, int]] = []
    rest = (0, 0)
    for key in sorted({*before, *after}):
        one = (before.get(key, 0), after.get(key, 0))
        if sum(one) * min(m, n) / (m + n) < EXPECTED:
            rest = (rest[0] + one[0], rest[1] + one[1])
        else:
            pairs.append(one)
    if sum(rest):
        pairs.append(rest)
    return chi_square(pairs)


def chi_square(pairs: Sequence[tuple[int, int]]) -> float | None:
    """p of homogeneity of two columns; None with fewer than two rows."""
    if len(pairs) < 2:
        return None
    m, n = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    statistic = 0.0
    for a, b in pairs:
        for seen, column in ((a, m), (b, n)):
            expected = (a + b) * column / (m + n)
            statistic += (seen - expected) ** 2 / expected
    return upper_gamma((len(pairs) - 1) / 2, statistic / 2)


def upper_gamma(a: float, x: float) -> float:
    """Q(a, x), the regularised upper incomplete gamma function, to about 1e-12.

    Series below a + 1, Lentz's continued fraction above (DLMF 8.7.1 and 8.9.2).
    """
    if x <= 0:
        return 1.0
    factor = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for k in range(1, 1_000):
            term *= x / (a + k)
            total += term
            if term < total * 1e-15:
                break
        return max(0.0, 1 - factor * total)
    b = x + 1 - a
    c, d = 1e300, 1 / b
    fraction = d
    for k in range(1, 1_000):
        step = -k * (k - a)
        b += 2
        d = 1 / (step * d + b)
        c = b + step / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return factor * fraction
