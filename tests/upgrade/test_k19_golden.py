"""K19: cases that earlier versions stored, at every kind of wait state, end as they would have ended without an upgrade."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from akzess import evidence_keys
from engine.errors import Corrupt
from store import SqlStore, UnsafeDatabase, formats
from store.evidence import Keyring, WrongKey

from ..kernel.office import Office
from .databases import NewDatabase, dumped, opened
from .lives import GOLDEN, begun, ended

FILES = sorted(GOLDEN.glob("*.sql"))
KEYS = Keyring([bytes(range(32))])
#: What a life is compared by: status, elements left, variables.
Ends = dict[str, tuple[str, list[str], dict[str, Any]]]


def finished(office: Office, ids: dict[str, list[str]]) -> Ends:
    return {name: ended(office, name, *where) for name, where in ids.items()}


@pytest.fixture(scope="module")
def control() -> Ends:
    """The same lives, lived by today's code alone."""
    office = Office()
    return finished(office, begun(office))


def loaded(file: Path, request: pytest.FixtureRequest) -> tuple[SqlStore, dict[str, list[str]]]:
    """The database that a version left behind, and the lives in it."""
    text = file.read_text(encoding="utf-8")
    ids = json.loads(text.partition("\n")[0].removeprefix("-- "))
    new: NewDatabase = request.getfixturevalue("new_postgres" if file.name.startswith("postgres") else "new_sqlite")
    url = new("golden")
    if new.kind == "sqlite":
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            database.executescript(text)
    else:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(text.encode())
    return opened(url), ids


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_k19_what_an_earlier_version_stored_is_lived_to_the_same_end(
    file: Path, control: Ends, request: pytest.FixtureRequest
) -> None:
    store, ids = loaded(file, request)

    store.upgrade()
    store.check()
    office = Office(store)
    found = finished(office, ids)

    assert found == control
    assert all(office.engine.verify_history(case_id).ok for case_id, _ in ids.values())
    store.close()


def test_k19_an_upgraded_database_has_the_schema_of_a_fresh_one(
    new_sqlite: NewDatabase, request: pytest.FixtureRequest
) -> None:
    store, _ = loaded(GOLDEN / "sqlite-0001.sql", request)
    fresh = opened(new_sqlite("fresh"))
    store.upgrade()
    fresh.upgrade()

    assert dumped(store.engine) == dumped(fresh.engine)
    store.close()
    fresh.close()


def test_k19_every_released_schema_has_a_golden_database() -> None:
    """0006 was never landed without 0007; what came after 0007 is not released yet."""
    assert [file.stem for file in FILES if file.stem.startswith("sqlite")] == [
        f"sqlite-{number:04}" for number in (1, 2, 3, 4, 5, 7)
    ]


def vaulted(url: str) -> SqlStore:
    """A process of this version, which writes what the database says."""
    store = opened(url)
    store.vault = evidence_keys.vault(store, KEYS, None)
    return store


def states(store: SqlStore) -> set[int]:
    """The formats in which states are stored, by their first byte: 0 and 1 in the clear, 2 sealed, 3 bound."""
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT state FROM case_instance")
        return {max(1, bytes(row[0])[0]) for row in found}


def test_k19_until_the_flag_is_set_old_processes_read_what_new_ones_write(
    new_database: NewDatabase, control: Ends
) -> None:
    """Old code, which knows no format but 1, stands beside new code on one database; then back to the old for good."""
    url = new_database.migrated("flag")
    old = opened(url)
    formats.write(old.engine, 1)
    new = vaulted(url)
    ids = begun(Office(new))
    halves = list(ids)

    assert states(old) == {1}
    offices = (Office(new), Office(old))
    offices[1]._messages = offices[0]._messages  # senders number their messages through, whoever takes them in
    found: Ends = {}
    for number, name in enumerate(halves):  # in turn: each takes up what the other has left
        office, other = offices[number % 2], offices[1 - number % 2]
        office.clock.moment = max(office.clock.moment, other.clock.moment)
        found[name] = ended(office, name, *ids[name])
    assert found == control
    old.close()
    new.close()


@pytest.mark.parametrize("number", [2, 3])
def test_k19_once_the_flag_is_set_content_is_written_anew_and_old_content_stays_readable(
    new_database: NewDatabase, control: Ends, number: int
) -> None:
    url = new_database.migrated("set")
    before = opened(url)
    formats.write(before.engine, 1)
    ids = begun(Office(before))
    formats.write(before.engine, number)
    new = vaulted(url)

    assert finished(Office(new), ids) == control
    assert states(before) == {number}
    with pytest.raises((WrongKey, Corrupt)):
        Office(before).engine.variables(ids["task"][0])
    before.close()
    new.close()


@pytest.mark.parametrize("numbers", [(2, 3), (3, 2)], ids=["forth", "back"])
def test_k19_states_are_bound_or_not_as_the_flag_says_and_lives_go_on_across_it(
    new_database: NewDatabase, control: Ends, numbers: tuple[int, int]
) -> None:
    """What is written in format 2 a process of the version before reads; a roll-back of the flag writes it again."""
    url = new_database.migrated("bound")
    first = opened(url)
    formats.write(first.engine, numbers[0])
    first.vault = evidence_keys.vault(first, KEYS, None)
    ids = begun(Office(first))
    assert states(first) == {numbers[0]}
    formats.write(first.engine, numbers[1])
    second = vaulted(url)

    assert finished(Office(second), ids) == control
    assert states(first) == {numbers[1]}
    first.close()
    second.close()


def test_k19_a_database_with_cases_goes_on_writing_what_the_version_before_reads(
    request: pytest.FixtureRequest, new_sqlite: NewDatabase
) -> None:
    used, _ = loaded(GOLDEN / "sqlite-0007.sql", request)
    used.upgrade()
    fresh = opened(new_sqlite.migrated("empty"))

    assert (formats.written(used.engine), formats.written(fresh.engine)) == (2, 3)
    used.close()
    fresh.close()


def test_k19_a_process_that_cannot_read_what_is_written_does_not_start(new_database: NewDatabase) -> None:
    store = opened(new_database.migrated("newer"))
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("INSERT INTO platform_value (name, value) VALUES ('content.format', '99')")

    with pytest.raises(UnsafeDatabase, match="written in format 99; this version reads up to 3"):
        store.check()
    store.close()
