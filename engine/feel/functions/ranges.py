"""Range functions (DMN 1.5, 10.3.4.11): how points and ranges lie to each other."""

from __future__ import annotations

from typing import Any

from ..compare import equal, includes, order
from ..errors import FeelError
from ..types import named
from ..values import Range
from .registry import builtin


def _order(left: Any, right: Any) -> int:
    found = order(left, right)
    if found is None:
        raise FeelError(f"{named(left)} and {named(right)} have no order")
    return found


def _ranges(*values: Any) -> None:
    if not all(isinstance(value, Range) and value.start is not None and value.end is not None for value in values):
        raise FeelError("the function takes ranges with both end points")


@builtin("before", "point1, point2", "point, range", "range, point", "range1, range2", result="boolean")
def _before(a: Any, b: Any) -> bool:
    """Whether all of a comes before all of b."""
    left, left_in = _end(a)
    right, right_in = _start(b)
    found = _order(left, right)
    return found < 0 or (found == 0 and not (left_in and right_in))


@builtin("after", "point1, point2", "point, range", "range, point", "range1, range2", result="boolean")
def _after(a: Any, b: Any) -> bool:
    """Whether all of a comes after all of b."""
    return _before(b, a)


def _end(value: Any) -> tuple[Any, bool]:
    return (value.end, value.end_included) if isinstance(value, Range) else (value, True)


def _start(value: Any) -> tuple[Any, bool]:
    return (value.start, value.start_included) if isinstance(value, Range) else (value, True)


@builtin("meets", "range1, range2", result="boolean")
def _meets(a: Any, b: Any) -> bool:
    """Whether a ends where b begins, both included."""
    _ranges(a, b)
    return a.end_included and b.start_included and _order(a.end, b.start) == 0


@builtin("met by", "range1, range2", result="boolean")
def _met_by(a: Any, b: Any) -> bool:
    """Whether a begins where b ends, both included."""
    return _meets(b, a)


@builtin("overlaps", "range1, range2", result="boolean")
def _overlaps(a: Any, b: Any) -> bool:
    """Whether a and b share a part."""
    _ranges(a, b)
    return not _before(a, b) and not _before(b, a)


@builtin("overlaps before", "range1, range2", result="boolean")
def _overlaps_before(a: Any, b: Any) -> bool:
    """Whether a begins before b and ends inside it."""
    _ranges(a, b)
    starts, ends = _order(a.start, b.start), _order(a.end, b.end)
    earlier = starts < 0 or (starts == 0 and a.start_included and not b.start_included)
    inside = ends < 0 or (ends == 0 and (not a.end_included or b.end_included))
    return earlier and inside and not _before(a, b)


@builtin("overlaps after", "range1, range2", result="boolean")
def _overlaps_after(a: Any, b: Any) -> bool:
    """Whether b begins before a and ends inside it."""
    return _overlaps_before(b, a)


@builtin("finishes", "point, range", "range1, range2", result="boolean")
def _finishes(a: Any, b: Any) -> bool:
    """Whether a ends where b ends, and begins inside it."""
    _ranges(b)
    if not isinstance(a, Range):
        return b.end_included and _order(a, b.end) == 0
    _ranges(a)
    starts = _order(a.start, b.start)
    inside = starts > 0 or (starts == 0 and (not a.start_included or b.start_included))
    return a.end_included == b.end_included and _order(a.end, b.end) == 0 and inside


@builtin("finished by", "range, point", "range1, range2", result="boolean")
def _finished_by(a: Any, b: Any) -> bool:
    """Whether b finishes a."""
    return _finishes(b, a)


@builtin("includes", "range, point", "range1, range2", result="boolean")
def _includes(a: Any, b: Any) -> bool:
    """Whether all of b lies in a."""
    _ranges(a)
    if not isinstance(b, Range):
        found = includes(a, b)
        if found is None:
            raise FeelError(f"{named(b)} cannot be compared with the range")
        return found
    _ranges(b)
    starts, ends = _order(a.start, b.start), _order(a.end, b.end)
    from_start = starts < 0 or (starts == 0 and (a.start_included or not b.start_included))
    to_end = ends > 0 or (ends == 0 and (a.end_included or not b.end_included))
    return from_start and to_end


@builtin("during", "point, range", "range1, range2", result="boolean")
def _during(a: Any, b: Any) -> bool:
    """Whether all of a lies in b."""
    return _includes(b, a)


@builtin("starts", "point, range", "range1, range2", result="boolean")
def _starts(a: Any, b: Any) -> bool:
    """Whether a begins where b begins, and ends inside it."""
    _ranges(b)
    if not isinstance(a, Range):
        return b.start_included and _order(a, b.start) == 0
    _ranges(a)
    ends = _order(a.end, b.end)
    inside = ends < 0 or (ends == 0 and (not a.end_included or b.end_included))
    return a.start_included == b.start_included and _order(a.start, b.start) == 0 and inside


@builtin("started by", "range, point", "range1, range2", result="boolean")
def _started_by(a: Any, b: Any) -> bool:
    """Whether b starts a."""
    return _starts(b, a)


@builtin("coincides", "point1, point2", "range1, range2", result="boolean")
def _coincides(a: Any, b: Any) -> bool:
    """Whether a and b are the same point, or cover the same values."""
    found = equal(a, b)
    if found is None:
        raise FeelError(f"{named(a)} and {named(b)} cannot be compared")
    return found
