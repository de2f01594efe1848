"""The AKZESS clock: pauses, due date, net days, thresholds, KPI."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine.deadlines import AkzessClock, ClockRules, ClockStart, DeadlineError, Pause, PauseReason

D = date.fromisoformat
SEPTEMBER = D("2026-09-07")


def pause(begin: str, end: str | None = None, reason: PauseReason = PauseReason.P82) -> Pause:
    return Pause(reason, D(begin), None if end is None else D(end))


def clock(
    *pauses: Pause, start: date = SEPTEMBER, stop: str | None = None, rules: ClockRules | None = None
) -> AkzessClock:
    return AkzessClock(start, start, pauses, None if stop is None else D(stop), rules or ClockRules())


def due(running: AkzessClock) -> date | None:
    return running.due.end if running.due else None


def test_pause_days_move_the_due_date():
    assert due(clock(pause("2026-09-14", "2026-09-24"))) == D("2026-10-15")


def test_pause_days_are_added_to_the_raw_end_and_rolled_once():
    running = clock(pause("2026-10-26", "2026-10-27"), start=D("2026-10-21"))

    assert running.due is not None
    assert (running.due.raw_end, running.due.end) == (D("2026-11-19"), D("2026-11-19"))


def test_the_due_date_explains_its_pauses():
    running = clock(pause("2026-09-14", "2026-09-24"))

    assert running.due is not None
    assert running.due.explanation_de == "4 Wochen seit 07.09. + 10 Tage Pause → 15.10."
    assert "Pause vom 14.09. bis 24.09.: 10 Tage" in [step.text_de for step in running.due.derivation]


def test_overlapping_and_touching_pauses_count_once():
    running = clock(
        pause("2026-09-20", "2026-09-24", PauseReason.PREC),
        pause("2026-09-14", "2026-09-22"),
        pause("2026-09-24", "2026-09-24", PauseReason.PAPP),
    )

    assert (running.pause_days(D("2026-10-30")), due(running)) == (10, D("2026-10-15"))


def test_a_file_complete_on_a_holiday_saturday_is_due_on_the_working_day_after():
    assert due(clock(start=D("2026-10-03"))) == D("2026-11-02")


def test_the_clock_starts_with_the_complete_file_or_with_the_receipt():
    complete = AkzessClock(D("2026-09-01"), SEPTEMBER)
    receipt = AkzessClock(D("2026-09-01"), SEPTEMBER, rules=ClockRules(start=ClockStart.RECEIPT))

    assert (due(complete), due(receipt)) == (D("2026-10-05"), D("2026-09-29"))


def test_an_incomplete_file_has_no_due_date_and_no_net_days_but_gross_days():
    waiting = AkzessClock(D("2026-09-01"), None)

    assert (waiting.due, waiting.net_days(D("2026-09-11")), waiting.gross_days(D("2026-09-11"))) == (None, 0, 10)
    assert [step.at for step in waiting.thresholds] == [None] * 4


def test_an_open_pause_suspends_the_due_date_and_keeps_the_rest():
    paused = clock(pause("2026-09-14"))

    assert paused.due is None
    assert (paused.net_days(D("2026-12-01")), paused.remaining_days(D("2026-12-01"))) == (7, 21)
    assert paused.paused_on(D("2026-09-14"))
    assert not paused.paused_on(D("2026-09-13"))


def test_thresholds_reached_before_an_open_pause_stay_and_later_ones_wait():
    levels = {step.level: step.day for step in clock(pause("2026-09-24")).thresholds}

    assert levels == {"E1": D("2026-09-21"), "E2": None, "E3": None, "E4": None}


def test_thresholds_fall_on_the_days_with_that_net_day_and_the_breach_on_the_end_of_the_due_date():
    running = clock(pause("2026-09-14", "2026-09-24"))

    assert [(step.level, step.net_day, step.at) for step in running.thresholds] == [
        ("E1", 14, datetime.fromisoformat("2026-10-01T00:00:00+02:00")),
        ("E2", 21, datetime.fromisoformat("2026-10-08T00:00:00+02:00")),
        ("E3", 25, datetime.fromisoformat("2026-10-12T00:00:00+02:00")),
        ("E4", 28, datetime.fromisoformat("2026-10-16T00:00:00+02:00")),
    ]
    assert [running.net_days(step.day) for step in running.thresholds if step.day] == [14, 21, 25, 28]


def test_a_pause_that_begins_on_the_threshold_day_does_not_unreach_it():
    assert clock(pause("2026-09-21")).net_day_reached(14) == D("2026-09-21")


def test_a_pause_that_begins_after_the_due_date_cannot_extend_it():
    late = clock(pause("2026-10-20", "2026-10-30"), stop="2026-10-30")

    assert due(late) == D("2026-10-05")
    assert late.in_time is False


def test_a_pause_before_the_clock_starts_does_not_count():
    assert due(clock(pause("2026-09-01", "2026-09-08"))) == D("2026-10-06")


def test_the_employer_and_the_hearing_pause_only_if_the_rules_say_so():
    pauses = (pause("2026-09-14", "2026-09-16", PauseReason.PEMP), pause("2026-09-20", "2026-09-23", PauseReason.PHEAR))
    everything = ClockRules(pause_on_employer=True, pause_on_hearing=True)

    assert clock(*pauses).pause_days(D("2026-12-01")) == 0
    assert clock(*pauses, rules=everything).pause_days(D("2026-12-01")) == 5


def test_a_decision_stops_the_clock():
    decided = clock(pause("2026-09-14", "2026-09-24"), stop="2026-10-01")

    assert (decided.net_days(D("2026-12-24")), decided.gross_days(D("2026-12-24"))) == (14, 24)
    assert decided.in_time
    assert [step.level for step in decided.thresholds if step.at] == ["E1"]


def test_in_time_follows_the_rolled_due_date_and_strictly_the_net_days():
    rolled = clock(start=D("2026-10-21"), stop="2026-11-19")

    assert (rolled.in_time, rolled.in_time_strict, rolled.net_days(D("2026-11-19"))) == (True, False, 29)


def test_a_decision_during_a_pause_ends_it():
    assert clock(pause("2026-09-14"), stop="2026-09-20").net_days(D("2026-09-20")) == 7


@pytest.mark.parametrize(("begin", "end"), [("2026-09-14", "2026-09-13")])
def test_a_pause_that_ends_before_it_begins_is_refused(begin, end):
    with pytest.raises(DeadlineError):
        pause(begin, end)


def test_impossible_orders_of_events_are_refused():
    with pytest.raises(DeadlineError):
        AkzessClock(SEPTEMBER, D("2026-09-01"))
    with pytest.raises(DeadlineError):
        AkzessClock(SEPTEMBER, None, stop=D("2026-09-01"))
    with pytest.raises(DeadlineError):
        clock().threshold(29)
