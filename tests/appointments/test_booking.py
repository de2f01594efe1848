"""Somebody books, moves, cancels, comes: what the book of appointments promises, on both databases."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from service.appointments import tending

from .conftest import Town


def test_a_time_that_somebody_holds_is_nobody_elses(town: Town) -> None:
    start = town.free("EMPLOYER")[0]
    town.person().holds(start, "EMPLOYER")

    assert town.person().holds(start, "EMPLOYER", status=409)["code"] == "slot-taken"


def test_a_hold_is_over_after_a_quarter_of_an_hour(town: Town) -> None:
    start = town.free("EMPLOYER")[0]
    town.person().holds(start, "EMPLOYER")
    town.passes(minutes=15)

    assert town.person().holds(start, "EMPLOYER")["state"] == "HELD"


def test_a_hold_that_somebody_else_has_taken_over_cannot_be_confirmed_any_more(town: Town) -> None:
    start = town.free("EMPLOYER")[0]
    slow = town.person()
    slow.holds(start, "EMPLOYER")
    slow.asks("POST", "/booking/mine/contact", {"email": "langsam@example.org"})
    town.says()
    proof = slow.proof()
    town.passes(minutes=15)
    town.person().holds(start, "EMPLOYER")

    answer = slow.asks("POST", "/booking/mine/confirm", {"proof": proof}, 409)
    assert answer["code"] == "hold-over"


def test_the_same_request_twice_holds_one_time(quick: Town) -> None:
    person, start = quick.person(), quick.free()[0]
    person.holds(start)
    person.holds(start)

    assert len(quick.clerk("GET", f"/appointments/day?site=DD&day={start[:10]}")["appointments"]) == 1


def test_a_booking_counts_only_when_the_link_of_the_email_was_opened(quick: Town) -> None:
    person = quick.person()
    person.holds(quick.free()[0])
    person.asks("POST", "/booking/mine/contact", {"email": "anjali@example.org"})

    assert person.asks("POST", "/booking/mine/confirm", {}, 409)["code"] == "not-proved"


def test_the_email_says_neither_when_nor_what_for(quick: Town) -> None:
    person, start = quick.person(), quick.free()[0]
    person.books(start)

    words = (start[:10], "Beratung", "Dresden, Theaterstraße", "AKZ-")
    assert [word for mail in quick.mails() for word in words if word in mail] == []


def test_a_moved_appointment_gives_its_old_time_back(town: Town) -> None:
    person, (first, second) = town.person(), town.free("EMPLOYER")[:8:7]
    person.books(first, "EMPLOYER")
    person.asks("POST", "/booking/mine/move", {"startsAt": second})

    assert (first in town.free("EMPLOYER"), second in town.free("EMPLOYER")) == (True, False)


def test_a_move_to_a_taken_time_leaves_everything_as_it_was(town: Town) -> None:
    person, (first, second) = town.person(), town.free("EMPLOYER")[:8:7]
    town.person().books(second, "EMPLOYER")
    person.books(first, "EMPLOYER")
    person.asks("POST", "/booking/mine/move", {"startsAt": second}, 409)

    assert person.asks("GET", "/booking/mine")["startsAt"] == first


def test_an_appointment_may_move_into_its_own_time(quick: Town) -> None:
    person, (first, second) = quick.person(), quick.free("EMPLOYER")[:2]
    person.books(first, "EMPLOYER")

    assert person.asks("POST", "/booking/mine/move", {"startsAt": second})["startsAt"] == second


def test_two_hours_before_nobody_cancels_by_himself_any_more(quick: Town) -> None:
    person = quick.person()
    person.books("2026-10-22T06:00:00+00:00")
    quick.passes(hours=21, minutes=1)

    assert person.asks("POST", "/booking/mine/cancel", None, 409)["code"] == "appointment-too-late"


def test_reminders_go_out_two_days_and_two_hours_before(quick: Town) -> None:
    person = quick.person()
    person.books("2026-10-29T07:00:00+00:00")
    quick.says()
    sent = len(quick.mails())
    due = []
    for _ in range(9 * 24):
        quick.passes(hours=1)
        if quick.says():
            due.append(quick.now.isoformat())

    assert (sent, due) == (2, ["2026-10-27T07:00:00+00:00", "2026-10-29T05:00:00+00:00"])


def test_who_has_cancelled_is_not_reminded(quick: Town) -> None:
    person = quick.person()
    person.books("2026-10-29T07:00:00+00:00")
    person.asks("POST", "/booking/mine/cancel")
    quick.says()
    quick.passes(days=9)

    assert quick.says() == 0


def test_only_days_between_tomorrow_and_eight_weeks_are_offered(quick: Town) -> None:
    days = {start[:10] for week in range(0, 70, 14) for start in quick.free(**{"from": _day(week)})}

    assert (min(days), max(days)) == ("2026-10-22", "2026-12-16")


def _day(after: int) -> str:
    return (date(2026, 10, 21) + timedelta(days=after)).isoformat()


def test_nobody_is_offered_a_holiday(quick: Town) -> None:
    assert not [start for start in quick.free(**{"from": "2026-11-16"}) if start.startswith("2026-11-18")]


def test_the_desk_reads_the_name_of_a_holiday_in_both_languages(quick: Town) -> None:
    day = quick.clerk("GET", "/appointments/day?site=DD&day=2026-11-18")
    week = quick.clerk("GET", "/appointments/week?site=DD&day=2026-11-18")["days"][2]

    assert {(one["holiday"], one["holidayEn"]) for one in (day, week)} == {
        ("Buß- und Bettag", "Repentance and Prayer Day")
    }


def test_only_counters_that_speak_the_language_are_offered(quick: Town) -> None:
    spanish, any_ = (Counter(quick.free(language=language)) for language in ("es", ""))
    person = quick.person()
    person.holds(min(spanish), language="es")

    assert (set(spanish) == set(any_), min(spanish) in quick.free(language="es")) == (True, False)


def test_the_emergency_share_is_the_offices_until_two_days_before(quick: Town) -> None:
    late = "2026-10-29T10:30:00+00:00"  # Thursday, 11:30 in Dresden: the last half hour of the morning
    early = late in quick.free()
    offered = quick.clerk("GET", "/appointments/free?site=DD&kind=ADVICE&from=2026-10-29")["days"][0]["times"]
    quick.passes(days=6)

    assert (early, late in [one["startsAt"] for one in offered], late in quick.free()) == (False, True, True)


def test_a_family_gets_one_long_time_together(quick: Town) -> None:
    starts = quick.clerk("GET", "/appointments/free?site=DD&kind=FAMILY&persons=4")["days"][0]["times"]
    body = {"site": "DD", "kind": "FAMILY", "persons": 4, "startsAt": starts[0]["startsAt"]}
    booked = quick.clerk("POST", "/appointments", body, status=201)

    assert (booked["startsAt"], booked["endsAt"]) == (starts[0]["startsAt"], _later(starts[0]["startsAt"], 60))


def _later(start: str, minutes: int) -> str:
    return (datetime.fromisoformat(start) + timedelta(minutes=minutes)).isoformat()


def test_a_freed_time_is_offered_to_whoever_waits_longest(town: Town) -> None:
    early, late = town.person(), town.person()
    first, last = town.free("EMPLOYER")[0], town.free("EMPLOYER")[-1]
    early.books(first, "EMPLOYER")
    late.books(last, "EMPLOYER")
    days = {"fromDay": "2026-10-22", "untilDay": "2026-11-03"}
    late.asks("POST", "/booking/mine/waiting", days, 201)
    early.asks("POST", "/booking/mine/cancel")
    town.says()
    offered = town.person()
    offered.token, proof = town.offers()[-1].split(".")

    offered.asks("POST", "/booking/mine/confirm", {"proof": proof})

    states = (offered.asks("GET", "/booking/mine")["startsAt"], late.asks("GET", "/booking/mine")["state"])
    assert states == (first, "CANCELLED")


def test_an_offer_that_nobody_answers_goes_to_the_next(town: Town) -> None:
    every = town.free("EMPLOYER")
    first, second, third = every[0], every[-9], every[-1]
    people = [town.person() for _ in range(3)]
    for person, start in zip(people, (first, second, third), strict=True):
        person.books(start, "EMPLOYER", email=f"person-{start[8:13]}@example.org")
    for person in people[1:]:
        person.asks("POST", "/booking/mine/waiting", {"fromDay": "2026-10-22", "untilDay": "2026-11-03"}, 201)
        town.passes(seconds=1)
    people[0].asks("POST", "/booking/mine/cancel")
    town.says()
    before = town.offers()[-1]
    town.passes(hours=12, minutes=1)
    tending.tidy(town.desk)
    town.says()

    assert town.offers()[-1] != before


def test_bookings_are_gone_thirty_days_after_and_what_became_of_them_stays(town: Town) -> None:
    person = town.person()
    person.books("2026-10-22T06:00:00+00:00")
    town.passes(hours=23)
    booked = town.clerk("GET", "/appointments/day?site=DD")["appointments"][0]["id"]
    for act in ("arrive", "call", "done"):
        town.clerk("POST", f"/appointments/{booked}/{act}", {})
    town.passes(days=31)
    tending.look_after(town.desk)

    assert (person.asks("GET", "/booking/mine", None, 404)["code"], _rows(town)) == (
        "not-found",
        {"appointment": 0, "appointment_cell": 0, "appointment_notice": 0, "appointment_outcome": 1},
    )


def _rows(town: Town) -> dict[str, int]:
    names = ("appointment", "appointment_cell", "appointment_notice", "appointment_outcome")
    return town.desk.book.look(
        lambda session: {name: session.all(f"SELECT COUNT(*) FROM {name}")[0][0] for name in names}
    )
