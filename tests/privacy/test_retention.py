"""A case is kept as long as the rules say, to the day, and not a day longer once somebody had time to object."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from akzess.retention import Retention, RetentionError, Rules, later, read, rules
from engine import commands as c
from engine.model import Actor
from store import SqlStore
from store.erasing import sql
from store.erasing.erasing import Erasing
from store.erasing.errors import MustStay
from store.erasing.records import Basis, Kept

from ..kernel.diagrams import end, flows, process, start, user
from ..kernel.office import Office
from ..store.explaining import Explaining

TASK = process(start(), user("a"), end(), flows("start -> a -> end"))
CLARA, DORA = Actor("clara", "clara"), Actor("dora", "dora")
TEN_YEARS = timedelta(days=3654)


class Archive:
    """Cases that ended, the clock, and the chore."""

    def __init__(self, store: SqlStore, using: Rules | None = None) -> None:
        self.store = store
        self.office = Office(store)
        self.office.deploy(TASK)
        numbers = itertools.count(1)
        self.erasing = Erasing(store, lambda: f"id{next(numbers)}")
        self.new_id = lambda: f"id{next(numbers)}"
        self.using(using)

    def using(self, rules_: Rules | None) -> None:
        self.chore = Retention(self.store, self.office.engine, self.new_id, using=rules_)

    def ended(self, **variables: Any) -> str:
        case: str = self.office.starts(**variables)
        self.office.engine.handle(c.CancelCase(case_id=case, reason="Ende", actor=CLARA))
        return case

    def passes(self, time: timedelta) -> None:
        self.office.clock.moment += time

    def round(self) -> dict[str, int]:
        return dict(self.chore.round(self.office.clock.now()))

    def kept(self, case: str) -> Kept:
        found = self.store.in_transaction(lambda session: sql.kept(session, 1, case))
        assert found is not None
        return found


@pytest.fixture
def archive(store: SqlStore) -> Archive:
    return Archive(store)


def test_a_file_is_kept_for_ten_years_to_the_day(archive: Archive) -> None:
    case = archive.ended()
    archive.round()
    # It ended on 21 October 2026; the last day is 21 October 2036, local time.
    assert archive.kept(case).due_at == datetime(2036, 10, 21, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"outcome": "GRANT"}, "file"),
        ({"outcome": "REFUSE", "applicant": {"familyName": "Muster"}}, "not-granted"),
        ({"outcome": "REFUSE", "applicant": {"entryDate": "2026-01-01"}}, "file"),
        ({"outcome": "MOVED"}, "handed-over"),
        ({"applicant": {"deceasedOn": "2026-03-01"}}, "deceased"),
        ({"applicant": {"deceasedOn": "weiß niemand"}}, "deceased"),
    ],
)
def test_the_outcome_decides_about_the_class(archive: Archive, variables: dict[str, Any], found: str) -> None:
    case = archive.ended(**variables)
    archive.round()
    assert archive.kept(case).record_class == found


def test_after_a_death_five_years_count_from_its_day(archive: Archive) -> None:
    case = archive.ended(applicant={"deceasedOn": "2026-03-01"})
    archive.round()
    assert archive.kept(case).due_at == datetime(2031, 3, 1, 23, 0, tzinfo=UTC)


def test_what_is_due_is_proposed_and_erased_only_after_the_time_for_objections(archive: Archive) -> None:
    archive.ended()
    archive.round()
    archive.passes(TEN_YEARS)
    assert archive.round() == {"classified": 0, "proposed": 1, "erased": 0}
    archive.passes(timedelta(days=29))
    assert archive.round()["erased"] == 0
    archive.passes(timedelta(days=1))
    assert archive.round()["erased"] == 1


def test_nothing_is_proposed_before_its_time(archive: Archive) -> None:
    archive.ended()
    archive.round()
    archive.passes(TEN_YEARS - timedelta(days=3))
    assert archive.round()["proposed"] == 0


def test_a_proposal_of_the_chore_can_be_approved_by_one_person(archive: Archive) -> None:
    case = archive.ended()
    archive.round()
    archive.passes(TEN_YEARS)
    archive.round()
    assert archive.erasing.approve(1, case, CLARA, now=archive.office.clock.now()).done_at is not None


def test_a_held_case_is_not_proposed(archive: Archive) -> None:
    case = archive.ended()
    archive.round()
    archive.erasing.hold(1, case, CLARA, reason="Klage", now=archive.office.clock.now())
    archive.passes(TEN_YEARS)
    assert archive.round()["proposed"] == 0


def test_a_hold_during_review_stops_the_erasure(archive: Archive) -> None:
    case = archive.ended()
    archive.round()
    archive.passes(TEN_YEARS)
    archive.round()
    archive.erasing.hold(1, case, CLARA, reason="Klage", now=archive.office.clock.now())
    archive.passes(timedelta(days=60))
    assert archive.round()["erased"] == 0


def test_a_person_cannot_erase_for_retention_before_the_time(archive: Archive) -> None:
    case = archive.ended()
    archive.round()
    with pytest.raises(MustStay):
        archive.erasing.propose(
            1, case, CLARA, basis=Basis.RETENTION, text="Löschlauf 2027", now=archive.office.clock.now()
        )


def test_an_open_case_is_not_classified(archive: Archive) -> None:
    archive.office.starts()
    assert archive.round()["classified"] == 0


def test_a_round_takes_a_small_batch_and_the_next_one_goes_on(archive: Archive) -> None:
    for _ in range(5):
        archive.ended()
    now = archive.office.clock.now()
    assert [archive.chore.round(now, 2)["classified"] for _ in range(4)] == [2, 2, 1, 0]


def test_a_new_version_of_the_rules_classifies_everything_anew(archive: Archive, tmp_path: Path) -> None:
    case = archive.ended()
    archive.round()
    file = tmp_path / "retention.yaml"
    file.write_text(
        'version: "2030"\nreview: {period: P1D}\nclasses: [{id: short, when: "= true", period: P1Y, norm: n, source: "[P]"}]'
    )
    archive.using(read(file))
    archive.round()
    assert archive.kept(case).record_class == "short"


def test_an_erased_case_is_not_classified_again(archive: Archive) -> None:
    case = archive.ended()
    now = archive.office.clock.now()
    archive.erasing.propose(1, case, CLARA, basis=Basis.COURT_ORDER, text="3 K 1/27", now=now)
    archive.erasing.approve(1, case, DORA, now=now)
    archive.round()
    archive.passes(TEN_YEARS)
    assert archive.round()["proposed"] == 0


@pytest.mark.parametrize(
    ("day", "period", "last"),
    [
        (date(2026, 1, 31), (0, 1, 0), date(2026, 2, 28)),
        (date(2028, 2, 29), (10, 0, 0), date(2038, 2, 28)),
        (date(2026, 8, 31), (0, 30, 0), date(2029, 2, 28)),
        (date(2026, 12, 31), (0, 2, 5), date(2027, 3, 5)),
    ],
)
def test_periods_end_on_the_last_day_that_there_is(day: date, period: tuple[int, int, int], last: date) -> None:
    assert later(day, period) == last


@pytest.mark.parametrize(
    "text",
    [
        "version: x",
        "version: x\nreview: {period: 30}\nclasses: []",
        'version: x\nreview: {period: P1D}\nclasses: [{id: a, when: "= (", period: P1Y, norm: n, source: s}]',
    ],
)
def test_rules_that_cannot_be_read_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "retention.yaml"
    file.write_text(text)
    with pytest.raises(RetentionError):
        read(file)


def test_every_class_of_the_procedure_names_its_norm_and_its_source() -> None:
    assert all(one.norm and "[" in one.source for one in rules().classes)


def test_the_last_class_of_the_procedure_takes_everything_and_is_the_longest() -> None:
    assert rules().classes[-1].period == max(one.period for one in rules().classes)


def test_what_is_due_is_found_through_an_index_however_many_cases_are_kept(postgres_store: SqlStore) -> None:
    store, now = postgres_store, datetime(2037, 1, 1, tzinfo=UTC)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO retention (tenant, case_id, record_class, rules, ended_at, due_at) SELECT 1, 'c' || n, 'file', 'r',"
            " now() - n * interval '1 min', timestamptz '2037-06-01' - n * interval '1 hour' + interval '5 years'"
            " FROM generate_series(1, 60000) n"
        )
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE retention")
    url = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        session: Any = Explaining(store._open(), connection)
        found = sql.due(session, 1, now, 50)
        found_new = sql.unclassified(session, 1, "r", now, 50)
        session.close()
    assert (len(found), found_new) == (50, [])
    assert "retention_due" in session.indexes
    assert ("Seq Scan" in session.indexes, session.buffers < 300) == (False, True), (session.indexes, session.buffers)
