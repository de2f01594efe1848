"""Shares that are told with their intervals: nobody gets a count from one to four out of them."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date
from hashlib import sha256

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authority.figures.elsewhere import beside, figures_of, quotient
from authority.figures.kpis import SHARES, figures
from authority.figures.measures import Supplied
from authority.figures.overview import overview
from authority.figures.record import ClosedCase
from authority.figures.report import agreed, sheets
from authority.figures.shares import WHOLE, protected, told
from authority.figures.synthetic import closed_cases
from authority.figures.tally import added, tally
from store.figures.records import rows_digest

COUNTS = st.dictionaries(
    st.sampled_from(["C", "DD", "FG", "L"]), st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1
)
CASES = list(closed_cases(2_000, date(2025, 1, 1), date(2025, 12, 31), random.Random(3)))


@given(COUNTS)
@settings(max_examples=200, deadline=None)
def test_no_part_that_is_told_is_small(parts: dict[str, tuple[int, int]]) -> None:
    visible = told(parts)

    assert not [part for part in visible if part is not WHOLE and any(0 < count < 5 for count in parts[part])]


@given(COUNTS)
@settings(max_examples=200, deadline=None)
def test_a_small_part_is_never_the_only_one_that_is_left_out(parts: dict[str, tuple[int, int]]) -> None:
    visible = told(parts)

    left_out = [part for part in parts if part not in visible and sum(parts[part])]
    assert WHOLE not in visible or len(left_out) != 1


def test_two_withdrawals_at_a_site_are_not_told_by_their_share() -> None:
    counts = {
        ("DD", "FG1", "2025-01"): {"n": 50, "granted": 30, "outcome|WITHDRAWN": 2, "outcome|REFUSE": 18, "decided": 48},
        ("L", "FG1", "2025-01"): {"n": 60, "granted": 30, "outcome|WITHDRAWN": 9, "outcome|REFUSE": 21, "decided": 51},
        ("C", "FG1", "2025-01"): {"n": 70, "granted": 40, "outcome|WITHDRAWN": 8, "outcome|REFUSE": 22, "decided": 62},
    }

    view = overview(counts)

    shares = {site: view.cell(site).figures["K12.withdrawn"].value for site in ("DD", "L", "C")}
    assert shares["DD"] is None and sum(one is None for one in shares.values()) == 2  # noqa: PT018  # one fact: not alone


def test_no_figure_tells_what_a_table_leaves_out() -> None:
    counts = {}
    for site in ("DD", "L", "C", "FG"):
        here = [case for case in CASES if case.site == site]
        for group in {case.group for case in here}:
            counts[site, group, "2025-01"] = tally(c for c in here if c.group == group)
    whole = overview(counts)
    tables = sheets(counts, whole)
    refused = next(one for one in tables[0].lines if one.code == "REFUSE")

    view = agreed(whole, tables)

    known = {site for site in tables[0].sites if view.cell(site).figures["K11.refused"].value is not None}
    assert known <= {site for site in tables[0].sites if refused.by_site[site] is not None}


@pytest.mark.parametrize("key", sorted(set(SHARES) - {"K1", "K1s", "K1g", "K1b"}))
def test_every_share_that_is_told_has_both_its_counts_told(key: str) -> None:
    parts = {site: tally(case for case in CASES if case.site == site) for site in ("DD", "L", "C", "FG")}

    found, _ = protected(parts, added(parts.values()), set(parts))

    small = [
        site
        for site, rows in found.items()
        if rows[key].value is not None and any(0 < n < 5 for n in SHARES[key].protected(parts[site]))
    ]
    assert small == []


def test_deemed_approvals_are_a_share_of_the_approvals_that_were_needed() -> None:
    counts = {"ba": 30, "ba|FIKTION": 5, "ba|ZUSTIMMUNGSFREI": 10}

    assert figures(counts)["K5.fiction"].value == 5 / 20


def test_a_demand_of_the_employment_agency_is_known_by_its_pause() -> None:
    asked = [
        replace(case, ba_requested=True, pauses=(("PEMP", 0),) if n < 6 else ()) for n, case in enumerate(CASES[:12])
    ]

    assert figures(tally(asked))["K5.demand"].value == 0.5


def test_who_came_to_the_third_level_has_been_through_the_first() -> None:
    cases = [replace(case, escalation_max="E3" if n < 5 else "") for n, case in enumerate(CASES[:20])]

    found = figures(tally(cases))

    assert [found[f"K10.E{level}"].value for level in (1, 3, 4)] == [25, 25, 0]


def test_letters_are_counted_by_letter() -> None:
    cases = [replace(case, letters=4, letters_wanted=3) for case in CASES[:5]]

    assert figures(tally(cases))["K17"].value == 0.75


def test_a_month_that_was_frozen_before_letters_were_counted_has_its_old_digest() -> None:
    old = sorted((replace(case, letters=None, letters_wanted=None) for case in CASES[:3]), key=lambda one: one.case_key)
    names = [one.name for one in fields(ClosedCase) if one.name not in ("letters", "letters_wanted")]
    before = [
        [value.isoformat() if isinstance(value := getattr(case, name), date) else value for name in names]
        for case in old
    ]

    assert rows_digest(old) == sha256(b"".join(orjson.dumps(row) + b"\n" for row in before)).hexdigest()


def _missed(*counts: tuple[str, int, int]) -> dict[str, float | None]:
    rows = [Supplied(202501, site, "K7.missed", hits, of) for site, hits, of in counts]
    return {one.site: one.figure.value for one in figures_of(rows, everywhere=True) if one.site}


def test_one_missed_appointment_is_not_told_and_neither_is_another_site() -> None:
    shares = _missed(("DD", 1, 40), ("L", 10, 50), ("C", 12, 60))

    assert [site for site, value in shares.items() if value is not None] == ["C"]


def test_the_median_of_minutes_is_over_all_months_and_sites() -> None:
    rows = [
        Supplied(m, s, f"K7.late|{late}", 2, 9)
        for m, s, late in ((202501, "DD", 0), (202502, "L", 4), (202503, "L", 30))
    ]

    whole = next(one for one in figures_of(rows, everywhere=True) if one.site is None and one.month is None)

    assert (whole.figure.value, whole.figure.unit) == (4, "minutes")


def test_open_cases_of_the_year_are_those_of_the_newest_month_and_each_month_has_its_own() -> None:
    rows = [Supplied(month, "DD", "K9.open", number, 1) for month, number in ((202501, 70), (202502, 44))]

    found = {one.place: one.figure.value for one in figures_of(rows, everywhere=True)}

    assert found == {
        (None, None, None): 44,
        ("DD", None, None): 44,
        (None, None, 202501): 70,
        (None, None, 202502): 44,
    }


#: What each key figure of the domain description that closed cases do not tell is made of.
EVERY = [
    *(f"K7.{what}" for what in ("offer|3", "late|2")),
    *("K7.missed", "K9.open", "K9.age.0-28", "K9.paused", "K14.cases", "K14.minutes", "K15", "K16", "K18"),
]


def test_every_key_figure_is_told_by_site_case_group_and_month() -> None:
    places = [(site, group) for site in ("DD", "L") for group in ("FG1", "FG2")]
    rows = [Supplied(202501, site, key, 40, 80, group) for key in EVERY for site, group in places]
    rows += [Supplied(202501, site, key, 40, 80) for key in EVERY if key.startswith("K14") for site in ("DD", "L")]
    answers = [("", ""), ("DD", ""), ("L", ""), ("", "FG1"), ("", "FG2")]
    rows += [Supplied(202501, site, key, 40, 80, group) for key in ("K13", "K13.mean") for site, group in answers]

    found = [(one.figure.key, one.place) for one in figures_of(rows, everywhere=True) if one.figure.value is not None]

    every = [(None, None, None), (None, None, 202501), ("DD", None, None), ("L", None, None)]
    every += [(None, "FG1", None), (None, "FG2", None)]
    keys = {one.partition("|")[0] for one in EVERY} | {"K13", "K13.mean"}
    assert sorted(found, key=str) == sorted(((key, place) for key in keys for place in every), key=str)


def test_one_missed_appointment_of_a_group_is_not_told_and_neither_is_another_group() -> None:
    counts = (("FG1", 10, 40), ("FG2", 1, 30), ("FG3", 12, 60))
    rows = [Supplied(202501, "DD", "K7.missed", hits, of, group) for group, hits, of in counts]

    shares = {one.group: one.figure.value for one in figures_of(rows, everywhere=True) if one.group}

    assert [group for group, value in shares.items() if value is not None] == ["FG3"]


def test_whoever_has_no_group_is_a_part_from_which_no_other_follows() -> None:
    rows = [Supplied(202501, "DD", "K15", hits, of, group) for group, hits, of in (("FG1", 20, 40), ("", 1, 2))]

    found = {one.group: one.figure.value for one in figures_of(rows, everywhere=True) if one.group is not None}

    assert found == {"FG1": None}


def test_cases_per_post_are_not_told_where_the_number_of_cases_is_left_out() -> None:
    rows = [Supplied(202501, "DD", "K14.cases", 3, 500, "FG2"), Supplied(202501, "DD", "K14.cases", 80, 500, "FG1")]

    found = beside(figures_of(rows, everywhere=True), {(None, "FG1", None)})

    assert {one.group: one.figure.value for one in found} == {"FG1": 192, "FG2": None}


def test_a_class_of_four_old_cases_silences_the_classes_of_its_site() -> None:
    rows = [Supplied(202501, "DD", "K9.open", 44, 1)]
    rows += [Supplied(202501, "DD", f"K9.age.{age}", n, 44) for age, n in (("0-28", 40), ("29-56", 4))]

    assert {one.figure.value for one in figures_of(rows, everywhere=True) if one.figure.key != "K9.open"} == {None}


def test_the_survey_of_all_sites_is_not_the_sum_of_those_that_are_shown() -> None:
    rows = [Supplied(202506, "", "K13", 80, 100), Supplied(202506, "DD", "K13", 30, 50)]

    told_ = {one.site: one.figure.value for one in figures_of(rows, everywhere=True)}

    assert told_ == {None: 0.8, "DD": 0.6}


def test_faults_have_an_interval_for_a_thousand_calls() -> None:
    found = quotient("K18", 3, 1_500)

    assert (round(found.low or 0, 2), round(found.high or 0, 2)) == (0.68, 5.86)
