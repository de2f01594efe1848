"""What is said to cases: in order, never lost, and nobody's trouble is somebody else's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from engine.commands import Command
from engine.errors import MessageMismatch, TryAgain
from service.appointments.desk import Ask
from service.appointments.notices import Notices
from service.appointments.secrets import Contact, new_token

from .conftest import Town


class Cases:
    """Cases that wait for their appointments; some of them cannot be told anything now."""

    def __init__(self, trouble: dict[str, Exception]) -> None:
        self.trouble = trouble
        self.told: list[tuple[str, str]] = []

    def open_rows(self, case_id: str) -> Any:
        return SimpleNamespace(subscriptions=[SimpleNamespace(name="termin.stand", key=f"{case_id}/BIO")])

    def handle(self, command: Command) -> None:
        case_id = command.key.split("/")[0]
        if case_id in self.trouble:
            raise self.trouble[case_id]
        self.told.append((case_id, command.payload["stand"]))


def books(town: Town, case_id: str, number: int) -> Any:
    slot = list(town.desk.free("DD", town.desk.plan.kind("BIO"), town.desk.today(), town.desk.window(office=True)[1]))[
        number
    ]
    ask = Ask("DD", "BIO", slot.starts_at)
    return town.desk.hold(
        ask,
        town.desk.plan.kind("BIO"),
        new_token(),
        contact=Contact(),
        by="x",
        case_id=case_id,
        number=case_id,
        office=True,
    )


def test_a_case_that_cannot_be_told_holds_up_no_other(quick: Town) -> None:
    cases = Cases({"first": TryAgain("busy")})
    for number, name in enumerate(("first", "second")):
        books(quick, name, 5 * number)
    Notices(quick.desk, cases.handle, {}, cases.open_rows).round()

    assert cases.told == [("second", "BOOKED")]


def test_a_case_is_told_later_and_in_order(quick: Town) -> None:
    cases = Cases({"first": TryAgain("busy")})
    notices = Notices(quick.desk, cases.handle, {}, cases.open_rows)
    booked = books(quick, "first", 0)
    notices.round()
    cases.trouble.clear()
    quick.desk.cancel(booked, office=True)
    for _ in range(3):
        notices.round()
        quick.passes(minutes=6)

    assert cases.told == [("first", "BOOKED"), ("first", "CANCELLED")]


def test_what_a_case_has_heard_before_is_not_said_for_ever(quick: Town) -> None:
    cases = Cases({"first": MessageMismatch("said before")})
    books(quick, "first", 0)
    notices = Notices(quick.desk, cases.handle, {}, cases.open_rows)
    notices.round()
    quick.passes(minutes=6)

    assert notices.round() == 0
