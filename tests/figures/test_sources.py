"""Key figures that closed cases do not tell, counted from what lies in the database, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from akzess.statistics import note_backlog
from akzess.statistics_sources import supply
from authority.figures.measures import Supplied
from authority.intake.records import PortalMessage, Sender
from service.survey import counting
from store import SqlStore, statements
from store.figures.open import figures_of
from store.survey import SurveyAnswer, SurveyWave

from ..store.records import deployed

#: Thursday; the 31st is a holiday in Saxony.
NOW = datetime(2026, 10, 22, 12, tzinfo=UTC)


@pytest.fixture
def base(sqlite_store: SqlStore) -> SqlStore:
    """What is counted does not depend on the database; that both can be asked is one story below."""
    return sqlite_store


def put(store: SqlStore, table: str, **values: Any) -> None:
    """A row as it is stored."""
    sql = statements.insert(table, tuple(values), 1)

    def work(session: Any) -> None:
        given = [session.values.instant(v) if isinstance(v, datetime) else v for v in values.values()]
        session.run(sql, given)

    store.in_transaction(work)


def case(store: SqlStore, name: str, site: str = "DD", days: int = 3, group: str = "") -> str:
    """An open case that was begun so many days ago."""
    put(
        store,
        "case_instance",
        id=name,
        tenant=1,
        definition_id=deployed(store),
        deployment_id=1,
        process_id="akzess-main",
        business_key=name,
        site=site,
        case_group=group,
        status="RUNNING",
        version=1,
        state=b"",
        state_format=1,
        checksum=b"",
        history_seq=0,
        history_head=b"",
        created_at=NOW - timedelta(days=days),
        updated_at=NOW,
    )
    return name


def says(store: SqlStore, of: str, who: Sender, at: datetime) -> None:
    message = PortalMessage(1, of, f"{of}-{at:%d%H%M}", who.value, "x", "x", at)
    with store.unit_of_work() as work:
        work.put(message)
        work.commit()


def found(store: SqlStore, key: str, agencies: tuple[str, ...] = ()) -> list[tuple[str, int, int]]:
    supply(store, agencies, NOW)
    rows = figures_of(store).supplied(1, 202610, 202610)
    return [(one.site, one.numerator, one.denominator) for one in rows if one.measure == key]


def outcome(
    store: SqlStore, number: int, result: str, late: int | None, offer: int | None = None, group: str = ""
) -> None:
    row = {
        "case_group": group,
        "tenant": 1,
        "id": f"o{number}",
        "site": "DD",
        "day": "2026-10-05",
        "kind": "BIO",
        "result": result,
    }
    put(store, "appointment_outcome", **row, late_minutes=late, offer_days=offer)


def called(store: SqlStore, of: str, number: int, word: str) -> None:
    row = {"tenant": 1, "exchange": f"x{number}", "part": "answer", "agency": "azr", "operation": "report"}
    more = {"case_id": of, "business_key": of, "job_id": "", "key": "", "message_id": "", "attempt": 1}
    body = {"media_type": "", "size": 0, "sha256": b"", "canonical": "", "signature": "none", "receipt": "{}"}
    put(store, "evidence", **row, **more, **body, at=NOW, outcome=word, subject="", master="", seal=b"")


def test_missed_appointments_are_a_share_of_those_that_were_kept_or_missed(base: SqlStore) -> None:
    for number, result in enumerate(("DONE", "DONE", "NO_SHOW", "CANCELLED")):
        outcome(base, number, result, None)

    assert found(base, "K7.missed") == [("DD", 1, 3)]


def test_minutes_late_are_counted_by_minute_and_whoever_is_early_is_not_late(base: SqlStore) -> None:
    for number, late in enumerate((-3, 0, 7)):
        outcome(base, number, "DONE", late)

    assert (found(base, "K7.late|0"), found(base, "K7.late|7")) == ([("DD", 2, 3)], [("DD", 1, 3)])


def test_days_to_the_first_offer_count_for_appointments_that_were_cancelled_too(base: SqlStore) -> None:
    outcome(base, 1, "CANCELLED", None, 4)

    assert found(base, "K7.offer|4") == [("DD", 1, 0)]


def test_open_cases_are_counted_by_their_age(base: SqlStore) -> None:
    for name, days in (("a", 28), ("b", 29), ("c", 56), ("d", 57), ("e", 200)):
        case(base, name, days=days)

    ages = {}
    for key in ("0-28", "29-56", "57-84", ">84"):
        ages[key] = next(row[1:] for row in found(base, f"K9.age.{key}") if row[0] == "DD")

    assert ages == {"0-28": (1, 5), "29-56": (2, 5), "57-84": (1, 5), ">84": (1, 5)}


def test_a_case_that_waits_for_documents_is_counted_once_as_standing(base: SqlStore) -> None:
    name = case(base, "a")
    case(base, "b")
    for activation, message in enumerate(("unterlagen.eingegangen", "anerkennung.bescheid", "ba.antwort")):
        row = {"case_id": name, "activation": activation, "element_id": f"e{activation}", "tenant": 1}
        put(base, "subscription", **row, kind="message", name=message, corr_key="k", created_at=NOW)

    assert ("DD", 1, 2) in found(base, "K9.paused")


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (datetime(2026, 10, 14, 21, 59, tzinfo=UTC), ("DD", 1, 1)),  # the second working day after Monday, 23:59
        (datetime(2026, 10, 14, 22, 0, tzinfo=UTC), ("DD", 0, 1)),
        (None, ("DD", 0, 1)),
    ],
)
def test_an_inquiry_is_answered_in_time_until_the_end_of_the_second_working_day(
    base: SqlStore, answered: datetime | None, expected: tuple[str, int, int]
) -> None:
    name = case(base, "a")
    says(base, name, Sender.APPLICANT, datetime(2026, 10, 12, 8, tzinfo=UTC))
    says(base, name, Sender.APPLICANT, datetime(2026, 10, 12, 9, tzinfo=UTC))
    if answered:
        says(base, name, Sender.OFFICE, answered)

    assert found(base, "K15") == [expected]


def test_an_inquiry_that_may_still_be_answered_in_time_is_not_counted_yet(base: SqlStore) -> None:
    says(base, case(base, "a"), Sender.APPLICANT, NOW - timedelta(hours=1))

    assert found(base, "K15") == []


def test_a_refusal_is_an_error_of_the_register_and_a_silence_a_technical_fault(base: SqlStore) -> None:
    name = case(base, "a")
    for number, word in enumerate(("reply", "accepted", "refused unknown-person", "unavailable timeout")):
        called(base, name, number, word)

    assert (found(base, "K16", ("azr",)), found(base, "K18", ("azr",))) == ([("DD", 1, 3)], [("DD", 1, 4)])


def test_satisfaction_is_told_of_waves_that_are_over_and_from_ten_answers_on(base: SqlStore) -> None:
    waves = (("over", 10, NOW), ("small", 9, NOW), ("open", 30, None))
    with base.unit_of_work() as work:
        for wave, answers, closed in waves:
            work.put(SurveyWave(1, wave, wave, 1, "2026-10-01", "2026-10-31", NOW, "ida", closed))
            for number in range(answers):
                ratings = {"overall": 1 if number < 7 else 4}
                work.put(SurveyAnswer(1, f"{wave}-{number}", wave, "applicants", "DD", ratings))
        work.commit()

    assert found(base, "K13") == [("", 7, 10), ("DD", 7, 10)]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_both_databases_tell_the_same(request: pytest.FixtureRequest, kind: str) -> None:
    store = request.getfixturevalue(f"{kind}_store")
    name = case(store, "a", days=40, group="FG2")
    for number, late in enumerate((5, None)):
        outcome(store, number, "DONE" if late else "NO_SHOW", late, 2, group="FG2")
    row = {"case_id": name, "activation": 1, "element_id": "e", "tenant": 1}
    put(store, "subscription", **row, kind="message", name="unterlagen.eingegangen", corr_key="k", created_at=NOW)
    says(store, name, Sender.APPLICANT, NOW - timedelta(days=9))
    called(store, name, 1, "unavailable timeout")
    supply(store, ("azr",), NOW)

    rows = figures_of(store).supplied(1, 202610, 202610)

    told = {(one.measure, one.numerator, one.denominator) for one in rows if (one.site, one.group) == ("DD", "FG2")}
    assert told == {
        ("K7.late|5", 1, 2),
        ("K7.missed", 1, 2),
        ("K7.offer|2", 2, 2),
        ("K9.age.0-28", 0, 1),
        ("K9.age.29-56", 1, 1),
        ("K9.age.57-84", 0, 1),
        ("K9.age.>84", 0, 1),
        ("K9.paused", 1, 1),
        ("K15", 0, 1),
        ("K18", 1, 1),
    }


def test_what_has_not_changed_is_not_written_again(base: SqlStore) -> None:
    case(base, "a")
    supply(base, (), NOW)

    assert supply(base, (), NOW) == 0


def test_an_older_month_is_left_alone_once_a_week_has_gone(base: SqlStore) -> None:
    put(
        base,
        "appointment_outcome",
        tenant=1,
        id="o",
        site="DD",
        day="2026-09-30",
        kind="BIO",
        result="DONE",
        late_minutes=3,
    )

    supply(base, (), NOW)

    assert list(figures_of(base).supplied(1, 202609, 202609)) == list[Supplied]()


def test_a_count_that_is_no_longer_true_is_dropped(base: SqlStore) -> None:
    outcome(base, 1, "DONE", 5)
    supply(base, (), NOW)
    base.in_transaction(lambda session: session.run("UPDATE appointment_outcome SET late_minutes = 9", ()))

    assert (found(base, "K7.late|9"), found(base, "K7.late|5")) == ([("DD", 1, 1)], [])


def test_the_backlog_of_the_month_before_stays_as_it_was_on_its_last_day(base: SqlStore) -> None:
    case(base, "a", group="FG1")
    supply(base, (), NOW)
    early = datetime(2026, 11, 2, 12, tzinfo=UTC)
    supply(base, (), early)

    rows = figures_of(base).supplied(1, 202610, 202610)
    assert [one.numerator for one in rows if (one.measure, one.group) == ("K9.age.0-28", "FG1")] == [1]


def test_open_cases_are_noted_by_site_and_case_group(base: SqlStore) -> None:
    for name, group in (("a", "FG1"), ("b", "FG1"), ("c", "FG6")):
        case(base, name, group=group)
    note_backlog(base, NOW)

    rows = figures_of(base).supplied(1, 202610, 202610)
    assert {(one.site, one.group): one.numerator for one in rows if one.site == "DD"} == {
        ("DD", "FG1"): 2,
        ("DD", "FG6"): 1,
    }


def test_satisfaction_of_a_case_group_is_that_of_its_answers(base: SqlStore) -> None:
    with base.unit_of_work() as work:
        work.put(SurveyWave(1, "w", "w", 1, "2026-10-01", "2026-10-31", NOW, "ida", NOW))
        for number in range(24):
            ratings, group = ({"overall": 1}, "FG1") if number < 12 else ({"overall": 4}, "FG6")
            work.put(SurveyAnswer(1, f"{number}", "w", "applicants", "DD", ratings))
            counting.returned(work, 1, "w", "applicants", "DD", group, ratings)
        work.commit()
    supply(base, (), NOW)

    rows = figures_of(base).supplied(1, 202610, 202610)
    assert {one.group: (one.numerator, one.denominator) for one in rows if one.measure == "K13" and not one.site} == {
        "": (12, 24),
        "FG1": (12, 12),
        "FG6": (0, 12),
    }
