"""K28: PostgreSQL's log brings an office back to any instant under load, and it sends nothing a second time."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from akzess import backup_restoring as restoring
from akzess.local_servers import postgres_server
from engine.commands import CancelCase
from engine.model import CaseStatus
from store.backups.copying import tool

from ..rigs import invariants
from .databases import opened
from .drill import Busy, Office, arrivals, effects, instant, jobs, letters_by_case

pytestmark = pytest.mark.timeout(240)


@contextmanager
def archiving(folder: Path) -> Iterator[str]:
    """A server that keeps its log in `folder`/archive."""
    (folder / "archive").mkdir(parents=True)
    copy = f"archive_command=test ! -f {folder}/archive/%f && cp %p {folder}/archive/%f"
    with postgres_server("archive_mode=on", "wal_level=replica", copy, keep=folder / "first") as url:
        yield url


def base_backup(url: str, folder: Path) -> None:
    target = folder / "second" / "data"
    target.parent.mkdir()
    command = [
        tool("pg_basebackup", 18),
        f"--pgdata={target}",
        f"--dbname={url}",
        "--wal-method=none",
        "--checkpoint=fast",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=100)


@contextmanager
def brought_back(folder: Path, position: str) -> Iterator[str]:
    """The second server, as the first one was when its log was at `position`."""
    data = folder / "second" / "data"
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"restore_command = 'cp {folder}/archive/%f %p'\n")
        settings.write(f"recovery_target_lsn = '{position}'\nrecovery_target_action = 'promote'\n")
    (data / "recovery.signal").touch()
    with postgres_server("archive_mode=off", keep=folder / "second") as url:
        yield url


def test_k28_an_office_is_brought_back_to_an_instant_under_load(tmp_path: Path) -> None:
    with archiving(tmp_path) as url:
        source = opened(url)
        source.upgrade()
        office = Office(source)
        busy = Busy(office, days=4)
        busy.start()
        busy.going.wait()
        base_backup(url, tmp_path)
        taken_at = instant(office)
        # Before the position: what arrives between the two is taken for lost, and nothing lost for known.
        known = Counter(arrivals(office))
        with source.engine.connect() as connection:
            position = str(connection.exec_driver_sql("SELECT pg_current_wal_lsn()::text").scalar())
        busy.stop.set()
        busy.join()
        assert busy.failed == []
        office.day(7)
        office.passes(hours=1)  # what is lost is told by instants: the town's clock must have moved since
        lost, old = Counter(arrivals(office)) - known, jobs(source)
        with source.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SELECT pg_switch_wal()")
        source.close()
    before = arrivals(office)
    with brought_back(tmp_path, position) as url:
        store = opened(url)
        _until_promoted(store)
        restoring.expect(store, taken_at, instant(office))
        restoring.settle(store, office.clock)
        after = Office(store, beside=office)
        assert invariants.check(store, instant(after)) == []
        assert all(case.verified for case in after.cases())
        after.passes(minutes=30)
        # What was under way at that very instant may be asked for again, under its key; nothing new leaves.
        assert set(arrivals(after)) == set(before)

        moved_on = {old[key].case_id for key, _ in lost if key in old}
        for case in after.cases():
            if case.status is CaseStatus.SUSPENDED and case.id in moved_on:
                after.house.handle(CancelCase(case_id=case.id, reason="went on in the time that was lost"))
        after.passes(hours=12)
        assert max(effects(after).values()) == 1
        assert set(letters_by_case(after, old, jobs(store)).values()) <= {1}
        store.close()
    office.agencies.close()


def _until_promoted(store: object) -> None:
    """A server answers reading questions before it takes changes."""
    import time

    from sqlalchemy import text

    until = time.monotonic() + 60
    while True:
        with store.engine.connect() as connection:
            if not connection.execute(text("SELECT pg_is_in_recovery()")).scalar():
                return
        assert time.monotonic() < until
        time.sleep(0.05)
