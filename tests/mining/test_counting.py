"""Closed cases become cells once each, on both databases, whoever dies in the middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from authority.mining import Model, Trace
from authority.mining.cells import ALL, Measure
from engine.model import CaseStatus, Changes, HistoryLine
from store import SqlStore
from store.mining.counting import again, count
from store.mining.reading import Mined, Where

from ..store.records import case, deployed, later
from .told import day, model, straight

LATER = day(400)
EVERYWHERE = Where(1, "proc", None, "2026-01", "2026-12")


@pytest.fixture(params=["sqlite", "postgres"])
def sql(request: pytest.FixtureRequest) -> SqlStore:
    """An empty store on each database."""
    found: SqlStore = request.getfixturevalue(f"{request.param}_store")
    return found


def closed(store: SqlStore, name: str, trace: Trace) -> None:
    """A case with this history, closed at its end."""
    row = case(name, deployed(store), process_id="proc", site=trace.site)
    with store.unit_of_work() as unit:
        unit.insert_case(replace(row, created_at=trace.lines[0].at), Changes())
        unit.commit()
    lines = tuple(
        HistoryLine(
            name, 1, one.seq, one.at, "anna", one.event, one.element, one.activation, one.outcome, one.started_at
        )
        for one in trace.lines
    )
    with store.unit_of_work() as unit:
        ended = later(unit.lock_case(1, name), status=CaseStatus.COMPLETED, ended_at=trace.ended_at)
        unit.save_case(replace(ended, history_seq=len(lines)), Changes(history=lines))
        unit.commit()


def known(_: int) -> Model:
    return model()


def holders(store: SqlStore, where: Where = EVERYWHERE) -> dict[str, float]:
    found: dict[str, float] = {}
    for figure in Mined(store).figures(where, Measure.BALL):
        found[figure.key] = found.get(figure.key, 0) + figure.total / 86_400
    return found


def cases(store: SqlStore, where: Where = EVERYWHERE) -> int:
    return sum(figure.n for figure in Mined(store).figures(where, Measure.CASE))


def test_who_had_the_ball_adds_up_over_cases(sql: SqlStore) -> None:
    closed(sql, "a", straight(agency=10))
    closed(sql, "b", straight(agency=6))
    count(sql, 1, known, LATER)
    assert holders(sql) == {"ba": 16, "akz-clerk": 4}


def test_each_case_counts_once_however_often_one_counts(sql: SqlStore) -> None:
    for name in "abc":
        closed(sql, name, straight())
    rounds = [count(sql, 1, known, LATER, limit=2) for _ in range(4)]
    assert (rounds, cases(sql)) == ([2, 1, 0, 0], 3)


def test_who_dies_in_the_middle_has_counted_nothing(sql: SqlStore) -> None:
    for name in "ab":
        closed(sql, name, straight())

    def dies() -> Callable[[int], Model]:
        seen: list[int] = []

        def model_of(number: int) -> Model:
            seen.append(number)
            if len(seen) == 2:
                raise KeyboardInterrupt
            return model()

        return model_of

    with pytest.raises(KeyboardInterrupt):
        count(sql, 1, dies(), LATER)
    count(sql, 1, known, LATER)
    assert cases(sql) == 2


def test_a_case_that_has_just_ended_waits(sql: SqlStore) -> None:
    closed(sql, "a", straight())
    just_before: datetime = straight().ended_at - timedelta(seconds=1)
    assert count(sql, 1, known, just_before) == 0


def test_a_site_sees_its_own_cases_only(sql: SqlStore) -> None:
    closed(sql, "a", straight(site="DD"))
    closed(sql, "b", straight(site="L"))
    count(sql, 1, known, LATER)
    assert cases(sql, replace(EVERYWHERE, sites=("L",))) == 1


def test_two_sites_add_up_to_all(sql: SqlStore) -> None:
    closed(sql, "a", straight(site="DD"))
    closed(sql, "b", straight(site="L"))
    count(sql, 1, known, LATER)
    assert holders(sql, replace(EVERYWHERE, sites=("L", "DD"))) == holders(sql)


def test_months_outside_are_left_out(sql: SqlStore) -> None:
    closed(sql, "a", straight())
    count(sql, 1, known, LATER)
    assert cases(sql, replace(EVERYWHERE, since="2026-04")) == 0


def test_counting_again_gives_the_same(sql: SqlStore) -> None:
    closed(sql, "a", straight())
    count(sql, 1, known, LATER)
    before = Mined(sql).figures(EVERYWHERE, Measure.SPAN)
    again(sql, 1)
    count(sql, 1, known, LATER)
    assert sorted(map(str, Mined(sql).figures(EVERYWHERE, Measure.SPAN))) == sorted(map(str, before))


def test_a_variant_is_told_in_its_steps(sql: SqlStore) -> None:
    closed(sql, "a", straight(pause=3))
    count(sql, 1, known, LATER)
    (digest,) = {figure.key for figure in Mined(sql).figures(EVERYWHERE, Measure.VARIANT)}
    assert Mined(sql).steps(1, [digest])[digest] == ("CHECK", "ASK", "CHECK", "AGENCY", "COUNTER", "DECIDE")


def test_no_cell_names_a_case(sql: SqlStore) -> None:
    closed(sql, "secret-number", straight())
    count(sql, 1, known, LATER)
    with sql.engine.connect() as connection:
        rows = [*connection.exec_driver_sql("SELECT * FROM mined_cell")]
    assert "secret-number" not in str(rows)


def test_all_sites_stand_under_a_name_that_no_site_has() -> None:
    assert ALL == "*"
