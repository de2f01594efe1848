"""Puts what an applicant may know into the words of a language; what is not named here is never shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from documents.model import Document
from processes import Texts
from processes.languages import Language

from ..resources import status as out
from ..windows import window_of
from .mapping import Contact, StatusMap
from .requests import OTHER, Asked
from .sessions import Visit
from .steps import Facts, Standing

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
#: Languages that write 23/11/2026, as browsers do for the dates that the page formats itself (Unicode CLDR).
_SLASHED = frozenset({"ar", "es", "vi"})
_PLACEHOLDER = re.compile(r"\{([a-zA-Z]+)\}")
#: Around a value in a text that runs from right to left, so that a number does not turn around (Unicode UAX #9).
_ISOLATE, _POP = "\u2068", "\u2069"


class Words:
    """The texts of one language; a missing one falls back to English, then to German (domain document 9.1)."""

    def __init__(self, texts: Texts, language: Language) -> None:
        self._texts = texts
        self.language = language

    def __call__(self, key: str, values: Mapping[str, str | None] | None = None) -> str:
        """The text with its placeholders filled; one without a value takes the text `<key>Ohne` instead."""
        text = self._texts.get(key, self.language.code)
        names = _PLACEHOLDER.findall(text)
        known = {name: value for name, value in (values or {}).items() if value}
        if any(name not in known for name in names):
            text = self._texts.get(f"{key}Ohne", self.language.code)
        return _PLACEHOLDER.sub(lambda found: self._isolated(known.get(found[1], "")), text)

    def day(self, value: date | None) -> str | None:
        """A day as people of the language write it."""
        if value is None:
            return None
        if self.language.code == "en":
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        return f"{value:%d/%m/%Y}" if self.language.code in _SLASHED else f"{value:%d.%m.%Y}"

    def document(self, code: str, catalogue: Any) -> str:
        """The name of a document: of the language's texts, else of the case's own list (D6), else of the letter."""
        if code == OTHER:
            return self("page.otherDocument")
        own = self._texts.languages.get(self.language.code, {}).get(f"document.{code}")
        if own is not None:
            return own
        rows = [row for row in (catalogue if isinstance(catalogue, list) else []) if isinstance(row, Mapping)]
        named = [row for row in rows if row.get("code") == code] or [row for row in rows if row.get("group") == code]
        name = "nameDe" if "de" in self.language.chain[:2] else "nameEn"
        return "; ".join(str(row[name]) for row in named if row.get(name)) or self("page.otherDocument")

    def _isolated(self, value: str) -> str:
        return f"{_ISOLATE}{value}{_POP}" if self.language.dir == "rtl" else value


def page_texts(
    texts: Texts, mapping: StatusMap, language: Language, examples: Sequence[tuple[str, str]] = ()
) -> out.StatusTexts:
    """The words of the page itself; `examples` are references and codes that the demo tells everybody."""
    keys = sorted(key for key in texts.languages["de"] if key.startswith("page."))
    return out.StatusTexts(
        language=language.code,
        dir=_dir(language),
        machine=language.code in texts.review,
        languages=[out.StatusLanguage(code=one.code, name=one.name, dir=_dir(one)) for one in mapping.languages],
        texts={key: texts.get(key, language.code) for key in keys},
        examples=[out.StatusExample(reference=reference, code=code) for reference, code in examples],
        contacts=[_contact(contact) for contact in mapping.contacts.values()],
    )


def answer(
    facts: Facts,
    standing: Standing,
    asked: Sequence[Asked],
    documents: Sequence[Document],
    mapping: StatusMap,
    words: Words,
    visit: Visit,
) -> out.Status:
    """The whole page."""
    catalogue = facts.variables.get("documents")
    wanted = _requested(asked, documents, catalogue, words)
    names = "; ".join(item.name for item in wanted if not item.uploaded) or "; ".join(item.name for item in wanted)
    values = {
        "caseRef": facts.reference,
        "date": words.day(standing.until or standing.target),
        "items": names,
        "reason": words(f"pause.{standing.pause}") if standing.pause else None,
    }
    contact = mapping.contacts.get(facts.site) or next(iter(mapping.contacts.values()))
    return out.Status(
        reference=facts.reference,
        step=out.StatusStep(
            key=standing.step.key,
            number=standing.step.number,
            of=mapping.way[-1].number,
            text=words(standing.step.text, values),
        ),
        way=_way(standing, mapping, words),
        notices=_notices(standing, words),
        awaiting=[
            out.Awaited(
                who=words(wait.rule.who),
                what=words(wait.rule.what),
                until=wait.until,
                you=wait.rule.who == "who.applicant",
            )
            for wait in standing.waiting
        ],
        target_date=standing.target,
        clock_stopped=bool(standing.pause),
        requested_documents=wanted,
        request_note=next((one.note for one in asked if one.note), None),
        finishable=any(one.unnamed and one.received(documents) for one in asked),
        letters=_letters(documents, mapping, words),
        contact=_contact(contact),
        languages=[language.code for language in mapping.languages],
        language=words.language.code,
        dir=_dir(words.language),
        csrf=visit.csrf,
        window=window_of(visit.csrf),
        expires_at=visit.expires_at,
    )


def _requested(
    asked: Iterable[Asked], documents: Sequence[Document], catalogue: Any, words: Words
) -> list[out.RequestedDocument]:
    found = []
    for request in asked:
        received = request.received(documents)
        for code in request.codes:
            files = [
                out.UploadedFile(file_name=d.version.file_name, at=d.version.uploaded_at)
                for d in received
                if d.code == code
            ]
            found.append(
                out.RequestedDocument(
                    code=code, name=words.document(code, catalogue), until=request.until, uploaded=files
                )
            )
    return found


def _way(standing: Standing, mapping: StatusMap, words: Words) -> list[out.StatusMark]:
    here, marks = standing.step.number, []
    for mark in mapping.way:
        if mark.detour and mark.number != here:
            continue
        state = "done" if mark.number < here else "current" if mark.number == here else "ahead"
        marks.append(out.StatusMark(number=mark.number, text=words(mark.text), state=state))  # type: ignore[arg-type]  # mypy does not follow the three words
    return marks


def _notices(standing: Standing, words: Words) -> list[out.StatusNotice]:
    found = []
    if standing.pause:
        reason = words(f"pause.{standing.pause}")
        found.append(out.StatusNotice(kind="PAUSE", text=words("status.pause", {"reason": reason})))
    if standing.delay:
        values = {"reason": words(f"delay.{standing.delay.cause}"), "date": words.day(standing.delay.new_date)}
        found.append(out.StatusNotice(kind="VERSPAETET", text=words("status.verspaetet", values)))
    return found


def _letters(documents: Iterable[Document], mapping: StatusMap, words: Words) -> list[out.StatusLetter]:
    """Letters that left, by title and day; of the templates that are named in status.yaml, none of a sealed folder."""
    sent = [
        out.StatusLetter(title=words(f"letterTitle.{d.letter.template}"), at=d.letter.sent_at)
        for d in documents
        if d.letter and d.letter.sent_at and d.letter.template in mapping.letters and not d.folder.sealed
    ]
    return sorted(sent, key=lambda letter: letter.at, reverse=True)


def _contact(contact: Contact) -> out.StatusContact:
    return out.StatusContact(office=contact.office, phone=contact.phone, mail=contact.mail)


def _dir(language: Language) -> Any:
    return language.dir
