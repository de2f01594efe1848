"""Whoever sees no single case asks for whole quarters and for cells that two answers do not give away together."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from authority.mining.blocks import blocks, chosen
from authority.mining.cells import ALL
from authority.mining.disclosure import FEWEST

COUNTS = st.dictionaries(
    st.tuples(
        st.sampled_from([f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]),
        st.sampled_from(["DD", "C"]),
        st.sampled_from(["FG1", "FG2"]),
    ),
    st.integers(1, 9),
    max_size=30,
)


@given(COUNTS)
def test_a_block_holds_five_cases_or_more(counted: dict[tuple[str, str, str], int]) -> None:
    found = blocks(counted, "2026-12")
    sums = [sum(n for (month, _, _), n in counted.items() if one.since <= month <= one.until) for one in found]
    assert all(n >= FEWEST for n in sums)


@given(COUNTS)
def test_what_comes_later_changes_no_block(counted: dict[tuple[str, str, str], int]) -> None:
    early = blocks({place: n for place, n in counted.items() if place[0] <= "2025-12"}, "2025-12")
    assert blocks(counted, "2026-12")[: len(early)] == early


@given(COUNTS)
def test_blocks_never_overlap(counted: dict[tuple[str, str, str], int]) -> None:
    found = blocks(counted, "2026-12")
    assert all(one.until < after.since for one, after in pairwise(found))


def test_a_small_group_of_a_site_is_not_what_the_other_sites_leave_of_all() -> None:
    places = {("DD", "FG1"): 30, ("DD", "FG2"): 9, ("C", "FG1"): 20, ("C", "FG2"): 3}
    (block,) = blocks({("2026-02", *place): n for place, n in places.items()}, "2026-03")
    told = {place for place in places if block.tells(*place)}
    assert (told, block.tells(ALL, "FG2"), block.tells("C", ALL)) == (set(), True, True)


def test_a_quarter_of_four_cases_waits_for_the_next() -> None:
    counted = {("2026-01", "DD", "FG1"): 4, ("2026-04", "DD", "FG1"): 6}
    found = blocks(counted, "2026-06")
    assert [(one.since, one.until) for one in found] == [("2026-01", "2026-06")]


def test_a_question_about_one_month_is_widened_to_its_block() -> None:
    counted = {("2026-01", "DD", "FG1"): 40, ("2026-04", "DD", "FG1"): 60}
    found = chosen(blocks(counted, "2026-06"), "2026-05", "2026-05")
    assert [(one.since, one.until) for one in found] == [("2026-04", "2026-06")]
