"""Who calls or stands at the door takes an invitation along: the letter of the procedure, without a case."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from .conftest import Town
from .test_counter import booked


def _printed(town: Town, booking: str, query: str = "") -> PdfReader:
    answer = town.office.as_person("anna")("GET", f"/appointments/{booking}/invitation{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return PdfReader(BytesIO(answer.content))


def _text(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_the_invitation_names_time_purpose_and_place(quick: Town) -> None:
    text = _text(_printed(quick, booked(quick, kind="ADVICE")))

    assert [part in text for part in ("22.10.2026, 08:00 Uhr", "Beratung", "Dresden")] == [True] * 3, text


def test_the_invitation_says_which_number_is_called_and_calls_it_no_file_reference(quick: Town) -> None:
    body = {"site": "DD", "kind": "ADVICE", "startsAt": "2026-10-22T06:00:00+00:00"}
    row = quick.clerk("POST", "/appointments", body, status=201)
    text = _text(_printed(quick, row["id"]))

    assert (f"Ihre Nummer am Bildschirm {row['ticket']}" in text, "Aktenzeichen" in text) == (True, False), text


def test_the_invitation_carries_the_language_of_the_notices(quick: Town) -> None:
    text = _text(_printed(quick, booked(quick, noticeLanguage="es")))

    assert "Invitación a una cita" in text, text


def test_whoever_the_office_books_for_in_a_language_is_written_to_in_it(quick: Town) -> None:
    booked(quick, kind="ADVICE", language="es", channel="EMAIL", email="anjali@example.org")
    quick.says()

    assert "su cita está reservada." in quick.mails()[-1]


def test_the_clerk_may_ask_for_another_language(quick: Town) -> None:
    text = _text(_printed(quick, booked(quick), "?language=en"))

    assert "Invitation to an appointment" in text, text


def test_the_invitation_is_readable_for_a_screen_reader(quick: Town) -> None:
    catalogue = _printed(quick, booked(quick)).trailer["/Root"]

    assert b"pdfuaid" in catalogue["/Metadata"].get_data()


def test_an_appointment_that_was_cancelled_invites_nobody(quick: Town) -> None:
    one = booked(quick)
    quick.clerk("POST", f"/appointments/{one}/cancel", {})

    assert quick.clerk("GET", f"/appointments/{one}/invitation", status=409)["code"] == "conflict-state"


def test_a_clerk_of_another_site_prints_no_invitation(quick: Town) -> None:
    one = booked(quick)

    assert quick.clerk("GET", f"/appointments/{one}/invitation", who="axel", status=404)["code"] == "not-found"
