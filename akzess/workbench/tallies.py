"""What a what-if adds up: cases by the bite, and what differs over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.designer.ports import Difference, RecordedCase, ReplayState

#: Cases in one bite for another process, and differences that are kept.
BITE, MOST_DIFFERENCES = 100, 2_000


def bites(cases: Iterator[RecordedCase]) -> Iterator[list[RecordedCase]]:
    """Cases, so many at a time."""
    bite: list[RecordedCase] = []
    for case in cases:
        bite.append(case)
        if len(bite) == BITE:
            yield bite
            bite = []
    if bite:
        yield bite


def counted(state: ReplayState, found: Sequence[Difference | None], skipped: int) -> ReplayState:
    """The state with one more bite."""
    different = [one for one in found if one is not None]
    tasks = Counter(state.tasks)
    for one in different:
        tasks.update(one.tasks_after)
        tasks.subtract(one.tasks_before)
    return replace(
        state,
        done=state.done + len(found) + skipped,
        same=state.same + len(found) - len(different),
        skipped=state.skipped + skipped,
        different=state.different + len(different),
        differences=(*state.differences, *different)[:MOST_DIFFERENCES],
        outcomes=state.outcomes
        + sum((o.outcome_before, o.status_before) != (o.outcome_after, o.status_after) for o in different),
        missed_more=state.missed_more + sum(len(o.missed_after) > len(o.missed_before) for o in different),
        missed_fewer=state.missed_fewer + sum(len(o.missed_after) < len(o.missed_before) for o in different),
        tasks={role: number for role, number in sorted(tasks.items()) if number},
    )
