"""What is particular to SQLite: where the file may lie, and how it is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import TryAgain
from engine.model import Changes
from store import MemoryStore, SqlStore, open_store
from store.sqlite import filesystem_of

from .records import started, task

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /srv/share rw,relatime shared:1 - nfs4 office:/share rw
31 22 0:41 / /srv/share/local rw - xfs /dev/sdb rw
32 22 0:42 / /mnt/with\\040space rw - cifs //office/share rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/akzess/a.db", "ext4"),
        ("/srv/share/a.db", "nfs4"),
        ("/srv/shared/a.db", "ext4"),
        ("/srv/share/local/x/a.db", "xfs"),
        ("/mnt/with space/a.db", "cifs"),
    ],
)
def test_the_file_system_of_a_file_is_that_of_its_innermost_mount(path: str, kind: str) -> None:
    assert filesystem_of(Path(path), MOUNTS) == kind


def test_the_file_is_opened_so_that_a_commit_survives_a_power_cut(sqlite_store: SqlStore) -> None:
    with sqlite_store.engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert found == ["wal", 2, 1, 5000]


def test_every_table_is_strict(sqlite_store: SqlStore) -> None:
    with sqlite_store.engine.connect() as connection:
        loose = connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0"
        )
        assert {row[0] for row in loose} == {"alembic_version", "sqlite_schema"}


def test_a_reader_does_not_wait_for_the_writer(sqlite_store: SqlStore) -> None:
    first = started(sqlite_store, changes=Changes(tasks=(task(),)))
    with sqlite_store.unit_of_work() as unit:
        unit.lock_case(1, "c1")
        assert sqlite_store.read().case(1, "c1") == first


def test_a_writer_that_waits_too_long_is_told_to_try_again(sqlite_store: SqlStore) -> None:
    with sqlite_store.unit_of_work():
        second = sqlite_store.unit_of_work()
        sqlite_store.engine.pool.dispose()
        with pytest.raises(TryAgain):
            impatient(sqlite_store, second)


def impatient(store: SqlStore, unit: object) -> None:
    connection = store.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA busy_timeout = 50")
    finally:
        connection.close()  # back to the pool, where the unit of work takes it from
    with unit:
        raise AssertionError("two writers at once")


def test_an_in_memory_database_and_a_file_are_opened_by_their_urls(tmp_path: Path) -> None:
    for url, kind in (
        ("memory:", MemoryStore),
        ("sqlite:///:memory:", SqlStore),
        (f"sqlite:///{tmp_path}/x/a.db", SqlStore),
    ):
        store = open_store(url)
        assert isinstance(store, kind)
        store.upgrade()
        store.check()
        started(store)
        store.close()
    assert (tmp_path / "x" / "a.db").exists()


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite:", "sqlite://a.db", "a.db"])
def test_an_unknown_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="a store is"):
        open_store(url)
