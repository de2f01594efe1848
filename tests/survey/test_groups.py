"""Results by case group and by site: from ten answers on, and nothing below ten by subtraction."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from authority.survey.results import LEAST, Answer, Spread, by_group, results

from .conftest import Bureau


def _applicants(bureau: Bureau) -> Any:
    return bureau.results().json()["items"][0]


def test_case_groups_are_told_beside_everybody(stored_bureau: Bureau) -> None:
    stored_bureau.many(12, group="FG1", ratings={"overall": 1})
    stored_bureau.many(10, group="FG6", ratings={"overall": 4})
    stored_bureau.ends()

    told = {
        one["caseGroup"]: (one["count"], one["cells"][0]["index"]) for one in _applicants(stored_bureau)["caseGroups"]
    }
    assert told == {"FG1": (12, 1.0), "FG6": (10, 0.0)}


def test_a_case_group_has_its_name(bureau: Bureau) -> None:
    bureau.many(10, group="FG6")
    bureau.ends()

    (group,) = _applicants(bureau)["caseGroups"]
    assert {*group["name"].values()} & {"", "FG6"} == set()


def test_nine_of_a_case_group_are_not_what_another_leaves(bureau: Bureau) -> None:
    bureau.many(12, group="FG1")
    bureau.many(9, group="FG6")
    bureau.ends()

    found = _applicants(bureau)
    assert (found["groups"][0]["count"], found["caseGroups"]) == (21, [])


def test_what_came_back_to_a_small_site_is_not_what_the_others_leave(bureau: Bureau) -> None:
    bureau.many(12)
    bureau.many(3, site="L")
    bureau.ends()

    rows = bureau.get("/surveys", "ida").json()["items"][0]["groups"]
    assert [(one["site"], one.get("returned")) for one in rows] == [("C", None), ("L", None)]


#: Who answered: site, case group ("" for none), rating.
PEOPLE = st.lists(
    st.tuples(st.sampled_from(["C", "L"]), st.sampled_from(["", "FG1", "FG6", "FG9"]), st.integers(0, 5)), max_size=80
)


@given(PEOPLE)
def test_no_case_group_below_ten_follows_from_what_is_shown(people: list[tuple[str, str, int]]) -> None:
    answers = [Answer(site, {"a": value}) for site, _, value in people]
    spreads = {
        group: Spread(len(values), {"a": Counter(values)})
        for group in ("FG1", "FG6", "FG9")
        if (values := [value for _, of, value in people if of == group])
    }
    whole = {group.site: group.cells.get("a") for group in results(["a"], answers)}.get("")
    shown = [group.cells["a"].count for group in by_group(["a"], answers, spreads) if "a" in group.cells]

    rest = (whole.count if whole else 0) - sum(shown)
    assert all(count >= LEAST for count in shown)
    assert not shown or rest == 0 or rest >= LEAST
