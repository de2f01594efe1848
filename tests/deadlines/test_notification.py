"""Notification (§ 41 VwVfG) and deemed approval (§ 36(2) BeschV), told as facts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine.deadlines import (
    Calendar,
    Channel,
    DeadlineError,
    FictionState,
    Notice,
    NoticeKind,
    Period,
    ba_fiction,
    notified,
    retrieval,
    set_deadline,
)

D = date.fromisoformat
BAVARIA = Calendar.parse("BY")


# -- notification


def test_a_notification_on_a_holiday_weekend_keeps_both_readings_and_lateness_uses_the_later():
    found = notified(D("2026-10-27"))

    assert (found.day, found.rolled_day, found.effective) == (D("2026-10-31"), D("2026-11-02"), D("2026-11-02"))
    assert found.derivation[-1].norm == "§ 31 Abs. 3 S. 1 VwVfG (strittig)"


def test_proof_of_later_receipt_moves_the_notification_and_of_earlier_receipt_does_not():
    assert notified(D("2026-11-02"), received=D("2026-11-10")).effective == D("2026-11-10")
    assert notified(D("2026-11-02"), received=D("2026-11-03")).effective == D("2026-11-06")


def test_letters_sent_before_2025_counted_as_notified_on_the_third_day():
    assert notified(D("2024-12-30")).day == D("2025-01-02")
    assert notified(D("2025-01-02")).day == D("2025-01-06")


def test_a_letter_handed_over_is_notified_that_day_and_one_posted_abroad_when_it_arrives():
    assert notified(D("2026-11-02"), channel=Channel.IN_PERSON).effective == D("2026-11-02")
    assert notified(D("2026-11-02"), channel=Channel.POST_ABROAD, received=D("2026-11-21")).effective == D("2026-11-21")
    with pytest.raises(DeadlineError):
        notified(D("2026-11-02"), channel=Channel.POST_ABROAD)


def test_receipt_before_sending_is_refused():
    with pytest.raises(DeadlineError):
        notified(D("2026-11-02"), received=D("2026-11-01"))


def test_a_retrieved_letter_is_notified_the_next_day():
    found = retrieval(D("2026-11-02"), retrieved=D("2026-11-05"))

    assert found.notification is not None
    assert found.notification.effective == D("2026-11-06")


def test_a_letter_not_retrieved_within_ten_days_must_be_posted():
    found = retrieval(D("2026-11-02"))

    assert found.available_until == D("2026-11-12")
    assert not found.must_be_posted(D("2026-11-12"))
    assert found.must_be_posted(D("2026-11-13"))
    with pytest.raises(DeadlineError):
        retrieval(D("2026-11-02"), retrieved=D("2026-11-13"))


def test_a_set_deadline_keeps_both_ends_and_the_citizen_is_late_only_after_the_later():
    # 14 days from Saturday 31 October end on Saturday, rolled to Monday; 15 days differ in both readings
    found = set_deadline(notified(D("2026-10-27")), Period.parse("P16D"))

    assert (found.strict.end, found.lenient.end, found.end) == (D("2026-11-16"), D("2026-11-19"), D("2026-11-19"))
    assert found.deciding.explanation_de == "16 Tage seit 02.11., Buß- und Bettag → 19.11."


def test_a_set_deadline_derivation_starts_with_the_posting():
    found = set_deadline(notified(D("2026-11-02")), Period.parse("P14D"))

    assert [step.day for step in found.deciding.derivation] == [
        D("2026-11-02"),
        D("2026-11-06"),
        D("2026-11-06"),
        D("2026-11-20"),
    ]


# -- deemed approval


def test_nobody_relies_on_silence_before_the_later_of_both_calendars():
    fiction = ba_fiction(D("2026-11-04"), 2, BAVARIA)

    assert (fiction.at_agency.end, fiction.relied_on.end) == (D("2026-11-18"), D("2026-11-19"))
    assert fiction.deemed_at == datetime.fromisoformat("2026-11-20T00:00:00+01:00")


@pytest.mark.parametrize(("weeks", "end"), [(2, "2026-11-04"), (1, "2026-10-28")])
def test_the_fiction_takes_two_weeks_or_one(weeks, end):
    assert ba_fiction(D("2026-10-21"), weeks).relied_on.end == D(end)


def test_a_timely_notice_blocks_the_fiction_and_a_late_one_does_not():
    timely = ba_fiction(D("2026-11-04"), 2, BAVARIA, notices=(Notice(NoticeKind.INSUFFICIENT, D("2026-11-19")),))
    late = ba_fiction(D("2026-11-04"), 2, BAVARIA, notices=(Notice(NoticeKind.INSUFFICIENT, D("2026-11-20")),))

    assert timely.deemed_at is None
    assert timely.state_on(D("2026-11-25")) is FictionState.BLOCKED
    assert late.state_on(D("2026-11-25")) is FictionState.DEEMED


def test_the_fiction_runs_until_its_last_day_has_ended():
    fiction = ba_fiction(D("2026-10-21"), 2)

    assert fiction.state_on(D("2026-11-04")) is FictionState.RUNNING
    assert fiction.state_on(D("2026-11-05")) is FictionState.DEEMED


@pytest.mark.parametrize("weeks", [0, 3])
def test_other_lengths_of_the_fiction_are_refused(weeks):
    with pytest.raises(DeadlineError):
        ba_fiction(D("2026-10-21"), weeks)
