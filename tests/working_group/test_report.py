"""The agreement is measured against what happened, and the quarterly report names nobody."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from authority.agreement import versions
from authority.agreement.measured import kept
from authority.working_group.report import CAUSES, Quarter, breaches, concerns, late, parse, quarter_of
from processes import AKZESS

from .conftest import Group


def test_the_ministry_reads_how_many_were_in_time(stored_group: Group) -> None:
    stored_group.closed(18)
    stored_group.closed(2, in_time=False, net_days=40, breach_cause="CHAMBER")

    found = stored_group.report().json()
    assert (found["decided"], found["inTime"]) == (20, 0.9)


def test_a_promise_is_measured_against_what_happened(stored_group: Group) -> None:
    stored_group.closed(8, ba_requested=True, ba_days=7)
    stored_group.closed(2, ba_requested=True, ba_days=13)

    levels = {one["id"]: one for one in stored_group.report().json()["levels"]}
    assert (levels["BA"]["count"], levels["BA"]["share"], levels["BA"]["met"]) == (10, 0.8, False)


def test_the_quarter_is_measured_by_the_agreement_of_its_time(group: Group) -> None:
    assert [group.report(quarter=quarter).json()["agreement"] for quarter in ("2025-Q3", "2026-Q3")] == [
        "2011",
        "2026-1",
    ]


def test_fewer_than_five_are_no_number(group: Group) -> None:
    group.closed(4)

    found = group.report().json()
    assert (found["decided"], found["inTime"], found["levels"][0]["count"]) == (None, None, None)


def test_late_decisions_are_told_by_cause_and_never_by_case(group: Group) -> None:
    group.closed(7, in_time=False, net_days=40, breach_cause="BA")
    group.closed(6, in_time=False, net_days=40, breach_cause="STAFF")
    group.closed(1, in_time=False, net_days=40, breach_cause="CARD", case_key="geheim")

    found = group.report().json()

    # With STAFF shown, the one late card would follow from the total.
    assert {one["cause"]: one["count"] for one in found["breaches"] if one["count"] != 0} == {
        "BA": 7,
        "STAFF": None,
        "CARD": None,
    }
    assert "geheim" not in json.dumps(found)


def test_the_meeting_reads_each_change_with_its_version_and_its_day(group: Group) -> None:
    group.decides(group.proposes())

    found = group.report(quarter="2026-Q4").json()["proposals"]

    assert found == [
        {
            "number": 1,
            "title": "Erinnerung nach 10 Tagen",
            "state": "accepted",
            "standard": "2026-2",
            "validFrom": "2027-01-01",
        }
    ]


@pytest.mark.parametrize(
    ("proposed", "decided", "open_still", "told"),
    [
        (date(2026, 7, 1), None, True, True),
        (date(2026, 7, 1), date(2026, 11, 2), False, True),
        (date(2026, 3, 1), date(2026, 7, 2), False, True),
        (date(2026, 3, 1), None, True, True),
        (date(2026, 3, 1), date(2026, 6, 30), False, False),
        (date(2026, 10, 1), None, True, False),
    ],
)
def test_a_quarter_has_to_do_with_what_was_made_decided_or_waited_in_it(
    proposed: date, decided: date | None, open_still: bool, told: bool
) -> None:
    assert concerns(Quarter(2026, 3), proposed, decided, open_still=open_still) is told


def test_the_paper_tells_the_changes_of_the_standard_too(group: Group) -> None:
    group.decides(group.proposes())

    paper = group.get("/working-group/report.pdf?quarter=2026-Q4&lang=en", "ida").content

    assert "2026-2" in PdfReader(io.BytesIO(paper)).pages[0].extract_text()


def _paper(group: Group) -> str:
    found = group.get("/working-group/report.pdf?quarter=2026-Q3", "ida").content
    return PdfReader(io.BytesIO(found)).pages[0].extract_text()


def test_what_is_left_out_to_protect_another_is_not_called_fewer_than_five(group: Group) -> None:
    group.closed(6, in_time=False, net_days=40, breach_cause="STAFF")
    group.closed(1, in_time=False, net_days=40, breach_cause="CARD")

    lines = [line for line in _paper(group).splitlines() if line.startswith("Personal")]

    assert lines == ["Personal nicht gezeigt"]


def test_half_days_have_a_comma_in_german(group: Group) -> None:
    group.closed(5, chamber="IHK", chamber_days=14)
    group.closed(5, chamber="IHK", chamber_days=15)

    assert "14,5" in _paper(group)


def test_the_report_is_an_accessible_pdf(group: Group) -> None:
    group.closed(18)

    answer = group.get("/working-group/report.pdf?quarter=2026-Q3", "ida")

    root = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert (answer.status_code, root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == (200, "de", True)


def test_a_chamber_reads_the_agreement_and_not_the_report(group: Group) -> None:
    assert [group.get(path, "holger").status_code for path in ("/agreement", "/working-group/report")] == [200, 403]


def test_each_version_names_its_participants_and_who_signed(group: Group) -> None:
    newest = group.get("/agreement", "anna").json()["items"][0]

    assert {one["partner"] for one in newest["signatures"]} >= {"SMI", "BA_AMZ", "IHK_DRESDEN", "HWK_CHEMNITZ"}


def test_what_the_chambers_promised_is_the_promise_of_every_chamber_that_signed(group: Group) -> None:
    newest = group.get("/agreement", "anna").json()["items"][0]
    signed = {one["partnerName"]["de"] for one in newest["signatures"] if one["partner"].startswith(("IHK_", "HWK_"))}

    assert {name["de"] for one in newest["levels"] if one["id"] == "CHAMBER" for name in one["participants"]} == signed


def test_versions_follow_each_other_without_a_gap() -> None:
    found = versions.load()

    assert [(one.valid_until.toordinal() + 1) for one in found[:-1] if one.valid_until] == [
        one.valid_from.toordinal() for one in found[1:]
    ]


def test_a_promise_of_somebody_who_did_not_sign_is_not_read() -> None:
    text = (AKZESS / "agreement.yaml").read_text(encoding="utf-8").replace("[ABH]", "[NIEMAND]")

    with pytest.raises(ValueError, match="no promise"):
        versions.read(text)


def test_four_answers_say_nothing_and_five_do() -> None:
    level = versions.load()[0].levels[0]

    assert [kept(level, [3] * count).count for count in (4, 5)] == [None, 5]


def test_a_quarter_has_three_months_and_ends_where_the_next_begins() -> None:
    found = parse("2026-Q4")

    assert (found.months, found.first, found.after, quarter_of(date(2026, 12, 31))) == (
        (202610, 202612), date(2026, 10, 1), date(2027, 1, 1), found,
    )  # fmt: skip


@given(st.dictionaries(st.sampled_from(CAUSES), st.integers(0, 12)))
def test_no_number_below_five_follows_from_the_breach_list(counts: dict[str, int]) -> None:
    found = breaches(counts)

    hidden = [counts.get(cause, 0) for cause, number in found.by_cause if number is None]
    assert all(number is None or number == 0 or number >= 5 for _, number in found.by_cause)
    assert len(hidden) != 1 or found.total is None


def test_a_late_decision_of_which_nobody_said_why_is_among_the_others() -> None:
    assert late({"decided": 20, "decided.inTime": 12, "cause|BA": 6}) == {"BA": 6, "OTHER": 2}
