"""Several pieces of work of which none may keep the others waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def in_turn(works: Iterable[Callable[[], int]]) -> int:
    """Let each have its turn; the sum of what they did. Error: that of the first one that failed, after the last turn."""
    done, failed = 0, None
    for work in works:
        try:
            done += work()
        except Exception as error:  # noqa: BLE001  # raised below: whatever one stumbles over, the others go on
            failed = failed or error
    if failed is not None:
        raise failed
    return done
