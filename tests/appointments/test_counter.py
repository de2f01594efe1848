"""The day at the office: who arrives is called, who does not come is counted, counters are blocked, calendars are fed."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from .conftest import Town

DAY = "2026-10-22"


def booked(town: Town, start: str = f"{DAY}T06:00:00+00:00", kind: str = "BIO", **more: Any) -> str:
    body = {"site": "DD", "kind": kind, "startsAt": start, **more}
    return str(town.clerk("POST", "/appointments", body, status=201)["id"])


def test_the_next_call_takes_those_of_the_counter_first_and_then_those_whom_another_lets_wait(town: Town) -> None:
    late, own = booked(town, counter="A1"), booked(town, f"{DAY}T06:15:00+00:00", counter="A2")
    town.passes(hours=23, minutes=20)
    for one in (late, own):
        town.clerk("POST", f"/appointments/{one}/arrive", {})
    calls = [town.clerk("POST", "/appointments/call-next", {"site": "DD", "counter": "A2"}) for _ in range(3)]

    assert [call["appointment"] and call["appointment"]["id"] for call in calls] == [own, late, None]


def test_a_call_repeated_under_its_key_calls_nobody_else(town: Town) -> None:
    there = [booked(town, f"{DAY}T06:{minute}:00+00:00", counter="A1") for minute in ("00", "15")]
    town.passes(hours=23)
    for one in there:
        town.clerk("POST", f"/appointments/{one}/arrive", {})
    ask, body = town.office.as_person("anna"), {"site": "DD", "counter": "A1"}
    answers = [ask("POST", "/appointments/call-next", body, Idempotency_Key="the-same-key-twice") for _ in range(2)]

    assert [answer.json()["appointment"]["id"] for answer in answers] == [there[0], there[0]]


def test_the_board_shows_tickets_and_no_names(quick: Town) -> None:
    one = booked(quick, counter="A1", phone="+49 30 23125 300")
    quick.passes(hours=23)
    quick.clerk("POST", f"/appointments/{one}/arrive", {})
    row = quick.clerk("POST", f"/appointments/{one}/call", {})
    board = TestClient(quick.office.app).get("/booking/board/DD").json()

    assert [(call["ticket"], call["de"]) for call in board["calls"]] == [(row["ticket"], "Schalter A1")]


def test_punctuality_is_the_call_minus_the_time_of_the_appointment(quick: Town) -> None:
    one = booked(quick)
    quick.passes(hours=23, minutes=7)
    quick.clerk("POST", f"/appointments/{one}/arrive", {})

    assert quick.clerk("POST", f"/appointments/{one}/call", {})["lateMinutes"] == 7


@pytest.mark.parametrize(("people", "told"), [(4, (None, None)), (5, (5, 1.0))])
def test_punctuality_of_a_few_people_is_not_told(
    quick: Town, people: int, told: tuple[int | None, float | None]
) -> None:
    there = [booked(quick, f"{DAY}T0{6 + number // 4}:{15 * (number % 4):02d}:00+00:00") for number in range(people)]
    quick.passes(hours=24)
    for one in there:
        for act in ("arrive", "call", "done"):
            quick.clerk("POST", f"/appointments/{one}/{act}", {})
    found = quick.clerk("GET", "/appointments/punctuality?site=DD")["items"]

    assert [(row["appointments"], row["offerDaysMedian"]) for row in found] == [told]


def test_who_has_missed_three_appointments_books_by_telephone_only(quick: Town) -> None:
    for hour in ("06", "07", "08"):
        quick.person().books(f"{DAY}T{hour}:00:00+00:00", email="kommt-nie@example.org")
    quick.passes(hours=26)
    for there in quick.clerk("GET", f"/appointments/day?site=DD&day={DAY}")["appointments"]:
        quick.clerk("POST", f"/appointments/{there['id']}/no-show", {})
    person = quick.person()
    person.holds(quick.free()[0])

    answer = person.asks("POST", "/booking/mine/contact", {"email": "Kommt-nie@example.org"}, 409)
    assert answer["code"] == "telephone-only"


def test_a_blocked_counter_is_booked_by_nobody_and_what_was_booked_is_named(town: Town) -> None:
    one = booked(town, counter="A1")
    times = {"startsAt": f"{DAY}T06:00:00+00:00", "endsAt": f"{DAY}T10:00:00+00:00"}
    made = town.clerk(
        "POST", "/appointments/blocks", {"site": "DD", "counters": ["A1"], "reason": "Schulung", **times}, status=201
    )
    body = {"site": "DD", "kind": "BIO", "startsAt": f"{DAY}T07:00:00+00:00", "counter": "A1"}
    refused = town.clerk("POST", "/appointments", body, status=409)

    assert ([row["id"] for row in made["appointments"]], refused["code"]) == ([one], "slot-taken")


def test_a_lifted_block_gives_the_time_back_and_leaves_bookings_alone(quick: Town) -> None:
    one = booked(quick, counter="A1")
    times = {"startsAt": f"{DAY}T06:00:00+00:00", "endsAt": f"{DAY}T10:00:00+00:00"}
    made = quick.clerk(
        "POST", "/appointments/blocks", {"site": "DD", "counters": ["A1"], "reason": "Schulung", **times}, status=201
    )
    quick.clerk("DELETE", f"/appointments/blocks/{made['blocks'][0]['id']}")
    two = booked(quick, f"{DAY}T07:00:00+00:00", counter="A1")

    there = quick.clerk("GET", f"/appointments/day?site=DD&day={DAY}")["appointments"]
    assert [row["id"] for row in there] == [one, two]


def test_a_clerk_of_another_site_finds_no_appointment(quick: Town) -> None:
    one = booked(quick)

    assert quick.clerk("POST", f"/appointments/{one}/cancel", {}, who="axel", status=404)["code"] == "not-found"


def test_the_calendar_has_kind_and_ticket_and_no_contact(quick: Town) -> None:
    booked(quick, counter="A1", phone="+49 30 23125 300")
    feed = quick.clerk("POST", "/appointments/feeds", {"site": "DD", "counter": "A1"}, status=201)
    answer = TestClient(quick.office.app).get(feed["address"])
    events = Calendar.from_ical(answer.content).walk("VEVENT")

    assert ([str(event["SUMMARY"])[:26] for event in events], b"23125" in answer.content) == (
        ["A1 Identität und Biometrie"],
        False,
    )


def test_a_revoked_calendar_opens_nothing(quick: Town) -> None:
    feed = quick.clerk("POST", "/appointments/feeds", {"site": "DD"}, status=201)
    quick.clerk("DELETE", f"/appointments/feeds/{feed['id']}")

    assert TestClient(quick.office.app).get(feed["address"]).status_code == 404
