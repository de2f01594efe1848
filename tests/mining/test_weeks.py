"""Where the four weeks of a case went: by who had the ball on the chain of waits that led to the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from authority.mining import Element, Trace
from authority.mining.path import critical_path, steps
from authority.mining.weeks import Weeks, merged, weeks

from .told import BEGIN, Teller, day, holders, model, straight


def decomposed(trace: Trace) -> Weeks:
    found = weeks(trace, steps(trace.lines), model())
    assert found is not None
    return found


def test_the_slower_of_two_branches_had_the_ball() -> None:
    assert holders(decomposed(straight(agency=10, counter=4)).net.items()) == {"ba": 10, "akz-clerk": 2}


def test_the_faster_branch_counts_as_soon_as_it_is_the_slower_one() -> None:
    assert holders(decomposed(straight(agency=3, counter=4)).net.items()) == {"abh-service": 4, "akz-clerk": 2}


def test_parts_add_up_to_the_time_on_the_clock() -> None:
    assert round(decomposed(straight(agency=10)).net_seconds / 86_400, 6) == 12


def test_what_lay_before_the_clock_is_told_apart() -> None:
    assert holders(decomposed(straight(pause=5)).before.items()) == {"akz-clerk": 2, "applicant": 5}


def test_a_pause_on_the_clock_is_nobodys_time() -> None:
    told = Teller().command("StartCase", 0).left("START", 0, 0)
    told.command("CompleteTask", 1).left("CHECK", 0, 1).left("CLOCK-ON", 1, 1).left("PAUSE", 1, 1)
    told.command("DeliverMessage", 6).left("ASK", 1, 6).left("GO-ON", 6, 6)
    told.command("CompleteTask", 9).left("DECIDE", 6, 9).left("CLOCK-OFF", 9, 9)
    assert holders(decomposed(told.trace()).net.items()) == {"akz-clerk": 3}


def test_pauses_that_overlap_count_once() -> None:
    spans = [(day(1), day(4)), (day(2), day(3)), (day(4), day(6)), (day(8), day(9))]
    assert [b - a for a, b in merged(spans)] == [timedelta(days=5), timedelta(days=1)]


def test_a_case_that_was_never_decided_has_no_weeks() -> None:
    told = (
        Teller().command("StartCase", 0).left("START", 0, 0).command("CancelCase", 3).left("CHECK", 0, 3, "cancelled")
    )
    assert weeks(told.trace(), steps(told.lines), model()) is None


def test_segments_follow_each_other_without_a_gap() -> None:
    trace = straight(agency=9, counter=2, pause=3)
    path = critical_path(steps(trace.lines), model(), trace.ended_at)
    assert [(one.since, one.until) for one in path] == list(
        zip([BEGIN, *(one.until for one in path[:-1])], [one.until for one in path], strict=True)
    )


def test_time_that_nothing_explains_belongs_to_nobody() -> None:
    told = Teller().command("StartCase", 0).left("START", 0, 0).left("CLOCK-ON", 0, 0)
    told.command("ModifyCase", 4).command("CompleteTask", 6).left("DECIDE", 4, 6).left("CLOCK-OFF", 6, 6)
    assert holders(decomposed(told.trace()).net.items()) == {"unknown": 4, "akz-clerk": 2}


def test_who_waited_for_a_room_to_be_left_is_asked_inside_it() -> None:
    known = model()
    room = replace(known, elements={**known.elements, "ROOM": Element("ROOM", "subProcess", "proc")})
    told = Teller().command("StartCase", 0).left("START", 0, 0).left("CLOCK-ON", 0, 0)
    told.command("CompleteTask", 4).left("CHECK", 0, 4)
    told.command("CompleteJob", 4).left("ROOM", 0, 4).left("CLOCK-OFF", 4, 4)
    found = weeks(told.trace(), steps(told.lines), room)
    assert found is not None
    assert holders(found.net.items()) == {"akz-clerk": 4}
