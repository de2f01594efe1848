"""The confidence interval of a share (Wilson 1927): honest also for few cases and for shares near 0 or 1."""

from __future__ import annotations

from math import sqrt

#: Quantile of the normal distribution for 95 %.
Z95 = 1.959963984540054


def wilson(hits: int, of: int, z: float = Z95) -> tuple[float, float] | None:
    """Lower and upper bound of the share hits / of, both within 0 and 1; None without cases.

    ValueError when there are more hits than cases, or fewer than none.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share")
    if of == 0:
        return None
    share = hits / of
    square = z * z
    middle = share + square / (2 * of)
    spread = z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    scale = 1 + square / of
    low = 0.0 if hits == 0 else max(0.0, (middle - spread) / scale)
    high = 1.0 if hits == of else min(1.0, (middle + spread) / scale)
    return low, high


def distinguishable(left: tuple[float, float] | None, right: tuple[float, float] | None) -> bool:
    """Whether two intervals do not overlap: only then one share may be called larger than the other."""
    if left is None or right is None:
        return False
    return left[1] < right[0] or right[1] < left[0]
