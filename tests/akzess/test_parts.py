"""Clocks, ids, people, office hours, settings, scenario files, virtual time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from akzess.clocks import MovableClock, SystemClock
from akzess.demo_cases import BASE, PERSONAS, synthesise
from akzess.ids import RandomIds, SeededIds
from akzess.office_hours import after, next_working, until_done
from akzess.people import ROLES, SITES, named, staff
from akzess.procedure import parameters, prepare, site_of
from akzess.scenario_file import BERLIN, BadScenario, files, merge, read
from akzess.settings import BadSettings
from akzess.settings import read as read_settings
from engine.errors import Invalid

MONDAY = datetime(2026, 10, 5, 8, 0, tzinfo=BERLIN)


def test_a_movable_clock_never_goes_back() -> None:
    clock = MovableClock(MONDAY)
    clock.advance(timedelta(days=1))
    clock.move_to(MONDAY)

    assert clock.now() == MONDAY + timedelta(days=1)


def test_a_clock_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        MovableClock(datetime(2026, 1, 1))  # noqa: DTZ001  # on purpose


def test_the_system_clock_tells_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


@pytest.mark.parametrize("ids", [RandomIds(), SeededIds(1)])
def test_case_ids_sort_by_time_and_are_uuids_of_version_7(ids: RandomIds | SeededIds) -> None:
    made = [ids.case_id(MONDAY + timedelta(milliseconds=n)) for n in range(50)]

    assert made == sorted(made)
    assert {(UUID(one).version, UUID(one).variant) for one in made} == {(7, "specified in RFC 4122")}
    assert UUID(ids.key()).version == 4


def test_the_same_seed_gives_the_same_ids() -> None:
    assert [SeededIds(5).key(), SeededIds(5).case_id(MONDAY)] == [SeededIds(5).key(), SeededIds(5).case_id(MONDAY)]
    assert SeededIds(5).key() != SeededIds(6).key()


def test_every_site_has_somebody_in_every_role() -> None:
    found = {(person.group, site) for person in staff() for site in person.sites}

    assert {(role, site) for role in ROLES for site in SITES} <= found
    assert len({person.account for person in staff()}) == len(list(staff()))


def test_a_person_is_written_name_and_role() -> None:
    actor = named("anna.akz-clerk", "L")

    assert (actor.person, actor.groups, actor.sites) == ("anna", {"akz-clerk"}, {"L"})
    for wrong in ("anna", "anna.", ".akz-clerk", ""):
        with pytest.raises(ValueError, match=r"name\.role"):
            named(wrong)


def test_nobody_works_at_night_or_on_weekends() -> None:
    chance = random.Random(1)
    for hour in range(24 * 14):
        done = until_done(MONDAY + timedelta(hours=hour), chance)
        assert done.weekday() < 5
        assert 8 <= done.hour <= 16


def test_working_time_is_counted_from_opening_to_closing() -> None:
    friday = datetime(2026, 10, 9, 15, 0, tzinfo=BERLIN)

    assert after(friday, timedelta(hours=2)) == datetime(2026, 10, 12, 9, 0, tzinfo=BERLIN)
    assert next_working(datetime(2026, 10, 10, 12, 0, tzinfo=BERLIN)) == datetime(2026, 10, 12, 8, 0, tzinfo=BERLIN)


def test_the_demo_has_every_group_site_and_persona() -> None:
    cases = synthesise(60, 7, MONDAY.date())

    assert {case.persona.group for case in cases} == set(BASE)
    assert {case.site for case in cases} == set(SITES)
    assert {case.persona.key for case in cases} == {persona.key for persona in PERSONAS}


def test_six_cases_are_enough_for_every_group() -> None:
    assert {case.persona.group for case in synthesise(6, 3, MONDAY.date())} == set(BASE)


def test_the_same_seed_gives_the_same_applications() -> None:
    assert synthesise(40, 7, MONDAY.date()) == synthesise(40, 7, MONDAY.date())
    assert synthesise(40, 7, MONDAY.date()) != synthesise(40, 8, MONDAY.date())


def test_parameters_are_those_of_the_day() -> None:
    old, new = (parameters(datetime(year, 6, 1, tzinfo=UTC))["bc"]["regular"] for year in (2025, 2026))

    assert (old, new) == (48300, 50700)


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ({"plz": "09599"}, "FG"),
        ({"ags": "14713000"}, "L"),
        ({"plz": "09111"}, "C"),
        ({"plz": "10115"}, "DD"),
        ({}, "DD"),
    ],
)
def test_an_application_enters_the_inbox_of_its_site(address: dict[str, str], site: str) -> None:
    assert site_of({"applicant": {"address": address}}, MONDAY) == site


def test_other_procedures_get_nothing_of_ours() -> None:
    assert prepare("small", {"a": 1}, "", MONDAY) == ({"a": 1}, "")


def test_a_case_begins_at_no_site_that_nobody_works_at() -> None:
    with pytest.raises(Invalid) as refused:
        prepare("small", {}, "XX", MONDAY)

    assert [problem.pointer for problem in refused.value.problems] == ["/site"]


def test_the_environment_goes_before_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "akzess.yaml"
    path.write_text("port: 9000\ndatabase: sqlite:///a.db\n", encoding="utf-8")

    found = read_settings(path, {"AKZESS_PORT": "9001"})

    assert (found.port, found.database) == (9001, "sqlite:///a.db")


@pytest.mark.parametrize("content", ["prot: 80\n", "port: eighty\n", "two_persons_deploy: maybe\n"])
def test_a_typing_error_in_the_settings_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "akzess.yaml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BadSettings):
        read_settings(path, {})


def test_contexts_are_merged_and_lists_replaced() -> None:
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 1}

    assert merge(base, {"a": {"y": [3]}, "c": None}) == {"a": {"x": 1, "y": [3]}, "b": 1, "c": None}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "id: X",
        "id: X\ngiven: {at: no date}",
        "id: X\ngiven: {at: 2026-10-21, application: nobody}",
        "id: X\ngiven: {at: 2026-10-21}\nsteps: [{sings: loud}]",
        "id: X\ngiven: {at: 2026-10-21}\nthen: {somehow: true}",
        "{",
    ],
)
def test_a_scenario_that_says_nothing_clear_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "applications.yaml").write_text("applications: {}\n", encoding="utf-8")
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(BadScenario):
        read(tmp_path / "x.yaml")


def test_shared_files_are_no_scenarios(tmp_path: Path) -> None:
    for name in ("applications", "clerks", "b", "a"):
        (tmp_path / f"{name}.yaml").write_text("", encoding="utf-8")

    names = [path.stem for path in files(tmp_path)]
    assert all(one < two for one, two in pairwise(names))
    assert names == ["a", "b"]


def test_the_password_of_the_database_comes_from_a_file(tmp_path: Path) -> None:
    secret, settings = tmp_path / "secret", tmp_path / "settings.yaml"
    secret.write_text("a/b@c\n", encoding="utf-8")
    settings.write_text('database: "postgresql://akzess:{password}@db/akzess"\n', encoding="utf-8")

    found = read_settings(settings, {"AKZESS_PASSWORD_FILE": str(secret)})

    assert found.database == "postgresql://akzess:a%2Fb%40c@db/akzess"
