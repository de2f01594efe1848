"""Reads the letters of a procedure from its data files and finds what does not fit together in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from processes import AKZESS, load_texts
from processes.catalogues import unread_letters

from ..model import Folder

#: A place in a text.
PLACE = re.compile(r"\{([A-Za-z]\w*)\}")
#: Places that every letter has.
EVERYWHERE = frozenset({"caseRef", "name", "applicantName", "authority", "authorityAddress", "today"})
#: German binds, English is complete (domain document 9.1, L1); others say in short what the letter says.
COMPLETE = ("de", "en")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_FORMS = frozenset({"text", "date", "moment", "money", "list"})
_KINDS = ("text", "heading", "list", "box", "facts", "remedy")
_DOCUMENT = "document."
_PARTS = frozenset({*_KINDS, "when", "unless"})


@dataclass(frozen=True, slots=True)
class Place:
    """What may stand in a letter: a FEEL expression over the case's variables, and how its value is written."""

    name: str
    feel: str
    form: str
    de: str
    en: str
    empty: Mapping[str, str]

    @property
    def labels(self) -> str:
        """The list of names that the value is a key of; empty for a value that is written as it is."""
        return self.form.removeprefix("label.") if self.form.startswith("label.") else ""


@dataclass(frozen=True, slots=True)
class Template:
    """One letter: its name, whom it goes to ("applicant", "employer", "authority"), and its places."""

    key: str
    de: str
    en: str
    to: str
    folder: Folder
    norm: str
    required: tuple[str, ...]
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Text:
    """A letter in one language: paragraphs are mappings with one of text, heading, list, box, facts, remedy."""

    subject: str
    body: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Language:
    """All letters in one language. `review`: a machine's translation that no person has read yet, which `machine` says."""

    code: str
    common: Mapping[str, str]
    letters: Mapping[str, Text]
    review: bool
    machine: str = ""

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return self.code in RIGHT_TO_LEFT


@dataclass(frozen=True, slots=True)
class Book:
    """Every letter of a procedure with its texts, lists of names and senders (the offices, by code of the site)."""

    templates: Mapping[str, Template]
    languages: Mapping[str, Language]
    labels: Mapping[str, Mapping[str, Mapping[str, str]]]
    senders: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Names of the documents of D6 by language and code, beside the German and English ones of the table."""

    def second(self, template: Template, wanted: str) -> Language | None:
        """The language of the sheet behind the German letter: the one wanted, else English; none beside German."""
        if wanted == "de" or template.to == "authority":
            return None
        found = self.languages.get(wanted)
        return found if found is not None and template.key in found.letters else self.languages["en"]

    def findings(self) -> tuple[str, ...]:
        """What is missing or does not fit, one sentence each; empty for a book that is fit to be used."""
        return tuple(_findings(self))


def load(folder: Path = AKZESS) -> Book:
    """The letters in `letters/` of a procedure. Error: ValueError for a file that cannot be read as one."""
    raw = _read(folder / "letters" / "letters.yaml")
    labels = {
        name: {str(key): dict(words) for key, words in entries.items()}
        for name, entries in raw.get("labels", {}).items()
    }
    templates = {key: _template(key, entry) for key, entry in raw["letters"].items()}
    languages = {
        path.stem: _language(path, folder)
        for path in sorted((folder / "letters").glob("*.yaml"))
        if path.stem != "letters"
    }
    contacts = raw.get("contacts", {})
    senders = {
        site["code"]: {**site["office"], "site": site["name"], **contacts.get(site["code"], {})}
        for site in _read(folder / "sites.yaml")
    }
    names = {
        code: {key.removeprefix(_DOCUMENT): text for key, text in texts.items() if key.startswith(_DOCUMENT)}
        for code, texts in load_texts(folder).languages.items()
    }
    return Book(templates, languages, labels, senders, names)


def parts(text: Text) -> Iterator[str]:
    """Every string of a letter in which places may stand."""
    yield text.subject
    for item in text.body:
        for kind in ("text", "heading", "box"):
            if kind in item:
                yield item[kind]
        for row in item.get("facts", ()):
            yield from row


def used(text: Text) -> set[str]:
    """The names of all places that a letter uses, conditions and lists included."""
    found = {name for part in parts(text) for name in PLACE.findall(part)}
    found |= {str(item[key]) for item in text.body for key in ("when", "unless", "list") if key in item}
    return found


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _template(key: str, entry: Mapping[str, Any]) -> Template:
    places = {
        name: Place(name, str(p["feel"]), str(p["as"]), str(p["de"]), str(p["en"]), dict(p.get("empty", {})))
        for name, p in (entry.get("values") or {}).items()
    }
    return Template(
        key=key,
        de=entry["name"]["de"],
        en=entry["name"]["en"],
        to=entry["to"],
        folder=Folder(entry["folder"]),
        norm=entry["norm"],
        required=tuple(entry.get("required", ())),
        places=places,
    )


def _language(path: Path, folder: Path) -> Language:
    raw = _read(path)
    letters = {
        key: Text(str(entry["subject"]), tuple(_paragraph(item) for item in entry["body"]))
        for key, entry in raw["letters"].items()
    }
    review = bool(raw.get("review", False)) and bool(unread_letters(folder, path.stem))
    said = load_texts(folder).languages.get(path.stem, {}).get("page.machine", "") if review else ""
    return Language(path.stem, dict(raw["common"]), letters, review, said)


def _paragraph(item: Any) -> Mapping[str, Any]:
    if isinstance(item, str):
        return {"text": item}
    if not isinstance(item, dict) or not set(item) <= _PARTS or sum(kind in item for kind in _KINDS) != 1:
        raise ValueError(f"a paragraph is a text or one of {', '.join(_KINDS)}: {item!r:.80}")
    return item


def _findings(book: Book) -> Iterator[str]:
    german = book.languages["de"]
    for code in COMPLETE:
        language = book.languages.get(code)
        if language is None:
            yield f"letters: no language {code}"
            continue
        yield from (
            f"letters/{code}.yaml: no text for {key}" for key in sorted(set(book.templates) - set(language.letters))
        )
    for code, language in book.languages.items():
        yield from (
            f"letters/{code}.yaml: {key} is no letter" for key in sorted(set(language.letters) - set(book.templates))
        )
        missing = sorted(set(_common(code)) - set(language.common))
        yield from (f"letters/{code}.yaml: common.{name} is missing" for name in missing)
        for key, text in language.letters.items():
            yield from _places(book, code, key, text, german.letters.get(key))
    for template in book.templates.values():
        yield from (
            f"{template.key}: {name} is required but no value"
            for name in template.required
            if name not in template.places
        )
        for place in template.places.values():
            if place.form not in _FORMS and place.labels not in book.labels:
                yield f"{template.key}.{place.name}: {place.form} is no form"


def _places(book: Book, code: str, key: str, text: Text, german: Text | None) -> Iterator[str]:
    template = book.templates.get(key)
    if template is None:
        return
    known = EVERYWHERE | set(template.places)
    names = used(text)
    yield from (f"letters/{code}.yaml: {key}: {{{name}}} is no value" for name in sorted(names - known))
    if german is not None and code in COMPLETE and names != used(german):
        differ = ", ".join(sorted(names ^ used(german)))
        yield f"letters/{code}.yaml: {key}: other values than in German: {differ}"
    for part in parts(text):
        if PLACE.sub("", part).count("{") or PLACE.sub("", part).count("}"):
            yield f"letters/{code}.yaml: {key}: a brace that is no place: {part:.60}"


def _common(code: str) -> Sequence[str]:
    shared = ("greeting", "greetingOther", "remedyHeading", "remedy")
    if code == "de":
        own = ("closing", "closingFor", "machine", "reference", "date", "contact", "team", "page", "attachment")
        return (*shared, *own)
    return (*shared, "sheet", "notBinding")
