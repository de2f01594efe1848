"""What the platform keeps of an applicant, for the applicant (Art. 15 and 20 GDPR): as data, and to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from authority.intake import DeliveryConsent, EmployerInvitation, PortalMessage, Provision
from documents.model import Document
from engine.deadlines import local_day

from ..resources.portal import PortalPage
from . import declaration

#: What an applicant has said or handed in; what the office and registers add stays with the office (section 86a AufenthG).
OWN = (
    "purpose", "processType", "applicant", "employer", "job", "pay", "qualification", "experience", "language", "recognition",
    "business", "study", "research", "family", "settlement", "opportunity", "livelihood", "healthInsurance", "convictions",
    "representative", "legalGuardian", "jobOffer", "applicationDate", "truthDeclaration", "infoNotice",
)  # fmt: skip

_HEAD = {
    "de": (
        "Ihre Daten",
        "Stand",
        "Angaben im Antrag",
        "Unterlagen und Schreiben",
        "Nachrichten",
        "Abruf von Bescheiden",
    ),
    "en": (
        "Your data",
        "As of",
        "Entries in the application",
        "Documents and letters",
        "Messages",
        "Decisions retrieved",
    ),
}


def data(
    reference: str,
    variables: Mapping[str, Any],
    documents: Sequence[Document],
    messages: Sequence[PortalMessage],
    consent: DeliveryConsent | None,
    provisions: Sequence[Provision],
    invitations: Sequence[EmployerInvitation],
    at: datetime,
) -> dict[str, Any]:
    """Everything as JSON values (Art. 20(1) GDPR: structured, commonly used, machine-readable)."""
    return {
        "format": "akzess-export-1",
        "reference": reference,
        "at": at.isoformat(),
        "application": {name: variables[name] for name in OWN if variables.get(name) is not None},
        "documents": [_document(one) for one in documents if not one.folder.sealed],
        "messages": [
            {"from": one.sender, "at": one.sent_at.isoformat(), "text": one.text, "read": _instant(one.read_at)}
            for one in messages
        ],
        "electronicDelivery": {
            "consentedAt": _instant(consent.given_at) if consent else None,
            "withdrawnAt": _instant(consent.withdrawn_at) if consent else None,
            "provisions": [
                {
                    "documentId": one.document_id,
                    "availableSince": one.provided_at.isoformat(),
                    "availableUntil": one.ends_on,
                    "retrievedAt": _instant(one.retrieved_at),
                    "knownOn": one.deemed_on,
                }
                for one in provisions
            ],
        },
        "employerLinks": [
            {"kind": one.kind, "createdAt": one.created_at.isoformat(), "answeredAt": _instant(one.answered_at)}
            for one in invitations
        ],
    }


def readable(found: Mapping[str, Any], pages: Sequence[PortalPage], language: str, names: Mapping[str, str]) -> str:
    """The same as a page to read and print; `names` are the names of documents by id."""
    words = _HEAD["de" if language.startswith("de") else "en"]
    sections: list[str] = []
    for page in pages:
        rows = declaration.rows_of(page.fields, found["application"])
        sections += [_row(row["label"], row["value"]) for row in rows]
    papers = [
        _row(names.get(one["id"], one["title"]), f"{one['at'][:10]} {one['fileName']}") for one in found["documents"]
    ]
    messages = [_row(f"{one['from']} {one['at'][:16]}", one["text"]) for one in found["messages"]]
    offers = [
        _row(one["availableSince"][:10], f"{one['retrievedAt'] or '–'} / {one['knownOn'] or '–'}")
        for one in found["electronicDelivery"]["provisions"]
    ]
    day = local_day(datetime.fromisoformat(str(found["at"])))
    body = "".join(
        f"<h2>{escape(title)}</h2><dl>{''.join(rows)}</dl>"
        for title, rows in zip(words[2:], (sections, papers, messages, offers), strict=True)
        if rows
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8"><title>{escape(words[0])}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>'
        f"<h1>{escape(words[0])} – {escape(str(found['reference']))}</h1><p>{words[1]} {_day(day)}</p>{body}"
        "</main></body></html>"
    )


def _row(label: str, value: str) -> str:
    return f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _document(one: Document) -> dict[str, Any]:
    return {
        "id": one.id,
        "code": one.code,
        "title": one.title,
        "fileName": one.version.file_name,
        "mediaType": one.version.media_type,
        "size": one.version.blob.size,
        "sha256": one.version.blob.sha256,
        "source": one.source.value,
        "at": one.version.uploaded_at.isoformat(),
        "sentAt": _instant(one.letter.sent_at) if one.letter else None,
    }
