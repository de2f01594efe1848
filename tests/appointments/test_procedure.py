"""What the applicant does with an appointment, the case knows: through the real procedure, by the page of the case."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from engine.commands import CancelCase
from service.appointments import tending

from ..status.conftest import Applicant, Office, built


@dataclass
class Booker:
    """An applicant who has entered the page of the case."""

    office: Office
    applicant: Applicant
    token: str = ""

    def asks(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        headers = {"Akzess-Booking": self.token, "X-CSRF": self.applicant.csrf}
        answer = self.applicant.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def books(self, kind: str = "BIO", number: int = 0, **more: Any) -> Any:
        self.token = secrets.token_urlsafe(32)
        found = self.asks("GET", f"/booking/slots?site=DD&kind={kind}&persons={more.get('persons', 1)}")
        start = [time["startsAt"] for day in found["days"] for time in day["times"]][number]
        self.asks("POST", "/status/appointments/holds", {"kind": kind, "startsAt": start, **more}, 201)
        return self.asks("POST", "/booking/mine/confirm", {})

    @property
    def seen(self) -> Any:
        """The appointment as the part of the procedure sees it that waits for it."""
        self.office.quiet()
        office = self.office
        rows = office.house.read.open_rows(1, office.case_id).subscriptions
        activation = next(row.activation for row in rows if row.element_id == "SE-BIO-APPT")
        return office.house.engine.visible_at(office.case_id, activation).get("appointment")


@pytest.fixture
def booker(sqlite_store: Any) -> Iterator[Booker]:
    office = built(sqlite_store)
    office.applies()
    for element in ("UT-COMPL", "UT-LEGAL"):
        office.completes(element)
    office.task("UT-BIO")
    yield Booker(office, office.entered())
    office.house.close()


def test_the_case_knows_of_its_appointment_and_of_a_move(booker: Booker) -> None:
    first = booker.books()
    known = booker.seen["slotStart"]
    later = booker.asks("GET", "/booking/slots?site=DD&kind=BIO")["days"][1]["times"][0]["startsAt"]
    booker.asks("POST", "/booking/mine/move", {"startsAt": later})

    seen = booker.seen
    assert (known, seen["slotStart"], seen["stand"]) == (first["startsAt"], later, "MOVED")


def test_what_became_of_an_appointment_is_kept_by_its_cases_group(booker: Booker) -> None:
    booked = booker.books()
    booker.office.passes(days=2)
    ask = booker.office.as_person("anna")
    row = ask("GET", f"/appointments/day?site=DD&day={booked['startsAt'][:10]}").json()["appointments"][0]
    ask("POST", f"/appointments/{row['id']}/no-show", {}, Idempotency_Key="nobody-came-on-that-day")

    sql = "SELECT o.case_group, c.case_group FROM appointment_outcome o JOIN case_instance c ON c.id = ?"
    store = booker.office.house.store
    found = store.in_transaction(lambda session: session.all(sql, (booker.office.case_id,)))
    assert [tuple(row) for row in found] == [("FG1", "FG1")]


def test_a_missed_appointment_stops_the_clock(booker: Booker) -> None:
    booked = booker.books()
    booker.office.passes(days=2)
    ask = booker.office.as_person("anna")
    row = ask("GET", f"/appointments/day?site=DD&day={booked['startsAt'][:10]}").json()["appointments"][0]
    answer = ask("POST", f"/appointments/{row['id']}/no-show", {}, Idempotency_Key="nobody-came-on-that-day")
    assert answer.status_code == 200, answer.text
    booker.office.quiet()

    pauses = [pause for pause in booker.office.clock["pausen"] if pause["grund"] == "PAPP"]
    assert ("UT-APPT" in booker.office.open_elements(), len(pauses)) == (True, 1)


def test_only_what_the_procedure_waits_for_is_booked(booker: Booker) -> None:
    booker.token = secrets.token_urlsafe(32)
    start = booker.asks("GET", "/booking/slots?site=DD&kind=HANDOUT")["days"][0]["times"][0]["startsAt"]

    answer = booker.asks("POST", "/status/appointments/holds", {"kind": "HANDOUT", "startsAt": start}, 409)
    assert answer["code"] == "nothing-awaited"


def test_a_case_has_one_appointment_of_a_kind(booker: Booker) -> None:
    booker.books()
    wanted = booker.asks("GET", "/booking/slots?site=DD&kind=BIO")["days"][2]["times"][0]["startsAt"]
    booker.token = secrets.token_urlsafe(32)

    answer = booker.asks("POST", "/status/appointments/holds", {"kind": "BIO", "startsAt": wanted}, 409)
    assert answer["code"] == "appointment-exists"


def test_a_family_is_no_second_appointment_of_a_case(booker: Booker) -> None:
    booker.books()
    found = booker.asks("GET", "/booking/slots?site=DD&kind=FAMILY&persons=2")
    booker.token = secrets.token_urlsafe(32)
    body = {"kind": "FAMILY", "startsAt": found["days"][0]["times"][0]["startsAt"], "persons": 2}

    answer = booker.asks("POST", "/status/appointments/holds", body, 409)
    assert answer["code"] == "appointment-exists"


def test_the_appointment_of_a_case_that_has_ended_is_given_back(booker: Booker) -> None:
    booked = booker.books(number=20)
    office = booker.office
    office.house.engine.handle(CancelCase(case_id=office.case_id, reason="Versehen"))
    tending.look_after(office.app.state.appointments)
    day = office.as_person("anna")("GET", f"/appointments/day?site=DD&day={booked['startsAt'][:10]}").json()

    assert day["appointments"] == []


def test_a_cancelled_appointment_is_none_for_the_case_and_another_may_be_booked(booker: Booker) -> None:
    booker.books()
    booker.asks("POST", "/booking/mine/cancel")
    cancelled = booker.seen
    again = booker.books(number=5)

    assert (cancelled, booker.seen["slotStart"]) == (None, again["startsAt"])


def test_a_family_comes_for_the_biometrics_of_a_case(booker: Booker) -> None:
    booked = booker.books("FAMILY", persons=3)

    assert booker.seen["slotStart"] == booked["startsAt"]
