"""Documents and letters of a case."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import CaseId, Moment, Name, Page, Resource

Folder = Literal["ANTRAG", "NACHWEISE", "SCHRIFTVERKEHR", "BESCHEID", "SECURITY", "GESUNDHEIT"]
Source = Literal["APPLICANT", "CLERK", "LETTER", "AGENCY", "EMPLOYER"]
Scan = Literal["clean", "pending", "not-scanned", "malware"]


class SentLetter(Resource):
    """The letter that a document is."""

    template: str = Field(examples=["receipt"])
    language: str = Field(examples=["de"])
    sent_at: Moment | None = None


class Document(Resource):
    """A document without its content."""

    id: str = Field(examples=["0199f3a2-c001-7b11-9d22-5e31f0a7b6c4"])
    case_id: CaseId
    folder: Folder = Field(examples=["NACHWEISE"])
    code: str | None = Field(default=None, description="Code of decision table D6", examples=["N-ARBEITSVERTRAG"])
    title: str = Field(examples=["Arbeitsvertrag"])
    title_en: str = Field(
        description="As the title where the catalogue has no English name", examples=["Employment contract"]
    )
    file_name: str = Field(examples=["arbeitsvertrag.pdf"])
    media_type: str = Field(examples=["application/pdf"])
    size: int = Field(ge=0, description="Bytes", examples=[48213])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    version: int = Field(ge=1, examples=[1])
    uploaded_at: Moment
    uploaded_by_name: Name | None = None
    source: Source = Field(examples=["APPLICANT"])
    sealed: bool = Field(examples=[False])
    scan: Scan = Field(examples=["clean"])
    flags: list[str] = Field(
        default=[],
        description="Was die Prüfung fand, ohne es zu verbieten / what the checks found without forbidding it",
        examples=[["pdf-links"]],
    )
    letter: SentLetter | None = None


class DocumentPage(Page[Document]):
    """Documents of a case."""


class DocumentVersions(Page[Document]):
    """Every version of a document, newest first."""


class LetterPlaceholder(Resource):
    """Something that a letter leaves open."""

    name: str = Field(examples=["deadline"])
    de: str = Field(examples=["Frist"])
    en: str = Field(examples=["Deadline"])
    required: bool = Field(examples=[True])


class LetterTemplate(Resource):
    """A letter that can be written."""

    key: str = Field(examples=["document-request"])
    de: str = Field(examples=["Nachforderung von Unterlagen"])
    en: str = Field(examples=["Request for documents"])
    languages: list[str] = Field(examples=[["de", "en"]])
    placeholders: list[LetterPlaceholder]


class LetterTemplates(Page[LetterTemplate]):
    """All letters."""
