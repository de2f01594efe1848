"""Writes one letter: from the variables of a case to the bytes of its PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..errors import Unrenderable
from ..model import Folder
from . import filling
from .book import Book, Language, Template
from .filling import BERLIN, clean, filled, written
from .setting import Setter

#: Evaluates a FEEL expression over variables at an instant; what cannot be computed is None.
Evaluate = Callable[[str, Mapping[str, Any], datetime], Any]


@dataclass(frozen=True, slots=True)
class Order:
    """What to write. `facts` are the case's variables, `values` take the place of what would follow from them.

    `recipient` as the dispatch service has it: name, address {street, houseNo, plz, city, country}. `subject` of the
    process only when a letter of our own has none (never, for letters of the book).
    """

    template: str
    language: str
    case_ref: str
    recipient: Mapping[str, Any]
    facts: Mapping[str, Any]
    at: datetime
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that is set; `language` is that of its second page ("de" without one)."""

    pdf: bytes
    sha256: str
    title: str
    file_name: str
    folder: Folder
    template: str
    language: str


class Writer:
    """One per process."""

    def __init__(self, book: Book, setter: Setter, evaluate: Evaluate) -> None:
        self.book = book
        self._setter = setter
        self._evaluate = evaluate

    def write(self, order: Order) -> Written:
        """Error: Unrenderable for an unknown letter, a value that it cannot do without, or a fault of the template."""
        template = self.book.templates.get(order.template)
        if template is None:
            raise Unrenderable(f"there is no letter {order.template[:60]!r}")
        raw = self._values(template, order)
        missing = [name for name in template.required if raw.get(name) in (None, "", [])]
        if missing:
            raise Unrenderable(f"the letter {template.key} lacks {', '.join(missing)}")
        german = self.book.languages["de"]
        sender = self._sender(order)
        values = self._written(template, order, german, sender, raw)
        text = german.letters[template.key]
        second = self.book.second(template, order.language)
        title = f"{filled(text.subject, values)} – {order.case_ref}"
        data = {
            "title": title,
            "date": _date(order.at),
            "page": german.common["page"],
            "sender": sender,
            "reference": order.case_ref,
            "recipient": _recipient(order.recipient),
            "info": [
                # An appointment without a case goes by the number that is called, which is no file reference.
                *([[german.common["reference"], order.case_ref]] if order.case_ref != raw.get("ticket") else []),
                [german.common["date"], str(values["today"])],
                [german.common["contact"], german.common["team"]],
                *[["", str(sender[key])] for key in ("phone", "mail") if sender.get(key)],
            ],
            "subject": filled(text.subject, values),
            "greeting": _greeting(template, german, values),
            "body": filling.body(text, values, (german.common["remedyHeading"], german.common["remedy"])),
            "closing": german.common["closing"],
            "closingFor": filled(german.common["closingFor"], values),
            "machine": german.common["machine"],
            "attachment": "" if second is None else german.common["attachment"],
            "sheet": None if second is None else self._sheet(template, order, second, sender, raw),
        }
        pdf = self._setter.pdf(data, order.at)
        return Written(
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            title=template.de,
            file_name=f"{template.key}-{order.case_ref}.pdf",
            folder=template.folder,
            template=template.key,
            language=second.code if second is not None else "de",
        )

    def completed(self, order: Order) -> Order:
        """The same order with the names of places, in brackets, for required values that are not known: for a draft."""
        template = self.book.templates.get(order.template)
        if template is None:
            return order
        raw = self._values(template, order)
        open_ = {name: f"[{template.places[name].de}]" for name in template.required if raw.get(name) in (None, "", [])}
        return replace(order, values=open_ | dict(order.values))

    def _sheet(
        self, template: Template, order: Order, language: Language, sender: Mapping[str, Any], raw: Mapping[str, Any]
    ) -> dict[str, Any]:
        values = self._written(template, order, language, sender, raw)
        text = language.letters[template.key]
        return {
            "language": language.code.split("-")[0],  # typst knows the language, not its variant
            "rtl": language.rtl,
            "title": language.common["sheet"],
            "subject": filled(text.subject, values),
            "greeting": _greeting(template, language, values),
            "body": filling.body(text, values, (language.common["remedyHeading"], language.common["remedy"])),
            "notBinding": f"{filled(language.common['notBinding'], values)} {language.machine}".strip(),
        }

    def _values(self, template: Template, order: Order) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, place in template.places.items():
            given = order.values.get(name)
            found[name] = self._evaluate(place.feel, order.facts, order.at) if given is None else given
        return found

    def _written(
        self,
        template: Template,
        order: Order,
        language: Language,
        sender: Mapping[str, Any],
        raw: Mapping[str, Any],
    ) -> dict[str, str | list[str]]:
        code = language.code
        applicant = order.facts.get("applicant")
        whole = applicant if isinstance(applicant, Mapping) else {}
        today = order.at.astimezone(BERLIN).date()
        values: dict[str, str | list[str]] = {
            "caseRef": clean(order.case_ref),
            "name": clean(str(order.recipient.get("name") or "")),
            "applicantName": clean(f"{whole.get('givenNames') or ''} {whole.get('familyName') or ''}"),
            "authority": str(sender["name"]),
            "authorityAddress": str(sender["line"]),
            "today": filling.day(today, code),
        }
        for name, place in template.places.items():
            values[name] = written(place, raw[name], code, self.book)
        return values

    def _sender(self, order: Order) -> dict[str, Any]:
        """The office that writes: of the case's site, else the one in the case's number."""
        site = order.facts.get("site")
        code = site.get("code") if isinstance(site, Mapping) else None
        pieces = order.case_ref.split("-")
        office = self.book.senders.get(str(code)) or self.book.senders.get(pieces[1] if len(pieces) > 1 else "")
        if office is None:
            office = next(iter(self.book.senders.values()))
        street = f"{office['street']} {office['houseNo']}"
        line = f"{street}, {office['plz']} {office['city']}"
        return {
            "name": str(office["name"]),
            "line": line,
            "back": f"{office['name']} · {street} · {office['plz']} {office['city']}",
            "phone": office.get("phone", ""),
            "mail": office.get("mail", ""),
        }


def _greeting(template: Template, language: Language, values: Mapping[str, str | list[str]]) -> str:
    named = template.to == "applicant" and values["name"]
    return filled(language.common["greeting" if named else "greetingOther"], values)


def _recipient(recipient: Mapping[str, Any]) -> list[str]:
    """The lines of the address window; DIN 5008 has room for six."""
    address = recipient.get("address")
    whole = address if isinstance(address, Mapping) else {}
    lines = [
        str(recipient.get("name") or ""),
        f"{whole.get('street') or ''} {whole.get('houseNo') or ''}",
        f"{whole.get('plz') or ''} {whole.get('city') or ''}",
        str(whole.get("country") or "").upper(),
    ]
    if not whole and recipient.get("email"):
        lines.append(str(recipient["email"]))
    return [line[:60] for line in map(clean, lines) if line][:6]


def _date(at: datetime) -> dict[str, int]:
    day = at.astimezone(BERLIN).date()
    return {"year": day.year, "month": day.month, "day": day.day}
