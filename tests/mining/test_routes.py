"""What leads and the ministry read of closed cases, over HTTP, on both databases."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from akzess.demo_mining import invented
from authority.mining import Tally
from service.mining.diagrams import models
from store.mining.counting import write

from ..status.conftest import Office, built

NOW = datetime(2026, 10, 21, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def counted(request: pytest.FixtureRequest) -> Any:
    """An office with 160 invented closed cases of the last year; nothing is written in these stories."""
    from ..store.records import emptied

    if request.param == "sqlite":
        import shutil

        from store import open_store

        template = request.getfixturevalue("migrated_sqlite")
        path = request.getfixturevalue("tmp_path_factory").mktemp("mined") / "a.db"
        shutil.copy(template, path)
        store: Any = open_store(f"sqlite:///{path}")
    else:
        store = request.getfixturevalue("migrated_postgres")
        emptied(store)
    office = built(store)
    deployed = office.house.read.definitions(1, newest_only=True)
    main = next(one for one in deployed if one.process_id == "akzess-main")
    model, tally = models(office.house.engine)(main.deployment_id), Tally()
    for trace in invented(model, 160, 7, NOW):
        tally.add(trace, model)
    store.in_transaction(lambda session: write(session, 1, tally))
    yield office
    office.house.close()
    if request.param == "sqlite":
        store.close()


def get(office: Office, path: str, who: str = "clara", status: int = 200) -> Any:
    answer = office.as_person(who)("GET", path)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_who_had_the_ball_adds_up_to_the_mean_on_the_clock(counted: Office) -> None:
    found = get(counted, "/mining/overview")
    months = [row for row in found["months"] if row["decided"]]
    assert found["decided"] >= sum(row["decided"] for row in months) >= 5


def test_a_lead_sees_the_cases_of_the_own_site(counted: Office) -> None:
    assert get(counted, "/mining/overview")["scope"]["sites"] == ["DD"]


def test_another_site_shows_nothing(counted: Office) -> None:
    assert get(counted, "/mining/overview?site=L")["cases"] == 0


def test_a_group_that_is_too_small_is_not_there(counted: Office) -> None:
    groups = get(counted, "/mining/overview")["scope"]["groups"]
    hidden = next(group for group in ("FG2", "FG3", "FG4", "FG5", "FG6", "FG9") if group not in groups)
    get(counted, f"/mining/overview?group={hidden}", status=404)


def test_steps_are_told_with_their_names_and_cost(counted: Office) -> None:
    rows = {row["elementId"]: row for row in get(counted, "/mining/elements")["items"]}
    assert rows["UT-ASSESS"]["name"]["de"] == "Voraussetzungen prüfen und Vorschlag"


def test_a_step_at_a_desk_is_told_as_work_and_waiting(counted: Office) -> None:
    row = next(row for row in get(counted, "/mining/elements")["items"] if row["elementId"] == "UT-ASSESS")
    assert row["waitingDays"] == pytest.approx(row["meanDays"] - row["workHours"] / 24, abs=0.001)


def test_an_agencys_time_is_waiting_only(counted: Office) -> None:
    parts = {part["key"]: part["workHours"] for part in get(counted, "/mining/overview")["net"]}
    assert (parts["ba"], parts["akz-clerk"] > 0) == (None, True)


def test_ways_are_told_in_words_and_rare_ones_together(counted: Office) -> None:
    found = get(counted, "/mining/variants")
    assert sum(row["cases"] for row in found["items"]) + found["rareCases"] == found["decided"]


def test_every_invented_case_went_the_drawn_way(counted: Office) -> None:
    found = get(counted, "/mining/conformance")
    assert found["fitting"] == found["cases"]


def test_two_halves_of_a_year_are_compared(counted: Office) -> None:
    found = get(counted, "/mining/drift")
    assert found["decidedBefore"] + found["decidedAfter"] == get(counted, "/mining/overview")["decided"]


def test_nothing_about_fewer_than_five_cases_is_said(counted: Office) -> None:
    found = get(counted, "/mining/elements")
    assert [row for row in found["items"] if 0 < (row["cases"] or 0) < 5] == []


def test_a_clerk_reads_no_analysis(counted: Office) -> None:
    get(counted, "/mining/overview", who="anna", status=403)


def test_the_ministry_asks_for_whole_quarters_that_are_over(counted: Office) -> None:
    scope = get(counted, "/mining/overview?since=2026-02&until=2026-10", who="ida")["scope"]
    assert (scope["since"], scope["until"], scope["wholeQuarters"]) == ("2026-01", "2026-09", True)


def test_the_ministry_compares_quarters(counted: Office) -> None:
    assert get(counted, "/mining/drift?split=2026-06", who="ida")["split"] == "2026-04"


def test_the_ministry_is_offered_no_group_of_a_site_that_could_be_computed(counted: Office) -> None:
    from authority.mining.blocks import blocks
    from store.mining.reading import Mined

    known = blocks(Mined(counted.house.store).places(1, "akzess-main"), "2026-09")
    groups = get(counted, "/mining/overview?since=2026-07&site=DD", who="ida")["scope"]["groups"]
    assert [group for group in groups if not known[-1].tells("DD", group)] == []


def test_a_month_that_is_none_is_refused(counted: Office) -> None:
    get(counted, "/mining/overview?since=2026-13", status=422)


def test_the_same_seed_invents_the_same_year(counted: Office) -> None:
    deployed = counted.house.read.definitions(1, newest_only=True)
    model = models(counted.house.engine)(next(iter(deployed)).deployment_id)
    one, two = ([trace.lines for trace in invented(model, 3, 5, NOW)] for _ in range(2))
    assert random.Random(1).random() < 1
    assert one == two
