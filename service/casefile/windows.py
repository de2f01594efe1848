"""Reads a case's history backwards in windows, so that a page costs the same at the end of a long file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from engine.model import Case, HistoryLine

#: Lines read at once, and how often at most for one page: a page may hold less than asked for, `next` says whether more
#: follows.
WINDOW = 200
WINDOWS = 5

T = TypeVar("T")


class Lines(Protocol):
    """What is asked of the store's read side."""

    def history(
        self, tenant: int, case_id: str, *, after_seq: int = 0, limit: int | None = None
    ) -> Sequence[HistoryLine]:
        """Lines of a case's history in order."""
        ...


def newest_first(
    read: Lines, case: Case, before: int | None, limit: int, turn: Callable[[HistoryLine], T | None]
) -> tuple[list[tuple[int, T]], int | None]:
    """Up to `limit` lines that `turn` makes something of, newest first, with their numbers; and where to go on.

    `before`: only lines with a smaller number (None: from the newest).
    """
    end = case.history_seq if before is None else min(before - 1, case.history_seq)
    found: list[tuple[int, T]] = []
    for _ in range(WINDOWS):
        if end <= 0:
            return found, None
        begin = max(0, end - WINDOW)
        for line in reversed(read.history(case.tenant, case.id, after_seq=begin, limit=end - begin)):
            turned = turn(line)
            if turned is not None:
                found.append((line.seq, turned))
                if len(found) == limit:
                    return found, line.seq if line.seq > 1 else None
        end = begin
    return found, end + 1 if end > 0 else None
