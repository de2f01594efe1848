"""The network, an inbox of a partner, and consultations as the pages see them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import BusinessKey, CaseId, Count, Day, Moment, Name, Resource, Site, Text, Version

REQUEST = "b1b1f2d8-6a39-5d0e-8f7e-0a2b3c4d5e6f"
State = Literal["open", "asked", "answered", "withdrawn"]
PartnerKey = Field(examples=["HWK_CHEMNITZ"])


class PartnerContactRow(Resource):
    """Whom to call at a partner; `substitute_of`: the contact for whom this one stands in."""

    id: str = Field(examples=[REQUEST])
    name: str = Field(examples=["Kim Beispiel"])
    function: str = Field(examples=["Existenzgründung"])
    phone: str = Field(examples=["+49 30 23125 490"])
    email: str = Field(examples=["kim@example.org"])
    languages: list[str] = Field(examples=[["de", "en"]])
    substitute_of: str | None = None
    changed_at: Moment


class PartnerStep(Resource):
    """A step of the procedure in which a partner takes part."""

    element_id: str = Field(examples=["CA-CHAMBER"])
    name: str = Field(examples=["Stellungnahmen von Kammern und Fachstellen"])
    name_en: str | None = Field(default=None, examples=["Opinions of chambers and expert bodies"])


class PartnerRow(Resource):
    """A partner of the network. `inbox`: it has no system of its own and answers here."""

    id: str = PartnerKey
    name: Text
    role: str = Field(examples=["hwk"])
    sites: list[str] = Field(examples=[["C", "FG"]])
    inbox: bool
    phone: str = Field(examples=["+49 30 23125 422"])
    email: str = Field(examples=["hwk@example.org"])
    link: str = Field(default="", examples=["https://example.org"])
    languages: list[str] = Field(examples=[["de"]])
    steps: list[PartnerStep]
    contacts: list[PartnerContactRow]
    mine: bool


class PartnerList(Resource):
    """The directory, in the order of the procedure's data; `may_edit`: the caller keeps contacts of all partners."""

    items: list[PartnerRow]
    may_edit: bool


class SentField(Resource):
    """A field that left the office; lists are joined. `name`: what a code of an official list stands for (states)."""

    path: str = Field(examples=["person.familyName"])
    label: Text
    value: str = Field(examples=["Mustermann"])
    name: Text | None = None


class SentDocument(Resource):
    """A document that was sent along."""

    id: str = Field(examples=[REQUEST])
    type: str = Field(examples=["BUSINESSPLAN"])
    name: str = Field(examples=["geschaeftsplan.pdf"])
    media_type: str = Field(examples=["application/pdf"])
    size: Count


class AnswerField(Resource):
    """A field of the answer that is expected."""

    name: str = Field(examples=["licenceStatus"])
    kind: Literal["text", "date", "choice"]
    label: Text
    values: list[str] = Field(examples=[["ERTEILT", "FEHLT"]])
    optional: bool


class GivenAnswer(Resource):
    """An answer that was given, field by field."""

    at: Moment | None = None
    fields: list[SentField]


class InboxRow(Resource):
    """A request in a list; nothing of its content. `form`: in which form it is answered."""

    id: str = Field(examples=[REQUEST])
    partner: str = PartnerKey
    partner_name: Text
    business_key: BusinessKey
    site: Site
    title: Text
    form: Literal["opinion", "decision", "consultation"]
    state: State
    version: Version
    due_on: Day
    overdue: bool
    reminders: Count
    created_at: Moment
    answered_at: Moment | None = None
    settled: bool


class InboxPage(Resource):
    """A partner's inbox, what is due first; the newest fifty of what is over."""

    items: list[InboxRow]


class InboxRequest(InboxRow):
    """One request with everything that left for the partner, why, and on which basis; `expected` for consultations,
    `handed`: what the partner has handed in."""

    purpose: Text
    norm: str = Field(examples=["§ 21 Abs. 1 S. 3 AufenthG"])
    sent: list[SentField]
    documents: list[SentDocument]
    expected: list[AnswerField]
    answers: list[GivenAnswer]
    handed: list[SentDocument]
    forward_to: list[str] = Field(examples=[["HWK_DRESDEN"]])
    office_phone: str = Field(default="", examples=["+49 30 23125 303"])


class ConsultationKind(Resource):
    """What may be asked; `sent`: exactly the fields that would leave this case, with what they say now."""

    kind: str = Field(examples=["MELDEAMT_ADDRESS"])
    name: Text
    purpose: Text
    norm: str = Field(examples=["§§ 71–73 AufenthV; § 17 BMG"])
    partner: str = PartnerKey
    partner_name: Text
    days: Count
    sent: list[SentField]
    typed: list[AnswerField]


class ConsultationRow(Resource):
    """A request to a partner as the office sees it, answers included; `may_change`: it can be taken back or reminded of."""

    id: str = Field(examples=[REQUEST])
    case_id: CaseId
    partner: str = PartnerKey
    partner_name: Text
    title: Text
    purpose: Text
    norm: str = Field(examples=["§ 87 Abs. 2 S. 3 AufenthG"])
    state: State
    due_on: Day
    overdue: bool
    reminders: Count
    created_at: Moment
    created_by_name: Name | None = None
    answered_at: Moment | None = None
    sent: list[SentField]
    answers: list[GivenAnswer]
    handed: list[SentDocument]
    may_change: bool


class Consultations(Resource):
    """Who was asked about a case, newest first, and who may still be."""

    items: list[ConsultationRow]
    kinds: list[ConsultationKind]
    may_start: bool
