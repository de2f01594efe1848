"""I1–I12: each is asked of the tables after every fault, and each notices what was planted behind the platform's back."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store import SqlStore, open_store
from tests.kernel.diagrams import (
    boundary,
    element,
    end,
    flows,
    message,
    on_message,
    on_timer,
    process,
    service,
    start,
    user,
)
from tests.kernel.office import START, Office
from tests.rigs.invariants import check
from tests.rigs.look import Books

LATER = START + timedelta(hours=1)
DIAGRAM = process(
    start(),
    user("check"),
    element("parallelGateway", "split"),
    service("ask"),
    element("intermediateCatchEvent", "answer", on_message("the answer")),
    user("wait"),
    boundary("late", "wait", on_timer("P30D")),
    element("parallelGateway", "join"),
    end(),
    flows(
        "start -> check -> split",
        *(f"split -> {branch} -> join" for branch in ("ask", "answer", "wait")),
        "late -> join -> end",
    ),
    tops=message("the answer"),
)


@pytest.fixture(scope="module")
def busy(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A file with a case that has done a bit of everything and waits for the rest; and the case's id."""
    path = tmp_path_factory.mktemp("invariants") / "busy.db"
    shutil.copy(migrated_sqlite, path)
    store = open_store(f"sqlite:///{path}")
    office = Office(store)
    case_id = office.runs(DIAGRAM)
    office.completes("check")
    office.works("ask", r=1)
    office.receives("the answer", message_id="letter", n=1)
    office.receives("something else", key="nobody", message_id="stray")
    store.close()
    return path, case_id


@pytest.fixture
def store(busy: tuple[Path, str], tmp_path: Path) -> Iterator[SqlStore]:
    """A copy of that file for one story."""
    path = tmp_path / "akzess.db"
    shutil.copy(busy[0], path)
    found = open_store(f"sqlite:///{path}")
    assert isinstance(found, SqlStore)
    yield found
    found.close()


def found(store: SqlStore, *planted: str, books: Books | None = None) -> set[str]:
    """The invariants that are broken, after these statements."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for sql in planted:
            assert connection.exec_driver_sql(sql).rowcount > 0, sql
        connection.commit()
    return {finding.partition(":")[0] for finding in check(store, LATER, books)}


def test_nothing_is_wrong_before_anything_is_planted(store: SqlStore, busy: tuple[Path, str]) -> None:
    books = Books(started={busy[1]}, messages={("test", "letter"), ("test", "stray")})

    assert found(store, books=books) == set()


def test_i01_a_confirmed_message_that_is_gone_is_noticed(store: SqlStore) -> None:
    assert "I1" in found(
        store, "DELETE FROM inbound_message WHERE message_id = 'stray'", books=Books(messages={("test", "stray")})
    )


def test_i02_an_activation_that_ended_twice_is_noticed(store: SqlStore) -> None:
    first = "SELECT {} FROM history WHERE event = 'element' AND seq = 2"
    assert "I2" in found(
        store,
        f"UPDATE history SET activation = ({first.format('activation')}), element_id = ({first.format('element_id')})"
        " WHERE seq = (SELECT MAX(seq) FROM history WHERE event = 'element')",
    )


def test_i03_a_line_of_history_that_was_taken_out_is_noticed(store: SqlStore) -> None:
    assert "I3" in found(store, "DELETE FROM history WHERE seq = 2")


def test_i04_a_second_effect_of_one_key_is_noticed(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        key = connection.exec_driver_sql("SELECT idem_key FROM job").scalar_one()

    assert found(store, books=Books(effects=Counter({key: 2}), arrivals=Counter({key: 2}))) == {"I4"}


def test_i05_a_timer_that_should_have_fired_is_noticed(store: SqlStore) -> None:
    assert found(store, "UPDATE timer SET fire_at = fire_at - 40 * 86400000000") == {"I5"}


def test_i06_a_message_consumed_by_nobody_is_noticed(store: SqlStore) -> None:
    assert "I6" in found(store, "UPDATE inbound_message SET consumed_by = 'somebody' WHERE message_id = 'letter'")


def test_i07_a_case_that_ended_with_work_left_is_noticed(store: SqlStore) -> None:
    assert "I7" in found(store, "UPDATE case_instance SET status = 'COMPLETED'")


def test_i08_a_task_without_a_token_is_noticed(store: SqlStore) -> None:
    assert "I8" in found(store, "UPDATE task SET state = 0 WHERE element_id = 'check'")


@pytest.mark.parametrize("table", ["timer", "offer"])
def test_i09_a_row_of_another_tenant_is_noticed(store: SqlStore, table: str) -> None:
    assert "I9" in found(store, f"UPDATE {table} SET tenant = 2")


def test_i10_an_answer_that_was_not_kept_is_noticed(store: SqlStore) -> None:
    assert found(store, books=Books(answered={("anna", "a-key-that-was-confirmed")})) == {"I10"}


def test_i11_a_case_that_changed_its_version_is_noticed(store: SqlStore) -> None:
    assert "I11" in found(store, "UPDATE definition SET version = version + 1")


def test_i12_a_job_that_nobody_does_is_noticed(store: SqlStore) -> None:
    assert "I12" in found(store, "UPDATE job SET state = 0, run_at = run_at - 3600000000")
