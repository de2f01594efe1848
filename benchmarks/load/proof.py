"""Steps made cases on until they end, as the demo does with its own: whatever was made can be worked on.

`python -m benchmarks.load.proof --open 66` makes a database of one case per wait state and ends them all. Agencies know
nothing of what those cases asked them before, so some answers never come and the law's periods decide.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from akzess.demo import Demo, Playing
from akzess.demo_cases import Persona, Synthetic
from engine.model import CaseStatus
from store import SqlStore, open_store
from tests.servers import postgres_server

from .cases import fill

NOBODY = Persona("", "", "made")


@dataclass(frozen=True, slots=True)
class Proof:
    """How many of the made cases ended, what the others wait for, and whose history is broken."""

    cases: int
    ended: int
    waiting: Counter[tuple[str, ...]]
    broken: list[str]
    problems: list[str]


class _Finishing(Demo):
    """The demo with cases that are there already."""

    def __init__(self, store: SqlStore, case_ids: list[str], now: datetime) -> None:
        super().__init__(store, 0, 7)
        self.house.moving.move_to(now)
        for case_id in case_ids:
            case = self.house.case(case_id)
            made = Playing(Synthetic(0, NOBODY, case.site, {}), case_id, case.business_key)
            self.cases.append(made)
            self._by_id[case_id] = made
        self._open = len(case_ids)

    def _hand_in(self) -> None:
        for made in self.cases:
            self._touched[made.case_id] = CaseStatus.RUNNING
        self._look()


def proved(store: SqlStore, case_ids: list[str], now: datetime) -> Proof:
    """Let clerks, agencies and time work until nothing moves any more."""
    demo = _Finishing(store, case_ids, now)
    played = demo.play()
    waiting: Counter[tuple[str, ...]] = Counter()
    for made in demo.cases:
        if not made.ended:
            rows = demo.house.read.open_rows(1, made.case_id)
            waiting[tuple(sorted({one.element_id for one in (*rows.tasks, *rows.timers, *rows.incidents)}))] += 1
    problems = [f"{made.number} {text}" for made in demo.cases for text in (*made.problems, *made.incidents)]
    return Proof(len(case_ids), sum(made.ended for made in demo.cases), waiting, list(played.broken), problems)


def main() -> None:
    """Make, finish, tell."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--open", type=int, default=66)
    given = options.parse_args()
    now = datetime.now(UTC)
    with postgres_server("max_wal_size=4GB") as url:
        made = fill(url, open_cases=given.open, now=now)
        store = open_store(url)
        assert isinstance(store, SqlStore)
        found = proved(store, list(made.sample), now)
        store.close()
    print(
        f"{found.ended} of {found.cases} made cases ({made.places} wait states) came to their end; broken histories: "
    )
    print(f"{len(found.broken)}; still open: {dict(found.waiting)}")
    for text in found.problems[:10]:
        print(" ", text[:160])


if __name__ == "__main__":
    main()
