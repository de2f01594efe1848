"""What an applicant sees with reference and code."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Day, Moment, Resource

Reference = "AKZ-DD-2026-000042"


class StatusLanguage(Resource):
    """A language of the page under its own name."""

    code: str = Field(examples=["uk"])
    name: str = Field(examples=["Українська"])
    dir: Literal["ltr", "rtl"] = Field(examples=["ltr"])


class StatusContact(Resource):
    """Whom to ask."""

    office: str = Field(examples=["Ausländerbehörde Dresden"])
    phone: str = Field(examples=["+49 30 23125 301"])
    mail: str = Field(examples=["akzess.dresden@example.org"])


class StatusExample(Resource):
    """A way in that the demo offers."""

    reference: str = Field(examples=[Reference])
    code: str = Field(examples=["K7QM-3XTP-9WDH"])


class StatusTexts(Resource):
    """The words of the page in one language; placeholders `{name}` are filled in by the page."""

    language: str = Field(examples=["de"])
    dir: Literal["ltr", "rtl"] = Field(examples=["ltr"])
    machine: bool = Field(description="Translated by machine, not yet checked by a person", examples=[False])
    languages: list[StatusLanguage]
    texts: dict[str, str] = Field(examples=[{"page.title": "Stand Ihres Antrags"}])
    examples: list[StatusExample] = Field(default=[], description="In the demo only")
    contacts: list[StatusContact] = Field(description="Whom to ask, by office")


class StatusSession(Resource):
    """The applicant is let in (cookie). Every later POST carries `csrf` in the header X-CSRF."""

    reference: str = Field(examples=[Reference])
    expires_at: Moment
    csrf: str = Field(examples=["Jx0mY1n6pH2cVb9sLq4w"])


class StatusStep(Resource):
    """Where the application stands, in plain language."""

    key: str = Field(examples=["BETEILIGUNG"])
    number: int = Field(ge=1, examples=[5])
    of: int = Field(ge=1, examples=[11])
    text: str = Field(examples=["Wir fragen die Bundesagentur für Arbeit / die Kammer."])


class StatusMark(Resource):
    """A place on the way."""

    number: int = Field(ge=1, examples=[5])
    text: str = Field(examples=["Andere Stellen werden gefragt"])
    state: Literal["done", "current", "ahead"] = Field(examples=["current"])


class StatusNotice(Resource):
    """The clock stands still, or it takes longer."""

    kind: Literal["PAUSE", "VERSPAETET"] = Field(examples=["PAUSE"])
    text: str = Field(examples=["Wir warten auf: Unterlagen von Ihnen. Die Frist läuft nicht."])


class Awaited(Resource):
    """Who has to do what, until when."""

    who: str = Field(examples=["Sie"])
    what: str = Field(examples=["Unterlagen einreichen"])
    until: Day | None = None
    you: bool = Field(description="The applicant has to act", examples=[True])


class UploadedFile(Resource):
    """A file that has come in."""

    file_name: str = Field(examples=["arbeitsvertrag.pdf"])
    at: Moment


class RequestedDocument(Resource):
    """A document that was asked for."""

    code: str = Field(examples=["JOB_CONTRACT"])
    name: str = Field(examples=["Arbeitsvertrag oder verbindliches Angebot"])
    until: Day | None = None
    uploaded: list[UploadedFile]


class StatusLetter(Resource):
    """A letter that was sent; never its content."""

    title: str = Field(examples=["Eingangsbestätigung"])
    at: Moment


class Status(Resource):
    """The application as its applicant sees it (domain document 9.4)."""

    reference: str = Field(examples=[Reference])
    step: StatusStep
    way: list[StatusMark]
    notices: list[StatusNotice]
    awaiting: list[Awaited]
    target_date: Day | None = None
    clock_stopped: bool = Field(examples=[False])
    requested_documents: list[RequestedDocument]
    request_note: str | None = Field(
        default=None, description="What the letter of request says, in German", examples=["Bitte mit Unterschrift."]
    )
    finishable: bool = Field(description="The applicant says himself when everything is in", examples=[False])
    letters: list[StatusLetter]
    contact: StatusContact
    languages: list[str] = Field(examples=[["de", "en", "uk", "ar"]])
    language: str = Field(examples=["de"])
    dir: Literal["ltr", "rtl"] = Field(examples=["ltr"])
    csrf: str = Field(examples=["Jx0mY1n6pH2cVb9sLq4w"])
    window: str = Field(
        description="Names this window's session in links, which send no header", examples=["9f2c41d07be35a68"]
    )
    expires_at: Moment


class StatusUploaded(Resource):
    """The file has come in; `complete` says that nothing more is awaited and the process goes on."""

    code: str = Field(examples=["JOB_CONTRACT"])
    file_name: str = Field(examples=["arbeitsvertrag.pdf"])
    at: Moment
    pending: bool = Field(description="Waits for the virus scanner", examples=[False])
    complete: bool = Field(examples=[True])


class IssuedCode(Resource):
    """A new access code, told once; the earlier one opens nothing more."""

    reference: str = Field(examples=[Reference])
    code: str = Field(examples=["K7QM-3XTP-9WDH"])
