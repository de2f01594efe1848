"""What the checklist answers, knowledge pages, answer templates, records of advice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from .base import BusinessKey, Day, Resource

Money = Annotated[Decimal, Field(examples=["100"])]


class AdviceDocument(Resource):
    """A document to bring, by its name in the language asked for."""

    code: str = Field(examples=["BASE_PASSPORT"])
    name: str = Field(examples=["Gültiger Pass"])
    name_de: str = Field(description="As the office calls it", examples=["Gültiger Pass"])
    required: bool = Field(examples=[True])
    source: str = Field(description="APPLICANT, EMPLOYER, AUTHORITY or REGISTER", examples=["APPLICANT"])


class AdviceFeeItem(Resource):
    """A part of the fee with its norm."""

    code: str = Field(examples=["F1"])
    amount: Money
    norm: str = Field(examples=["§ 45 Nr. 1 AufenthV"])


class AdviceFee(Resource):
    """What it costs, in EUR (table D7)."""

    total: Money
    items: list[AdviceFeeItem]
    reduction: str = Field(examples=["NONE"])


class AdviceRecognition(Resource):
    """Whether the qualification has to be recognised, and by whom (table D5)."""

    requirement: str = Field(examples=["FULFILLED"])
    body: str | None = Field(default=None, examples=["ZAB"])
    norm: str = Field(examples=["§ 18 Abs. 2 Nr. 4 AufenthG"])


class AdviceBody(Resource):
    """Who is asked for an opinion (table D4)."""

    body: str = Field(examples=["IHK"])
    mandatory: bool = Field(examples=[True])


class AdviceBasis(Resource):
    """A legal basis that fits, with everything that follows from it."""

    row: str = Field(description="Row of D2", examples=["R01"])
    legal_basis: str = Field(examples=["§ 18g Abs. 1 Satz 1 AufenthG (Blaue Karte EU)"])
    title_type: str = Field(examples=["BLUE_CARD"])
    claim: str = Field(description="A claim, S shall, E discretion", examples=["A"])
    approval: str | None = Field(default=None, description="Of the Federal Employment Agency (D3)", examples=["NONE"])
    approval_weeks: int | None = Field(default=None, examples=[2])
    bodies: list[AdviceBody]
    recognition: AdviceRecognition | None = None
    documents: list[AdviceDocument]
    fee: AdviceFee | None = None
    decision_weeks: int = Field(description="Target from the complete file (T01)", examples=[4])
    statutory_days: int | None = Field(default=None, description="Where the law sets a period itself", examples=[60])
    validity: str | None = Field(default=None, description="ISO 8601 duration of the title at most", examples=["P4Y"])


class AdviceAnswer(Resource):
    """What the deployed tables say about a plan. Nothing of it is kept."""

    eligible: str | None = Field(default=None, description="D1: ELIGIBLE, NOT_ELIGIBLE, MANUAL", examples=["ELIGIBLE"])
    eligible_text: str | None = Field(default=None, examples=["Ihr Antrag wird im Verfahren AKZESS bearbeitet."])
    change: str | None = Field(default=None, description="D9: may one apply in Germany", examples=["ALLOWED"])
    change_text: str | None = Field(default=None, examples=["Der Antrag ist in Deutschland zulässig."])
    site: str | None = Field(default=None, examples=["DD"])
    office: str | None = Field(default=None, examples=["Ausländerbehörde Dresden"])
    bases: list[AdviceBasis]
    notes: list[str] = Field(
        description="Further rows of D2 that count, e.g. pension of those over 45", examples=[["R08"]]
    )
    version: int = Field(description="Version of the procedure whose tables were asked", examples=[7])
    day: Day
    language: str = Field(examples=["de"])


class AdviceSite(Resource):
    """A place where AKZESS is offered."""

    code: str = Field(examples=["DD"])
    name: str = Field(examples=["Landeshauptstadt Dresden"])
    name_en: str = Field(examples=["City of Dresden"])


class AdviceState(Resource):
    """A nationality: DESTATIS key; browsers know its name by `iso`, others by the names of the list."""

    key: str = Field(examples=["436"])
    iso: str | None = Field(default=None, examples=["IN"])
    de: str = Field(examples=["Indien"])
    en: str = Field(examples=["India"])


class AdviceChoices(Resource):
    """What the checklist offers to choose from, as the deployed procedure has it."""

    sites: list[AdviceSite]
    states: list[AdviceState]
    purposes: list[str] = Field(description="Case groups that are switched on", examples=[["FG1", "FG2"]])


class KnowledgeHead(Resource):
    """A knowledge page in a list."""

    key: str = Field(examples=["costs"])
    title: str = Field(examples=["Kosten und Bezahlung"])
    summary: str = Field(examples=["Was ein Aufenthaltstitel kostet und wie Sie bezahlen."])
    language: str = Field(description="The language it is in, after the fallback", examples=["de"])
    dir: Literal["ltr", "rtl"] = Field(examples=["ltr"])
    machine: bool = Field(description="Translated by machine, not read by a person yet", examples=[False])


class KnowledgeBlock(Resource):
    """A part of a page."""

    kind: Literal["heading", "text", "item", "box"] = Field(examples=["text"])
    text: str = Field(examples=["Die Gebühr ist mit dem Antrag fällig."])


class KnowledgePage(KnowledgeHead):
    """A knowledge page with its sources."""

    body: list[KnowledgeBlock]
    law: list[str] = Field(examples=[["§§ 44 bis 52a AufenthV"]])
    checked: date = Field(description="When its content was last compared with the law")


class KnowledgePages(Resource):
    """Pages, in the order in which they are offered or, in a search, the best first."""

    items: list[KnowledgeHead]
    language: str = Field(examples=["de"])


class TemplateText(Resource):
    """An answer template in one language."""

    language: str = Field(examples=["de"])
    subject: str = Field(examples=["Fehlende Unterlagen"])
    body: str = Field(examples=["Guten Tag {name}, …"])
    machine: bool = Field(examples=[False])


class AnswerTemplate(Resource):
    """An answer that clerks give often."""

    key: str = Field(examples=["documents-missing"])
    topic: str = Field(examples=["documents"])
    title_de: str = Field(examples=["Welche Unterlagen noch fehlen"])
    title_en: str = Field(examples=["Which documents are missing"])
    places: list[str] = Field(examples=[["name", "caseRef"]])
    texts: list[TemplateText]


class AnswerTemplates(Resource):
    """All of them by topic."""

    items: list[AnswerTemplate]


class FilledTemplate(Resource):
    """A template with the places of a case filled; `open` names the places that somebody has to fill by hand."""

    key: str = Field(examples=["documents-missing"])
    language: str = Field(examples=["uk"])
    dir: Literal["ltr", "rtl"] = Field(examples=["ltr"])
    subject: str = Field(examples=["Fehlende Unterlagen"])
    text: str = Field(examples=["Guten Tag …"])
    german: str = Field(description="The same in German, which binds", examples=["Guten Tag …"])
    open: list[str] = Field(examples=[["date"]])
    machine: bool = Field(examples=[False])


class NamedContact(Resource):
    """Who answers for a case: the team with telephone and mail; a clerk's name is never shown (9.4)."""

    reference: BusinessKey
    shown: str = Field(examples=["Ausländerbehörde Dresden"])
    phone: str = Field(examples=["+49 351 0000000"])
    mail: str = Field(examples=["akzess.dresden@example.org"])
