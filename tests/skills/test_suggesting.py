"""Suggestions to leads: who is away, who speaks the language, who has room; never a ranking, never more than a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from authority.skills import Person, Reason, Work, coverage, preferred, suggestions

TODAY = date(2026, 11, 23)
CLERKS, DD = frozenset({"akz-clerk"}), frozenset({"DD"})
ANNA = Person("anna", CLERKS, DD)
BAO = Person("bao", CLERKS, DD, languages=frozenset({"vi"}))
CHIDI = Person("chidi", CLERKS, DD)
TASK = Work("t1", CLERKS, "DD", None, TODAY + timedelta(days=3), 30.0)


def away(person: Person, days: int) -> Person:
    return replace(person, away=frozenset(TODAY + timedelta(days=n) for n in range(days)))


def test_a_task_of_somebody_who_is_away_may_go_to_those_who_are_there() -> None:
    found = suggestions([replace(TASK, assignee="anna")], [away(ANNA, 5), BAO, CHIDI], TODAY)
    assert [(one.reason, one.who) for one in found] == [(Reason.AWAY, ("bao", "chidi"))]


def test_whoever_is_away_is_suggested_to_nobody() -> None:
    found = suggestions([replace(TASK, assignee="anna")], [away(ANNA, 5), away(BAO, 1), CHIDI], TODAY)
    assert found[0].who == ("chidi",)


def test_a_language_is_a_reason_where_somebody_speaks_it() -> None:
    found = suggestions([replace(TASK, language="vi")], [ANNA, BAO, CHIDI], TODAY)
    assert [(one.reason, one.who) for one in found] == [(Reason.LANGUAGE, ("bao",))]


def test_a_language_that_nobody_speaks_holds_nothing_up() -> None:
    assert suggestions([replace(TASK, language="uk")], [ANNA, BAO], TODAY) == []


def test_whoever_speaks_the_language_already_keeps_the_task() -> None:
    assert suggestions([replace(TASK, language="vi", assignee="bao")], [ANNA, BAO], TODAY) == []


def test_too_much_for_ones_own_time_is_a_reason_if_others_have_room() -> None:
    work = [replace(TASK, id=f"t{n}", assignee="anna") for n in range(60)]
    assert {one.reason for one in suggestions(work, [ANNA, CHIDI], TODAY)} == {Reason.LOAD}


def test_half_a_post_is_full_with_half_the_work() -> None:
    work = [replace(TASK, id=f"t{n}", assignee="anna") for n in range(30)]
    assert suggestions(work, [replace(ANNA, daily=140.0), CHIDI], TODAY) != suggestions(work, [ANNA, CHIDI], TODAY)


def test_names_come_in_the_order_of_the_alphabet() -> None:
    people = [away(ANNA, 2), replace(CHIDI, id="zoe"), BAO, CHIDI]
    assert suggestions([replace(TASK, assignee="anna")], people, TODAY)[0].who == ("bao", "chidi", "zoe")


def test_nobody_of_another_group_or_site_is_suggested() -> None:
    elsewhere = replace(BAO, sites=frozenset({"L"}))
    other = replace(BAO, id="otto", groups=frozenset({"abh-service"}))
    assert suggestions([replace(TASK, language="vi")], [ANNA, elsewhere, other], TODAY) == []


def test_whom_four_eyes_bars_is_not_suggested() -> None:
    assert suggestions([replace(TASK, language="vi", barred=frozenset({"bao"}))], [ANNA, BAO], TODAY) == []


def test_there_are_never_more_than_twenty() -> None:
    work = [replace(TASK, id=f"t{n:03}", assignee="anna") for n in range(90)]
    assert len(suggestions(work, [away(ANNA, 5), CHIDI], TODAY)) == 20


def test_the_inbox_says_who_speaks_the_language_and_holds_nobody_back() -> None:
    told = [preferred("vi", mine, [BAO], TODAY) for mine in (frozenset({"vi"}), frozenset[str]())]
    assert [*told, preferred("vi", frozenset(), [away(BAO, 1)], TODAY)] == ["mine", "others", "nobody"]


def test_a_language_is_not_covered_while_its_only_speaker_is_away() -> None:
    days = [TODAY, TODAY + timedelta(days=1)]
    found = coverage([ANNA, away(BAO, 1)], ["akz-clerk"], days)
    assert [(one.there["akz-clerk"], one.languages["vi"]) for one in found] == [(1, 0), (2, 1)]
