"""`akzess figures` and the chore: what came before, what is frozen and when, whether it still is what it was."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from akzess import statistics
from akzess.scenario_file import read
from akzess.scenarios import folder, play
from authority.figures.record import COMPUTED
from authority.figures.synthetic import closed_cases
from engine.closing import NO_RECORD
from engine.handlers.deployments import read_here
from store import MemoryStore, SqlStore, open_store
from store.figures.open import figures_of

from ..akzess.conftest import Shell
from ..akzess.conftest import akzess as akzess
from ..kernel.diagrams import end, flows, process, start, user
from ..kernel.office import Office
from .test_closing import RULE, Desk

WORK = process(start(), user("a"), end(), flows("start -> a -> end"))
ROWS = list(closed_cases(60, date(2026, 3, 1), date(2026, 4, 30), random.Random(3)))


@pytest.mark.parametrize("name", ["b05-objection-succeeds"])
def test_the_row_says_what_the_procedures_own_record_says(name: str) -> None:
    store = MemoryStore()
    done = play(read(folder() / f"{name}.yaml"), store, read_bundle=read_here)

    (row,) = figures_of(store).rows(1, 0, 999_999)

    told = _engine(store).variables(done.case_id)["statistik"]
    plain = {key: getattr(row, field) for key, field in COMPUTED.items() if told.get(key) and key in _SIMPLE}
    assert {key: _text(value) for key, value in plain.items()} == {key: _text(told[key]) for key in plain}


_SIMPLE = {
    *(
        "groupCode",
        "row",
        "legalBasis",
        "nationality",
        "sex",
        "ageBand",
        "receivedOn",
        "clockStart",
        "clockStop",
        "t01Due",
    ),
    *(
        "inTime",
        "netDays",
        "grossDays",
        "baResult",
        "baDays",
        "outcome",
        "escalationMax",
        "cardDays",
        "languageRequested",
    ),
}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _engine(store: Any) -> Any:
    return Office(store).engine


def test_cases_that_ended_before_are_added_once(sqlite_store: SqlStore) -> None:
    desk = Desk(sqlite_store, NO_RECORD)
    desk.closes()

    added = [sum(n for _, n in statistics.backfill(sqlite_store, desk.office.engine, RULE)) for _ in range(2)]

    assert (added, [row.outcome for row in desk.rows]) == ([1, 0], ["GRANT"])


def test_a_case_whose_month_is_frozen_is_counted_in_the_next(sqlite_store: SqlStore) -> None:
    desk = Desk(sqlite_store, NO_RECORD)
    desk.closes()
    desk.figures.freeze(1, 202612, datetime(2027, 1, 4, tzinfo=UTC), "akzess", ("DD",))

    assert sum(n for _, n in statistics.backfill(sqlite_store, desk.office.engine, RULE)) == 1
    assert [(row.closed_on.month, row.month) for row in desk.rows] == [(10, 202701)]


def test_a_month_is_frozen_a_week_after_its_end(memory_store: MemoryStore) -> None:
    figures = figures_of(memory_store)
    figures.add(1, ROWS)

    on_the_seventh = statistics.round_(memory_store, datetime(2026, 5, 7, 12, tzinfo=UTC)) and figures.frozen(1)
    statistics.round_(memory_store, datetime(2026, 5, 8, 12, tzinfo=UTC))

    assert (on_the_seventh, figures.frozen(1)) == (202603, 202604)


def test_months_in_which_nobody_looked_are_frozen_later_in_their_order(memory_store: MemoryStore) -> None:
    figures = figures_of(memory_store)
    figures.add(1, ROWS)

    statistics.round_(memory_store, datetime(2027, 2, 20, tzinfo=UTC))

    names = list(dict.fromkeys(one.name for one in figures.snapshots(1, "month")))
    assert (names[0], names[-1], len(names)) == ("2026-03", "2027-01", 11)


def test_the_command_line_counts_freezes_and_verifies(akzess: Shell, tmp_path: Path) -> None:
    store = _filled(akzess)
    store.close()

    akzess("figures", "count", "--json")
    akzess("figures", "verify", "--json")

    assert (akzess.code, akzess.json["broken"]) == (0, [])


def test_a_row_that_was_changed_behind_its_back_is_found(akzess: Shell) -> None:
    store = _filled(akzess)
    akzess("figures", "count", "--json")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE closed_case SET in_time = 1 - in_time WHERE month = 202603 AND site = 'DD'"))
    store.close()

    akzess("figures", "verify", "--json")

    assert (akzess.code, akzess.json["broken"]) == (5, ["2026-03 DD"])


def test_the_report_is_written_from_the_command_line(akzess: Shell, tmp_path: Path) -> None:
    _filled(akzess).close()
    akzess("figures", "count", "--json")

    akzess("figures", "report", "2026", "--to", str(tmp_path / "r.csv"), "--format", "csv", "--language", "en")

    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "AKZESS;AKZESS statistics 2026"


def test_a_baseline_of_the_running_year_is_refused(akzess: Shell) -> None:
    year = str(datetime.now(UTC).year)

    akzess("figures", "baseline", "jetzt", "--since", year, "--until", year)

    assert akzess.code == 1


def _filled(akzess: Shell) -> SqlStore:
    store = open_store(akzess.database)
    assert isinstance(store, SqlStore)
    store.upgrade()
    figures_of(store).add(1, ROWS)
    return store
