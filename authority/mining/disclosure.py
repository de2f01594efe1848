"""What may be shown: nothing about fewer than five cases, and nothing from which that could be computed."""

from __future__ import annotations

from collections.abc import Mapping

#: Domain document 8.1: publish only cells ≥ 5.
FEWEST = 5


def shown(n: int) -> bool:
    """Whether a figure of so many cases may be shown."""
    return n >= FEWEST


def part_shown(part: int, whole: int) -> int | None:
    """A part of a whole that is shown, None where it or the rest is of fewer than five cases but of some."""
    return None if 0 < part < FEWEST or 0 < whole - part < FEWEST else part


def offered(counted: Mapping[str, int]) -> tuple[str, ...]:
    """Parts of a whole that may be looked at by themselves.

    A single part that is too small could be computed from the whole and the others: then the smallest of those that
    would be shown is held back as well, until what is held back together is not too small.
    """
    kept = sorted((n, key) for key, n in counted.items() if n >= FEWEST)
    held = sum(n for n in counted.values() if 0 < n < FEWEST)
    parts = sum(1 for n in counted.values() if 0 < n < FEWEST)
    while kept and held > 0 and (held < FEWEST or parts == 1):
        n, _ = kept.pop(0)
        held += n
        parts += 1
    return tuple(sorted(key for _, key in kept))
