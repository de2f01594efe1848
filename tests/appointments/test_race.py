"""Many people want the same few times at once: the database gives each out once (the whole race: tests.appointments.race)."""

from __future__ import annotations

import os
from typing import Any

import pytest

from service.appointments.desk import Ask, Desk
from service.appointments.secrets import Contact

from .race import race
from .traffic import NOW, busy, wrong

CLIENTS = int(os.environ.get("AKZESS_RACE_CLIENTS", "16"))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_no_time_is_given_to_two_people_however_many_want_it(request: pytest.FixtureRequest, kind: str) -> None:
    store: Any = request.getfixturevalue(f"{kind}_store")

    found = race(store, clients=CLIENTS, times=CLIENTS // 4)

    assert found.fair, found


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_moves_cancellations_and_the_waiting_list_all_at_once_leave_a_book_without_contradictions(
    request: pytest.FixtureRequest, kind: str
) -> None:
    store: Any = request.getfixturevalue(f"{kind}_store")

    done, faults = busy(store, people=8, acts=int(os.environ.get("AKZESS_BUSY_ACTS", "8")))

    assert (faults, done["book"] > 0) == ([], True)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("step", [1, 3])
def test_a_process_that_dies_while_it_books_a_family_has_taken_no_minute(
    request: pytest.FixtureRequest, kind: str, step: int
) -> None:
    store: Any = request.getfixturevalue(f"{kind}_store")
    desk = Desk(store, lambda: NOW, 1)
    desk.book.new_id = Dying(step)
    family = desk.plan.kind("FAMILY")
    first, last = desk.window(office=False)
    slot = next(desk.free("DD", family, first, last, persons=4))
    with pytest.raises(Died):
        desk.hold(
            Ask("DD", "FAMILY", slot.starts_at, persons=4), family, "a-token-of-the-device-and-nobody-else",
            contact=Contact("a@example.org"), by="x", case_id="c", number="AKZ-1", office=True,
        )  # fmt: skip

    cells = store.look(lambda session: session.all("SELECT COUNT(*) FROM appointment_cell", ()))[0][0]
    assert (cells, wrong(desk)) == (0, [])


class Died(Exception):
    """The process is gone."""


class Dying:
    """Makes ids until it dies, at the `step`th: the booking, the word to the case, the e-mail."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self) -> str:
        self.left -= 1
        if self.left == 0:
            raise Died
        return f"id-{self.left}"
