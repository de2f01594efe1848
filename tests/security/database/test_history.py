"""Row O05: whatever the database's administrator does to histories and seals is found, with its place, on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from akzess.house import VirtualHouse
from engine.commands import PrioritiseTask, StartCase
from engine.handlers import chain
from engine.handlers.deployments import read_here
from engine.model import SYSTEM
from store import SqlStore
from store.alarms import raised
from store.sealing.archive import Archive
from store.sealing.sealer import Behind, Sealer
from store.sealing.verifying import verify_complete, verify_heads, verify_seals
from tests.access.office import BUNDLE, MORNING, VARIABLES
from tests.security.corpus_files import row

ROW = row("operations", "O05")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
START = StartCase(actor=SYSTEM, process_id="desk", variables=dict(VARIABLES), site="DD")
MINUTE = timedelta(minutes=1)


class Town:
    """Three cases with three seals, as `O05.yaml` says."""

    def __init__(self, store: SqlStore, folder: Path, *, seals: int = 3) -> None:
        self.house = VirtualHouse(store, MORNING, read_bundle=read_here)
        self.house.deploy({"desk.bpmn": (BUNDLE / "desk.bpmn").read_bytes()})
        self.store, self.archive = store, Archive(folder, 1)
        self.postgres = store.engine.dialect.name == "postgresql"
        self.sealer = Sealer(store, KEY, self.archive, 1)
        self.cases = {name: str(self.house.handle(START).case_id) for name in "abc"}
        for number in range(3):
            if number:
                self.go_on(number)
            if number < seals:
                self.seal()
        self.last = self.house.case(self.cases["a"]).history_seq

    def go_on(self, priority: int) -> None:
        for case in self.cases.values():
            task = next(task.id for task in self.house.open_tasks(case) if task.element_id == "UT-FIRST")
            self.house.handle(PrioritiseTask(actor=SYSTEM, task_id=task, priority=priority, reason="eilt"))

    def seal(self) -> int:
        """The number of the seal; 0: there was nothing to seal."""
        self.house.moving.advance(MINUTE)
        made = self.sealer.seal(self.house.moving.now())
        return made.number if made else 0

    def sql(self, statements: Iterable[str]) -> None:
        """As the administrator."""
        nothing = r"'\x'" if self.postgres else "x''"
        words = {**self.cases, "last": str(self.last), "nothing": nothing}
        free = "SET LOCAL session_replication_role = replica" if self.postgres else "PRAGMA foreign_keys = OFF"
        with self.store.engine.connect() as connection:
            connection.exec_driver_sql(free)
            for text in statements:
                connection.exec_driver_sql(text.format(**words))
            connection.commit()
            connection.invalidate()

    def without(self, name: str) -> None:
        of = f"= '{self.cases[name]}'"
        tables = ("offer", "search_term", "task", "history", "timer", "job", "subscription", "incident")
        self.sql(f"DELETE FROM {table} WHERE case_id {of}" for table in tables)
        self.sql([f"DELETE FROM case_instance WHERE id {of}"])

    def rewrite(self, name: str) -> None:
        """Another actor in the first line, and every hash after it computed anew."""
        case, head, statements = self.cases[name], b"", []
        for number, line in enumerate(self.house.read.history(1, case)):
            told = line if number else replace(line, actor="somebody else")
            head = chain.digest(head, told)
            sets = f"actor = '{told.actor}', hash = {self._bytes(head)}"
            statements.append(f"UPDATE history SET {sets} WHERE case_id = '{case}' AND seq = {line.seq}")
        self.sql([*statements, f"UPDATE case_instance SET history_head = {self._bytes(head)} WHERE id = '{case}'"])

    def _bytes(self, content: bytes) -> str:
        return rf"'\x{content.hex()}'" if self.postgres else f"x'{content.hex()}'"

    def archived(self, what: str) -> None:
        """What becomes of the archive's files."""
        files = sorted(self.archive.folder.rglob("*.seal"))
        for file in files if what == "lost" else files[1:2]:
            text = file.read_text()
            if what:
                file.unlink()
            if what == "forged":
                file.write_text(text.replace('"note": ""', '"note": "x"'))

    def found(self) -> list[str]:
        """Every finding by code and place."""
        names = {case: name for name, case in self.cases.items()}
        there = [case.id for case in self.house.read.cases(1, limit=50).items]
        broken = [f"chain {names[case]}" for case in there if not self.house.engine.verify_history(case).ok]
        sealed, findings = verify_seals(self.store, self.archive, [KEY.public_key()], 1)
        findings += verify_heads(self.store, sealed, 1)
        findings += verify_complete(self.store, sealed, 1)
        places = (f"{one.code} {names.get(one.case_id, one.checkpoint)}" for one in findings)
        return sorted({*broken, *places})


@pytest.fixture(params=["sqlite", "postgres"])
def book(request: pytest.FixtureRequest) -> SqlStore:
    """An empty store on each database, as its administrator."""
    found: SqlStore = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.mark.parametrize("name", ROW["variants"])
def test_what_an_administrator_does_to_a_history_is_found(book: SqlStore, tmp_path: Path, name: str) -> None:
    variant = ROW["variants"][name]
    town = Town(book, tmp_path, seals=0 if variant.get("unsealed") else 3)
    if variant.get("grows"):
        town.go_on(7)
    if variant.get("hidden"):
        town.house.moving.advance(60 * MINUTE)
        town.sql(variant["hidden"])
        town.seal()
    town.archived(variant.get("archive", ""))
    if variant.get("rewrite"):
        town.rewrite(variant["rewrite"])
    if variant.get("without"):
        town.without(variant["without"])
    town.sql(variant.get("sql", []))
    assert town.found() == sorted(variant["expect"])


def test_a_seal_holds_what_changed_since_the_one_before_and_nothing_else(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path)
    task = next(task.id for task in town.house.open_tasks(town.cases["b"]) if task.element_id == "UT-BA")
    town.house.handle(PrioritiseTask(actor=SYSTEM, task_id=task, priority=9, reason="eilt"))
    number = town.seal()
    newest = town.archive.read(number)
    assert newest is not None
    assert [leaf.case_id for leaf in newest.leaves] == [town.cases["b"]]


def test_where_nothing_has_changed_there_is_a_seal_every_other_minute(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path)
    assert [town.seal() for _ in range(4)] == [0, 4, 0, 5]


def test_a_quiet_night_is_no_alarm(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path)
    alarms: set[str] = set()
    for _ in range(30):
        town.seal()  # the chore, each minute
        alarms |= raised(book.vitals(town.house.moving.now()))
    assert "seals-late" not in alarms


def test_histories_that_nobody_has_ever_sealed_are_an_alarm(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path, seals=0)
    found = []
    for minutes in (1, 4):
        town.house.moving.advance(minutes * MINUTE)
        found.append("seals-late" in raised(book.vitals(town.house.moving.now())))
    town.seal()
    found.append("seals-late" in raised(book.vitals(town.house.moving.now())))
    assert found == [False, True, False]


def test_two_sealers_make_one_seal(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path)
    other = Sealer(book, KEY, town.archive, 1)
    town.go_on(8)
    town.seal()
    assert other.seal(town.house.moving.now()) is None


def test_an_emptied_feed_costs_a_look_at_every_head_and_loses_none(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path)
    town.go_on(8)
    town.sql(["DELETE FROM change_feed"])
    newest = town.archive.read(town.seal())
    assert newest is not None
    assert sorted(leaf.case_id for leaf in newest.leaves) == sorted(town.cases.values())


def test_what_a_crash_left_out_of_the_archive_comes_with_the_next_seal(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path)
    next(town.archive.folder.rglob("*3.seal")).unlink()
    town.go_on(8)
    town.seal()
    assert town.found() == []


def test_nothing_is_sealed_over_a_gap(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path)
    town.sql(["DELETE FROM checkpoint WHERE number = 3"])
    with pytest.raises(Behind):
        town.seal()


def test_after_a_restored_backup_the_first_seal_says_what_was_lost(book: SqlStore, tmp_path: Path) -> None:
    town = Town(book, tmp_path)
    town.sql(
        [
            "DELETE FROM checkpoint WHERE number = 3",
            "DELETE FROM history WHERE seq = {last}",
            "UPDATE case_instance SET history_seq = {last} - 1, history_head = (SELECT h.hash FROM history h"
            " WHERE h.case_id = case_instance.id AND h.seq = {last} - 1)",
        ]
    )
    town.house.moving.advance(MINUTE)
    made = town.sealer.after_restore(town.house.moving.now(), "Plattenschaden")
    assert (town.found(), made.number, made.restored_from) == ([], 4, 2)
