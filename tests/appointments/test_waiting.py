"""The waiting list: who is asked, for what, and who is not asked any more; on both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from service.appointments import tending

from .conftest import Person, Town

DAYS = {"fromDay": "2026-10-22", "untilDay": "2026-11-30"}


def waits(person: Person, **days: str) -> Any:
    return person.asks("POST", "/booking/mine/waiting", {**DAYS, **days}, 201)


def accepted(town: Town) -> Person:
    """Whoever has got the last offer takes it."""
    town.says()
    person = town.person()
    person.token, proof = town.offers()[-1].split(".")
    person.asks("POST", "/booking/mine/confirm", {"proof": proof})
    return person


def three(town: Town) -> tuple[list[Person], list[str]]:
    """Three people with appointments one after the other; the last two wait for something earlier."""
    every = town.free("EMPLOYER")
    starts = [every[0], every[-9], every[-1]]
    people = [town.person() for _ in starts]
    for person, start in zip(people, starts, strict=True):
        person.books(start, "EMPLOYER", email=f"person-{start[8:13]}@example.org")
    for person in people[1:]:
        waits(person)
        town.passes(seconds=1)
    return people, starts


def test_what_is_given_up_for_something_earlier_is_offered_to_the_next(town: Town) -> None:
    people, starts = three(town)
    people[0].asks("POST", "/booking/mine/cancel")
    first = accepted(town)
    second = accepted(town)

    assert [one.asks("GET", "/booking/mine")["startsAt"] for one in (first, second)] == starts[:2]


def test_nobody_is_offered_something_later(town: Town) -> None:
    people, _ = three(town)
    people[2].asks("DELETE", "/booking/mine/waiting", None, 204)
    people[2].asks("POST", "/booking/mine/cancel")
    town.says()

    assert town.offers() == []


def test_who_declines_an_offer_waits_no_more_and_the_next_is_asked(town: Town) -> None:
    people, starts = three(town)
    people[0].asks("POST", "/booking/mine/cancel")
    people[1].asks("DELETE", "/booking/mine/waiting", None, 204)
    third = accepted(town)

    assert third.asks("GET", "/booking/mine")["startsAt"] == starts[0]


def test_who_cancels_waits_for_nothing_any_more(quick: Town) -> None:
    people, _ = three(quick)
    people[1].asks("POST", "/booking/mine/cancel")

    assert len(quick.clerk("GET", "/appointments/waiting?site=DD")["items"]) == 1


def test_who_has_been_served_waits_for_nothing_any_more(quick: Town) -> None:
    person = quick.person()
    person.books("2026-10-22T06:00:00+00:00")
    waits(person)
    quick.passes(hours=23)
    booked = quick.clerk("GET", "/appointments/day?site=DD")["appointments"][0]["id"]
    for act in ("arrive", "call", "done"):
        quick.clerk("POST", f"/appointments/{booked}/{act}", {})

    assert quick.clerk("GET", "/appointments/waiting?site=DD")["items"] == []


def test_a_hold_that_ran_out_is_offered_to_whoever_waits(town: Town) -> None:
    every = town.free("EMPLOYER")
    late, slow = town.person(), town.person()
    late.books(every[-1], "EMPLOYER")
    slow.holds(every[0], "EMPLOYER")
    waits(late, untilDay=every[0][:10])
    day = {"site": "DD", "counters": ["B2"], "reason": "Schulung"}
    rest = {"startsAt": _after(every[0], 45), "endsAt": f"{every[0][:10]}T18:00:00+00:00"}
    town.clerk("POST", "/appointments/blocks", {**day, **rest}, status=201)
    tending.look_after(town.desk)
    before = len(town.offers())
    town.passes(minutes=16)
    tending.tidy(town.desk)
    tending.look_after(town.desk)

    assert (before, accepted(town).asks("GET", "/booking/mine")["startsAt"]) == (0, every[0])


def test_a_lifted_block_is_offered_to_whoever_waits(quick: Town) -> None:
    every = quick.free("EMPLOYER")
    late = quick.person()
    late.books(every[-1], "EMPLOYER")
    times = {"startsAt": f"{every[0][:10]}T05:00:00+00:00", "endsAt": f"{every[0][:10]}T18:00:00+00:00"}
    made = quick.clerk(
        "POST", "/appointments/blocks", {"site": "DD", "counters": ["B2"], "reason": "Schulung", **times}, status=201
    )
    waits(late, untilDay=every[0][:10])
    tending.look_after(quick.desk)
    before = len(quick.offers())
    quick.clerk("DELETE", f"/appointments/blocks/{made['blocks'][0]['id']}")
    tending.look_after(quick.desk)

    assert (before, accepted(quick).asks("GET", "/booking/mine")["startsAt"]) == (0, every[0])


def test_nobody_stands_twice_on_the_list(quick: Town) -> None:
    people, _ = three(quick)

    assert people[1].asks("POST", "/booking/mine/waiting", DAYS, 409)["code"] == "wish-exists"


def _after(start: str, minutes: int) -> str:
    moment = datetime.fromisoformat(start)
    return moment.replace(
        minute=(moment.minute + minutes) % 60, hour=moment.hour + (moment.minute + minutes) // 60
    ).isoformat()
