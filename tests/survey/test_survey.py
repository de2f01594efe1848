"""A code is answered once; nothing leads from it to the answer; results say nothing about anybody."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from authority.survey import codes
from authority.survey.questionnaire import load
from authority.survey.results import LEAST, WHOLE, Answer, Spread, by_group, results, shown
from engine.deadlines import local_day
from service.survey import counting, taking
from store.survey import SurveyAnswer, SurveyCode, SurveyTally, SurveyText

from .conftest import GOOD, Bureau


def test_a_code_opens_the_questions_of_its_group(bureau: Bureau) -> None:
    code = bureau.codes()[0]

    asked = bureau.client.post("/survey/questionnaire", json={"code": code.lower().replace("-", " ")}).json()

    assert [one["id"] for one in asked["items"]] == [one.id for one in load().newest.items["applicants"]]


def test_a_survey_is_answered_once(stored_bureau: Bureau) -> None:
    code = stored_bureau.codes()[0]

    assert [stored_bureau.answers(code).status_code for _ in range(2)] == [204, 404]


def test_of_two_who_answer_with_one_code_at_the_same_time_one_counts(stored_bureau: Bureau) -> None:
    code = stored_bureau.codes()[0]
    with ThreadPoolExecutor(4) as people:
        outcomes = sorted(people.map(lambda _: stored_bureau.answers(code).status_code, range(4)))

    read = stored_bureau.house.read
    assert (outcomes[0], len(read.records(SurveyAnswer, {"tenant": 1}))) == (204, 1)


def test_nothing_leads_from_a_code_to_its_answer(stored_bureau: Bureau) -> None:
    code = stored_bureau.codes()[0]
    stored_bureau.answers(code, ratings={"overall": 1}, texts={"words": "Danke"})

    read = stored_bureau.house.read
    kept = [*read.records(SurveyAnswer, {"tenant": 1}), *read.records(SurveyText, {"tenant": 1})]
    assert read.records(SurveyCode, {"tenant": 1}) == []
    assert {field.name for one in kept for field in fields(one)} == {
        "tenant", "id", "wave_id", "population", "site", "ratings", "item", "text", "state", "shown",
        "decided_by", "decided_at",
    }  # fmt: skip
    assert codes.hashed(code).hex() not in repr(kept)
    assert code not in repr(kept)


def test_a_code_says_nothing_but_its_group(stored_bureau: Bureau) -> None:
    stored_bureau.codes()

    assert [field.name for field in fields(SurveyCode)] == [
        *("tenant", "code_hash", "wave_id", "population", "site", "case_group"),
    ]


def test_what_is_written_is_the_same_whoever_answers(stored_bureau: Bureau) -> None:
    """Two people, two codes, the same answer: but for random ids their rows cannot be told apart."""
    for code in stored_bureau.codes(2):
        stored_bureau.answers(code)

    rows = stored_bureau.house.read.records(SurveyAnswer, {"tenant": 1})
    assert len({(one.wave_id, one.population, one.site, repr(dict(one.ratings))) for one in rows}) == 1


def test_codes_that_were_given_out_are_kept_nowhere(stored_bureau: Bureau) -> None:
    given_out = stored_bureau.codes(3)

    dump = repr(stored_bureau.house.read.records(SurveyCode, {"tenant": 1}))
    assert [code for code in given_out if code in dump] == []


def test_a_code_that_nobody_gave_out_and_a_used_one_get_the_same_answer(bureau: Bureau) -> None:
    code = bureau.codes()[0]
    bureau.answers(code)

    used, unknown = bureau.answers(code), bureau.answers("7K3M-XTPA-9WDH-QRST")

    def bare(answer: Any) -> Any:
        return {name: part for name, part in answer.json().items() if name not in ("instance", "traceId", "detail")}

    assert (used.status_code, bare(used)) == (404, bare(unknown))


def test_whoever_guesses_codes_has_to_wait(bureau: Bureau) -> None:
    outcomes = {bureau.answers(f"7K3M-XTPA-9WDH-QR{number:02}").status_code for number in range(25)}

    assert outcomes == {404, 429}


def test_a_rating_outside_the_scale_is_refused(bureau: Bureau) -> None:
    answer = bureau.answers(bureau.codes()[0], ratings={"overall": 6})

    assert answer.status_code == 422


def test_results_are_not_read_while_a_wave_is_open(bureau: Bureau) -> None:
    bureau.many(12)

    assert bureau.results().status_code == 409


def test_nine_answers_are_no_result_and_ten_are(bureau: Bureau) -> None:
    bureau.many(9)
    few = bureau.house.read.records(SurveyAnswer, {"tenant": 1})
    bureau.many(1)
    bureau.ends()

    groups = bureau.results().json()["items"][0]["groups"]
    assert (len(few), [(one["site"], one["count"]) for one in groups]) == (9, [("", 10), ("C", 10)])


def test_a_small_site_is_not_told_by_subtraction(bureau: Bureau) -> None:
    bureau.many(12)
    bureau.many(3, site="L")
    bureau.ends()

    groups = bureau.results().json()["items"][0]["groups"]
    assert [(one["site"], one["count"]) for one in groups] == [("", 15)]


def test_the_index_is_the_share_of_one_and_two(bureau: Bureau) -> None:
    bureau.many(6, ratings={"overall": 1})
    bureau.many(6, ratings={"overall": 4})
    bureau.many(3, ratings={"overall": 0})
    bureau.ends()

    cells = bureau.results().json()["items"][0]["groups"][0]["cells"]
    assert [(one["item"], one["count"], one["index"], one["mean"]) for one in cells] == [("overall", 12, 0.5, 2.5)]


def test_an_open_answer_is_seen_when_data_protection_has_released_it(bureau: Bureau) -> None:
    bureau.many(9)
    bureau.answers(bureau.codes()[0], ratings={"overall": 2}, texts={"words": "Frau M. war sehr freundlich."})
    bureau.ends()
    before = bureau.results().json()["texts"]
    waiting = bureau.get("/survey-texts", "mara").json()["items"]

    body = {"outcome": "shown", "shown": "Die Mitarbeiterin war sehr freundlich."}
    bureau.send("POST", f"/survey-texts/{waiting[0]['id']}/review", "mara", body)

    after = bureau.results().json()["texts"]
    assert (before, [one["text"] for one in after]) == ([], ["Die Mitarbeiterin war sehr freundlich."])


def test_an_open_answer_that_was_kept_back_is_gone(bureau: Bureau) -> None:
    bureau.answers(bureau.codes()[0], ratings={"overall": 2}, texts={"words": "Ein Name"})
    bureau.ends()
    waiting = bureau.get("/survey-texts", "mara").json()["items"][0]

    bureau.send("POST", f"/survey-texts/{waiting['id']}/review", "mara", {"outcome": "kept-back"})

    assert "Ein Name" not in repr(bureau.house.read.records(SurveyText, {"tenant": 1}))


def test_open_answers_end_a_year_after_their_wave(stored_bureau: Bureau) -> None:
    stored_bureau.answers(stored_bureau.codes(2)[0], ratings={"overall": 2}, texts={"words": "Danke"})
    stored_bureau.passes(days=420)

    taking.forget(stored_bureau.house.store, local_day(stored_bureau.house.clock.now()))

    read = stored_bureau.house.read
    left = [len(read.records(kind, {"tenant": 1})) for kind in (SurveyCode, SurveyText, SurveyAnswer)]
    assert left == [0, 0, 1]


def test_a_clerk_gives_out_no_codes_of_another_site(bureau: Bureau) -> None:
    body = {"population": "applicants", "site": "L", "count": 1}

    assert bureau.send("POST", f"/surveys/{bureau.wave}/codes", "anna", body).status_code == 422


def test_who_answered_cannot_be_counted_while_a_wave_is_open(bureau: Bureau) -> None:
    bureau.many(12)

    groups = bureau.get("/surveys", "anna").json()["items"][0]["groups"]
    assert [(one["givenOut"], one["returned"]) for one in groups] == [(12, None)]


COUNTS = st.dictionaries(st.sampled_from(["DD", "FG", "C", "L"]), st.integers(0, 40), max_size=4)


@given(COUNTS)
def test_no_group_below_ten_follows_from_what_is_shown(counts: dict[str, int]) -> None:
    visible = shown(counts)
    total = sum(counts.values())

    assert all(counts[name] >= LEAST for name in visible - {WHOLE})
    if visible:
        rest = total - sum(counts[name] for name in visible - {WHOLE})
        assert total >= LEAST
        assert rest == 0 or rest >= LEAST


@given(st.lists(st.builds(Answer, st.sampled_from(["DD", "C", "L"]), st.fixed_dictionaries({"a": st.integers(0, 5)}))))
def test_no_item_below_ten_follows_from_what_is_shown(answers: list[Answer]) -> None:
    groups = {group.site: group.cells["a"].count for group in results(["a"], answers) if "a" in group.cells}

    whole = groups.pop(WHOLE, 0)
    rest = whole - sum(groups.values())
    assert all(count >= LEAST for count in groups.values())
    assert rest == 0 or rest >= LEAST


def test_every_item_is_there_in_both_languages() -> None:
    items = [item for part in load().newest.items.values() for item in part]

    assert [item.id for item in items if not (item.text.de and item.text.en)] == []


def test_no_item_for_applicants_compares_with_before() -> None:
    """They use the office once (Q31)."""
    said = " ".join(item.text.de + item.text.en for item in load().newest.items["applicants"]).lower()

    assert [word for word in ("besser", "früher", "vorher", "better", "before", "than") if word in said.split()] == []


def test_a_good_answer_is_whole() -> None:
    assert load().newest.checked("applicants", GOOD["ratings"], {})[0] == GOOD["ratings"]


def test_an_answer_is_counted_for_its_case_group_and_names_none(stored_bureau: Bureau) -> None:
    stored_bureau.many(2, group="FG1", ratings={"overall": 2})
    stored_bureau.many(1, ratings={"overall": 5})

    read = stored_bureau.house.read
    groups = counting.groups(read.records(SurveyTally, {"tenant": 1}), "applicants")
    assert groups == {"FG1": Spread(2, {"overall": Counter({2: 2})})}


def test_of_answers_at_the_same_time_each_is_counted(stored_bureau: Bureau) -> None:
    given_out = stored_bureau.codes(6, group="FG1")
    with ThreadPoolExecutor(3) as people:
        list(people.map(stored_bureau.answers, given_out))

    groups = counting.groups(stored_bureau.house.read.records(SurveyTally, {"tenant": 1}), "applicants")
    assert groups["FG1"].count == 6


def test_a_case_group_is_told_from_ten_answers_on_and_no_rest_below_ten() -> None:
    answers = [Answer("C", {"overall": 1})] * 30
    spread = {name: Spread(n, {"overall": Counter({1: n})}) for name, n in (("FG1", 12), ("FG2", 9))}

    # 9 have named FG2 and 9 none: without FG1 those are 18, so that neither follows.
    assert [one.site for one in by_group(["overall"], answers, spread)] == ["FG1"]
    assert by_group(["overall"], answers[:16], spread | {"FG2": Spread(4, {"overall": Counter({1: 4})})}) == []


def test_a_case_group_that_there_is_not_is_refused(bureau: Bureau) -> None:
    body = {"population": "applicants", "site": "C", "count": 1, "caseGroup": "FG77"}

    answer = bureau.send("POST", f"/surveys/{bureau.wave}/codes", "anna", body)

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/caseGroup"]


def test_how_many_codes_were_given_out_is_known_when_they_are_deleted(bureau: Bureau) -> None:
    bureau.many(2)
    bureau.codes(9)
    bureau.ends()
    taking.forget(bureau.house.store, local_day(bureau.house.moving.now()))

    (row,) = bureau.get("/surveys", "ida").json()["items"][0]["groups"]
    assert (row["givenOut"], row.get("returned")) == (11, None)
