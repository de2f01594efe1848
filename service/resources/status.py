"""What an applicant sees with reference and code."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Day, Moment, Resource


class StatusSession(Resource):
    """The applicant is let in (cookie)."""

    reference: str = Field(examples=["AKZ-DD-2026-000042"])
    expires_at: Moment


class StatusStep(Resource):
    """Where the application stands, in plain language."""

    key: str = Field(examples=["REVIEW"])
    number: int = Field(ge=0, examples=[3])
    of: int = Field(ge=1, examples=[6])
    text: str = Field(examples=["Wir prüfen Ihren Antrag."])


class Awaited(Resource):
    """Who has to do what, until when."""

    who: str = Field(examples=["Sie"])
    what: str = Field(examples=["Arbeitsvertrag hochladen"])
    until: Day | None = None


class UploadedFile(Resource):
    """A file that has come in."""

    file_name: str = Field(examples=["arbeitsvertrag.pdf"])
    at: Moment


class RequestedDocument(Resource):
    """A document that was asked for."""

    code: str = Field(examples=["N-ARBEITSVERTRAG"])
    name: str = Field(examples=["Arbeitsvertrag"])
    until: Day | None = None
    uploaded: list[UploadedFile]


class StatusLetter(Resource):
    """A letter that was sent."""

    title: str = Field(examples=["Eingangsbestätigung"])
    at: Moment


class StatusContact(Resource):
    """Whom to ask."""

    office: str = Field(examples=["Ausländerbehörde Dresden"])
    phone: str = Field(examples=["+49 351 0000000"])
    mail: str = Field(examples=["akzess@dresden.example"])


class Status(Resource):
    """The application as its applicant sees it."""

    reference: str = Field(examples=["AKZ-DD-2026-000042"])
    step: StatusStep
    awaiting: list[Awaited]
    target_date: Day | None = None
    clock_stopped: bool = Field(examples=[False])
    requested_documents: list[RequestedDocument]
    letters: list[StatusLetter]
    contact: StatusContact
    languages: list[str] = Field(examples=[["de", "en", "uk", "ar"]])
    language: str = Field(examples=["de"])
    dir: Literal["ltr", "rtl"] = Field(examples=["ltr"])


class StatusUploaded(Resource):
    """The file has come in."""

    code: str = Field(examples=["N-ARBEITSVERTRAG"])
    file_name: str = Field(examples=["arbeitsvertrag.pdf"])
    at: Moment
    pending: bool = Field(description="Waits for the virus scanner", examples=[False])
