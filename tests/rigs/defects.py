"""Plants twenty defects, one at a time, in a copy of the code, and sees whether the tests of the merge gate notice.

Run from the repository: `python -m tests.rigs.defects [NAME…]`. A defect that no test notices makes it end with 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_COPIED = [
    "engine",
    "store",
    "connectors",
    "documents",
    "authority",
    "workers",
    "service",
    "akzess",
    "processes",
    "tests",
]


@dataclass(frozen=True, slots=True)
class Defect:
    """One change of the code, and where it should be noticed: arguments of pytest."""

    name: str
    file: str
    old: str
    new: str
    noticed_by: tuple[str, ...]


DEFECTS: Sequence[Defect] = (
    Defect(
        "no fence", "store/job_rows.py", 'f"{_KEY} AND fence = ? AND {statements.LEASED}"', 'f"{_KEY} AND ? > 0 AND {statements.LEASED}"',
        ("tests/store/test_jobs.py", "-k", "lost_its_lease"),
    ),
    Defect(
        "no request key", "engine/handlers/requests.py", "if command.request_key is None:", "if True:",
        ("tests/handlers/test_commands.py", "-k", "with_a_key_takes_effect_once"),
    ),
    Defect(
        "deferred begin on SQLite", "store/sqlite.py", 'self._execute("BEGIN IMMEDIATE")', 'self._execute("BEGIN")',
        ("tests/store/test_concurrency.py", "-k", "sqlite and nobody_loses"),
    ),
    Defect(
        "no lock on the case", "store/case_rows.py", '" FOR UPDATE" if session.postgres', '"" if session.postgres',
        ("tests/rigs/test_pairs.py", "-k", "postgres and (answer or variables)"),
    ),
    Defect(
        "no lock on the correlation", "store/message_rows.py", "pg_advisory_xact_lock(?)", "abs(?)",
        ("tests/store/test_concurrency.py", "-k", "both_sides_of_a_correlation"),
    ),
    Defect(
        "a frozen holder stops the sweep", "store/loops.py",
        '" FOR UPDATE SKIP LOCKED" if lock and session.postgres', '" FOR UPDATE" if lock and session.postgres',
        ("tests/store/test_concurrency.py", "-k", "frozen_row"),
    ),
    Defect(
        "two workers wait for one job", "store/loops.py", "FOR UPDATE OF j SKIP LOCKED", "FOR UPDATE OF j",
        ("tests/store/test_concurrency.py", "-k", "somebody_holds"),
    ),
    Defect(
        "a lost row is swallowed", "store/job_rows.py", "        if row is None:\n            raise refuse(self.session, job_id)\n        return rows.JOB.decode(row, self.session.values)\n\n    def release_job",
        "        if row is None:\n            return self.jobs_of(job_key(job_id)[0])[0]\n        return rows.JOB.decode(row, self.session.values)\n\n    def release_job",
        ("tests/store/test_jobs.py", "-k", "done_once or lost_its_lease"),
    ),
    Defect(
        "due timers read all rows", "store/loops.py", "WHERE t.state = 0 AND t.fire_at <= ? AND",
        "WHERE t.state + 0 = 0 AND t.fire_at <= ? AND", ("tests/store/test_plans.py", "-k", "due_timers"),
    ),
    Defect(
        "a timer fires twice", "engine/handlers/messages.py", "    entered.run.effects.fired_timers.append(", "    print(",
        ("tests/handlers/test_commands.py", "-k", "timer_fires_once"),
    ),
    Defect(
        "a timer fires before its time", "engine/handlers/messages.py", "timer.fire_at > house.clock.now()", "False",
        ("tests/handlers/test_commands.py", "-k", "never_before_its_time"),
    ),
    Defect(
        "a message counts twice", "engine/handlers/messages.py", "    if earlier is not None:", "    if False:",
        ("tests/handlers/test_commands.py", "-k", "arrives_twice"),
    ),
    Defect(
        "early messages are forgotten", "engine/handlers/work.py", "        self.correlate()\n", "",
        ("tests/town/test_faults.py", "-k", "before_we_wait"),
    ),
    Defect(
        "a new key at each attempt", "workers/delivery.py", "key=job.key,", "key=f'{job.key}-{job.attempts}',",
        ("tests/town/test_faults.py", "-k", "same_key"),
    ),
    Defect(
        "class C is sent again", "workers/delivery.py",
        "if operation.delivery is DeliveryClass.C and job.phase is not JobPhase.NOT_SENT:", "if False:",
        ("tests/workers/test_delivery.py", "-k", "second_time"),
    ),
    Defect(
        "class B does not ask", "workers/delivery.py",
        "if operation.delivery is DeliveryClass.B and request.sent_before:", "if False:",
        ("tests/workers/test_delivery.py", "-k", "class_b"),
    ),
    Defect(
        "not marked before it is sent", "workers/delivery.py", "marks = operation.delivery is not DeliveryClass.A",
        "marks = False", ("tests/workers/test_delivery.py", "-k", "marked"),
    ),
    Defect(
        "an ended case keeps its rows", "engine/kernel/effects.py", "closed_all=True", "closed_all=False",
        ("tests/handlers/test_by_hand.py", "-k", "nothing_open"),
    ),
    Defect(
        "four eyes count nobody", "engine/handlers/tasks.py", "    if library.bundle.processes[task.process_id].nodes[task.element_id].separation:",
        "    if False:", ("tests/handlers/test_tasks.py", "-k", "cannot_confirm"),
    ),
    Defect(
        "the chain leaves out who acted", "engine/handlers/chain.py", "dumps(parts, ", "dumps([*parts[:4], *parts[5:]], ",
        ("tests/handlers/test_commands.py", "-k", "history_chain"),
    ),
)  # fmt: skip


def copied(folder: Path) -> Path:
    """A copy of the code and its tests."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def noticed(defect: Defect, folder: Path) -> bool:
    """Whether a test fails once the defect is there. Error: ValueError when the code no longer has that place."""
    place = folder / defect.file
    honest = place.read_text(encoding="utf-8")
    if honest.count(defect.old) != 1:
        raise ValueError(f"{defect.name}: {defect.file} has its place {honest.count(defect.old)} times")
    place.write_text(honest.replace(defect.old, defect.new), encoding="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--timeout=60", *defect.noticed_by],
            cwd=folder,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=300,
            check=False,
        )
    finally:
        place.write_text(honest, encoding="utf-8")
    return done.returncode == 1  # 1: tests failed; anything else would be no test at all


def main(names: Sequence[str]) -> int:
    """Plant them all, or the named ones."""
    chosen = [defect for defect in DEFECTS if not names or defect.name in names]
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        missed = []
        for number, defect in enumerate(chosen, 1):
            seen = noticed(defect, copy)
            if not seen:
                missed.append(defect.name)
            print(f"{number:2}/{len(chosen)} {'noticed' if seen else 'MISSED '} {defect.name}", flush=True)
    print(f"{len(chosen) - len(missed)} of {len(chosen)} planted defects noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
