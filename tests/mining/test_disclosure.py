"""Groups too small to be shown, and those from which they could be computed."""

from __future__ import annotations

from authority.mining.disclosure import offered, part_shown


def test_a_group_below_five_is_not_offered() -> None:
    assert "FG4" not in offered({"FG1": 40, "FG2": 12, "FG4": 3, "FG5": 4})


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    assert offered({"FG1": 40, "FG2": 12, "FG4": 3}) == ("FG1",)


def test_what_is_held_back_together_is_never_below_five() -> None:
    assert offered({"FG1": 40, "FG2": 12, "FG3": 1, "FG4": 2}) == ("FG1",)


def test_without_small_groups_all_are_offered() -> None:
    assert offered({"FG1": 40, "FG2": 12}) == ("FG1", "FG2")


def test_a_part_is_not_told_when_the_rest_would_be_too_small() -> None:
    assert [part_shown(part, 100) for part in (0, 3, 50, 97, 100)] == [0, None, 50, None, 100]
