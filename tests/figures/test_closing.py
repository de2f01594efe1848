"""The row of a closed case: written with the end of the case or not at all, counted once, and nobody's afterwards."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from authority.figures.synthetic import closed_cases
from engine import commands as c
from engine import failpoints
from engine.closing import Closing, read
from engine.errors import Conflict
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.model import Actor
from store import SqlStore
from store.erasing import Vault
from store.erasing.erasing import Erasing
from store.erasing.records import Basis
from store.evidence import Keyring
from store.figures.open import figures_of
from store.figures.records import BASELINE, Supplied, rows_digest

from ..kernel.diagrams import end, flows, process, start, user
from ..kernel.office import CountedIds, Office
from .test_sources import NOW, put

RULE = Closing(
    frozenset({"p"}),
    {"outcome": "= outcome", "groupCode": '= "FG1"', "netDays": "= days", "familyGroupKey": "= sponsor"},
)
WORK = process(start(), user("a"), end(), flows("start -> a -> end"))
EVER = (0, 999_999)


class Desk:
    """An office whose endings are recorded."""

    def __init__(self, store: Any, rule: Closing = RULE) -> None:
        self.office = Office(store)
        self.office.engine = Engine(store, self.office.clock, CountedIds(), read_bundle=read_here, closing=rule)
        self.figures = figures_of(store)

    def closes(self, **variables: Any) -> str:
        case = self.office.runs(WORK, **{"outcome": "GRANT", "days": 12} | variables)
        self.office.completes("a")
        return str(case)

    @property
    def rows(self) -> list[Any]:
        return list(self.figures.rows(1, *EVER))


@pytest.fixture
def desk(store: Any) -> Desk:
    return Desk(store)


@pytest.fixture(params=["sqlite", "postgres"])
def sealed(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """A store that seals content."""
    found: SqlStore = request.getfixturevalue(f"{request.param}_store")
    found.vault = Vault(Keyring([bytes(range(32))]))
    yield found
    found.vault = None


def test_a_case_that_ends_leaves_one_row(desk: Desk) -> None:
    desk.closes()

    assert [(r.outcome, r.group, r.net_days, r.closed_on, r.month) for r in desk.rows] == [
        ("GRANT", "FG1", 12, date(2026, 10, 21), 202610)
    ]


def test_a_case_that_goes_on_leaves_none(desk: Desk) -> None:
    desk.office.runs(WORK, outcome="GRANT")

    assert desk.rows == []


def test_a_case_that_is_cancelled_leaves_a_row_too(desk: Desk) -> None:
    case = desk.office.runs(WORK, outcome="GRANT")

    desk.office.engine.handle(c.CancelCase(case_id=case, reason="Probe", actor=Actor("clara", "clara")))

    assert len(desk.rows) == 1


def test_an_end_that_is_rolled_back_leaves_neither_row_nor_end(desk: Desk) -> None:
    case = desk.office.runs(WORK, outcome="GRANT")
    task = desk.office.task("a")
    actor = Actor("anna", "anna", frozenset({"clerk", *task.groups}))
    desk.office.engine.handle(c.ClaimTask(task_id=task.id, actor=actor))

    def dies(place: str) -> None:
        if place == "api.before_commit":
            raise failpoints.Injected("dies")

    failpoints.listen(dies)
    try:
        with pytest.raises(failpoints.Injected):
            desk.office.engine.handle(c.CompleteTask(task_id=task.id, actor=actor, answers={}))
    finally:
        failpoints.listen(None)

    found = desk.office.store.read().case(1, case)
    assert (found is not None and found.status.open, desk.rows) == (True, [])


def test_a_process_that_the_rule_does_not_name_leaves_none(store: Any) -> None:
    desk = Desk(store, replace(RULE, processes=frozenset({"other"})))

    desk.closes()

    assert desk.rows == []


def test_an_expression_that_fails_leaves_its_field_empty(store: Any) -> None:
    desk = Desk(store, Closing(frozenset({"p"}), {"netDays": "= date(days) - 1", "outcome": "= outcome"}))

    desk.closes(days="never")

    assert [(row.net_days, row.outcome) for row in desk.rows] == [(None, "GRANT")]


def test_a_rule_with_an_unknown_part_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown: colour"):
        read({"colour": "red"})


def test_a_row_is_counted_once(desk: Desk) -> None:
    desk.closes()

    counted = [desk.figures.count(1), desk.figures.count(1)]

    assert (counted, [one["n"] for one in desk.figures.tallies(1, *EVER).values()]) == ([1, 0], [1])


def test_a_counting_that_dies_is_done_again_and_counts_once(sqlite_store: SqlStore) -> None:
    desk = Desk(sqlite_store)
    desk.closes()

    def dies(sql: str) -> None:
        if sql.startswith("INSERT INTO figure_tally"):
            raise failpoints.Injected("dies")

    sqlite_store.watch = dies
    with pytest.raises(failpoints.Injected):
        desk.figures.count(1)
    sqlite_store.watch = None
    desk.figures.count(1)

    assert [one["n"] for one in desk.figures.tallies(1, *EVER).values()] == [1]


def test_rows_come_back_as_they_were_written(desk: Desk) -> None:
    rows = list(closed_cases(50, date(2026, 1, 1), date(2026, 3, 31), random.Random(3)))

    desk.figures.add(1, rows)

    assert sorted(desk.rows, key=lambda row: row.case_key) == rows


def test_adding_rows_again_adds_none(desk: Desk) -> None:
    rows = list(closed_cases(10, date(2026, 1, 1), date(2026, 3, 31), random.Random(3)))

    assert (desk.figures.add(1, rows), desk.figures.add(1, rows)) == (10, 0)


def test_the_key_of_a_row_says_nothing_of_its_case(sealed: SqlStore) -> None:
    desk = Desk(sealed)
    case = desk.closes(sponsor="AKZ-DD-2026-000007")

    (row,) = desk.rows

    assert not {case, desk.office.business_key, "AKZ-DD-2026-000007"} & {row.case_key, row.family_key}


def test_members_of_a_family_share_a_key_and_strangers_do_not(sealed: SqlStore) -> None:
    desk = Desk(sealed)
    for sponsor in ("AKZ-1", "AKZ-1", "AKZ-2"):
        desk.closes(sponsor=sponsor)

    assert len({row.family_key for row in desk.rows}) == 2


def test_after_its_erasure_nobody_finds_the_row_of_a_case(sealed: SqlStore) -> None:
    """Its pseudonym is made with the case's own key, which is gone: the platform itself would make another."""
    desk = Desk(sealed)
    case = desk.closes()
    erasing = Erasing(sealed, iter(f"id{n}" for n in range(9)).__next__)
    now = desk.office.clock.now()
    erasing.propose(1, case, Actor("clara", "clara"), basis=Basis.COURT_ORDER, text="VG 1/26", now=now)
    erasing.approve(1, case, Actor("dora", "dora"), now=now)

    found = sealed.in_transaction(
        lambda session: session.all("SELECT wrapped FROM data_key WHERE subject = ?", (case,))
    )
    assert [row[0] for row in found] == [None]


def test_a_frozen_month_stays_what_it_was(desk: Desk) -> None:
    now = datetime(2026, 4, 4, tzinfo=UTC)
    desk.figures.add(1, list(closed_cases(80, date(2026, 3, 1), date(2026, 3, 31), random.Random(3))))
    first = desk.figures.freeze(1, 202603, now, "akzess", ("DD",))

    desk.figures.add(1, list(closed_cases(5, date(2026, 3, 1), date(2026, 3, 31), random.Random(4), definition_id=2)))
    again = desk.figures.freeze(1, 202603, now, "akzess", ("DD",))

    assert [one.sha256 for one in again] == [one.sha256 for one in first]


def test_a_frozen_month_is_proved_by_its_rows_and_its_digest(desk: Desk) -> None:
    desk.figures.add(1, list(closed_cases(80, date(2026, 3, 1), date(2026, 3, 31), random.Random(3))))
    desk.figures.freeze(1, 202603, datetime(2026, 4, 4, tzinfo=UTC), "akzess")

    (found,) = [one for one in desk.figures.snapshots(1, "month") if one.site == "DD"]

    rows = [row for row in desk.rows if row.site == "DD"]
    assert (found.intact, found.rows_sha256) == (True, rows_digest(rows))


def test_a_snapshot_that_somebody_changed_is_not_intact(desk: Desk) -> None:
    desk.figures.add(1, list(closed_cases(80, date(2026, 3, 1), date(2026, 3, 31), random.Random(3))))
    (found, *_) = desk.figures.freeze(1, 202603, datetime(2026, 4, 4, tzinfo=UTC), "akzess")

    assert not replace(found, counts={**found.counts, "FG1": {"n": 999}}).intact


def test_each_month_is_chained_to_the_one_before(desk: Desk) -> None:
    desk.figures.add(1, list(closed_cases(80, date(2026, 3, 1), date(2026, 4, 30), random.Random(3))))
    now = datetime(2026, 5, 4, tzinfo=UTC)
    first = {one.site: one.sha256 for one in desk.figures.freeze(1, 202603, now, "akzess")}

    assert {one.site: one.prior for one in desk.figures.freeze(1, 202604, now, "akzess")} == first


def test_a_baseline_keeps_its_name_to_itself(desk: Desk) -> None:
    desk.figures.add(1, list(closed_cases(80, date(2025, 3, 1), date(2025, 4, 30), random.Random(3))))
    desk.figures.count(1)
    now = datetime(2026, 5, 4, tzinfo=UTC)
    desk.figures.keep_baseline(1, "Ist-Stand", 202501, 202512, now, "clara", {"DD"})

    with pytest.raises(Conflict):
        desk.figures.keep_baseline(1, "Ist-Stand", 202501, 202512, now, "clara", {"DD"})

    assert [one.site for one in desk.figures.snapshots(1, BASELINE)] == ["DD"]


def test_the_newer_count_of_a_supplied_figure_stands(desk: Desk) -> None:
    desk.figures.supply(1, [Supplied(202603, "DD", "K9.open", 41, 1)])
    desk.figures.supply(1, [Supplied(202603, "DD", "K9.open", 40, 1)])

    assert [one.numerator for one in desk.figures.supplied(1, 202601, 202612)] == [40]


def test_open_cases_are_counted_by_site_and_group(desk: Desk) -> None:
    desk.office.runs(WORK, outcome="")

    assert sum(desk.figures.open_cases(1).values()) == 1


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_letters_to_the_applicant_are_counted_with_the_language_asked_for(
    request: pytest.FixtureRequest, kind: str
) -> None:
    store = request.getfixturevalue(f"{kind}_store")
    desk = Desk(store, replace(RULE, fields={**RULE.fields, "languageRequested": '= "uk"'}))
    case = desk.office.runs(WORK, outcome="GRANT", days=12)
    letters = (("receipt", "uk"), ("survey", "uk"), ("hearing", "en"), ("partner-withdrawal", "de"))
    for number, (template, language) in enumerate(letters):
        row = {"id": f"d{number}", "tenant": 1, "case_id": str(case), "folder": "SCHRIFTVERKEHR", "source": "LETTER"}
        put(store, "document", **row, newest=1, created_at=NOW, template=template, language=language)

    desk.office.completes("a")

    assert [(row.letters, row.letters_wanted) for row in desk.rows] == [(3, 2)]
