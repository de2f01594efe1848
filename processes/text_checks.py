"""Finds what does not fit together in what applicants read: missing, unknown, places, direction, glossary, unused."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from .catalogues import AREAS, Catalogue, catalogues
from .languages import LEADING, Language, Languages, load_languages

__all__ = ["Finding", "Glossary", "Term", "findings", "load_glossary", "unused"]

_PLACE = re.compile(r"\{[A-Za-z0-9][\w.]*\}")
_EMBEDDING, _ISOLATES, _POP = "\u202a\u202b\u202c\u202d\u202e", "\u2066\u2067\u2068", "\u2069"
_ISOLATED = re.compile("[\u2066\u2068][^\u2069]*\u2069")
#: Signs that belong to a German norm or to Latin letters and that a sentence from right to left puts on their other side.
_STRAYING = re.compile(r"§|[A-Za-z]\+")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: kind (missing, unknown, places, direction, empty, glossary), where, and a word about it."""

    kind: str
    catalogue: str
    language: str
    key: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.catalogue}/{self.language}: {self.key}: {self.kind}{f' ({self.detail})' if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary; `said` stand for it, by language; `free`: texts (catalogue/key) that may say it otherwise."""

    name: str
    german: re.Pattern[str]
    said: Mapping[str, tuple[str, ...]]
    free: frozenset[str] = frozenset()


Glossary = tuple[Term, ...]


def load_glossary(folder: Path) -> Glossary:
    """Read glossary.yaml; a procedure without one has no fixed terms."""
    path = folder / "glossary.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return tuple(
        Term(
            entry["term"],
            re.compile(rf"\b(?:{entry['de']})\b"),
            {code: tuple(said) for code, said in entry.items() if code not in ("term", "de", "free")},
            frozenset(entry.get("free", ())),
        )
        for entry in entries
    )


def findings(folder: Path, web: Path | None = None) -> list[Finding]:
    """Everything that is wrong with the catalogues of a procedure."""
    languages, glossary = load_languages(folder), load_glossary(folder)
    return [finding for one in catalogues(folder, web) for finding in _check(one, languages, glossary)]


def _check(one: Catalogue, languages: Languages, glossary: Glossary) -> Iterator[Finding]:
    for language in languages.items:
        own = one.languages.get(language.code, {})
        wanted = {"L1": frozenset(one.leading), "L2": one.needed, "L3": frozenset[str]()}[language.level]
        if language.code == LEADING and one.name == "forms":
            continue
        if language.code == "en" and one.name == "forms":
            continue  # English stands in the form itself; tests/processes compares it
        for key in sorted(wanted - own.keys()):
            yield Finding("missing", one.name, language.code, key)
        for key, text in own.items():
            yield from _text(one, language, key, text, glossary)


def _text(one: Catalogue, language: Language, key: str, text: str, glossary: Glossary) -> Iterator[Finding]:
    german = one.leading.get(key)
    if german is None:
        if not key.startswith("document."):  # German and English names are in the table D6
            yield Finding("unknown", one.name, language.code, key)
        return
    if not text.strip():
        yield Finding("empty", one.name, language.code, key)
    own, wanted = set(_PLACE.findall(text)), set(_PLACE.findall(german))
    differ = own - wanted if one.short and language.level != "L1" else own ^ wanted
    if differ:
        yield Finding("places", one.name, language.code, key, ", ".join(sorted(differ)))
    wrong = _direction(text, language, german)
    if wrong:
        yield Finding("direction", one.name, language.code, key, wrong)
    for term in () if one.short else glossary:
        said = term.said.get(language.code)
        if said is None or f"{one.name}/{key}" in term.free:
            continue
        if term.german.search(german) and not any(_begins(text, word) for word in said):
            yield Finding("glossary", one.name, language.code, key, term.name)


def _begins(text: str, word: str) -> bool:
    return _folded(word) in _folded(text)


def _folded(text: str) -> str:
    return text.replace("İ", "i").casefold()  # Turkish: the dot would become a sign of its own


def _direction(text: str, language: Language, german: str) -> str:
    """Why the letters of a text cannot be right for the direction of its language; empty when they can."""
    if any(sign in _EMBEDDING for sign in text):
        return "a sign of direction that is never closed for sure (UAX #9: isolates instead)"
    if sum(sign in _ISOLATES for sign in text) != text.count(_POP):
        return "isolates that are not closed"
    kinds = {unicodedata.bidirectional(sign) for sign in _PLACE.sub("", text) if sign.isalpha()}
    if language.dir == "rtl" and kinds and not kinds & {"R", "AL"} and text != german:
        return "no letter that runs from right to left"
    if language.dir == "rtl" and _STRAYING.search(_ISOLATED.sub("", text)):
        return "a German norm or H+ that is not isolated: its sign would stand on the other side"
    if language.dir == "ltr" and kinds & {"R", "AL"}:
        return "letters that run from right to left"
    return ""


def unused(web: Path, areas: Sequence[str] = AREAS) -> list[Finding]:
    """Words of the pages that no source names, neither in full nor by the beginning of a key that is put together."""
    found = []
    for area in areas:
        path = web / area / "words" / f"{LEADING}.json"
        if not path.exists():
            continue
        sources = "\n".join(source.read_text(encoding="utf-8") for source in sorted((web / area).rglob("*.ts*")))
        for key in json.loads(path.read_text(encoding="utf-8")):
            if not _named(key, sources):
                found.append(Finding("unused", f"web/{area}", LEADING, key))
    return found


def _named(key: str, sources: str) -> bool:
    if re.search(rf"[\"'`]{re.escape(key)}[\"'`]", sources) or re.search(rf"\b{re.escape(key)}:", sources):
        return True
    parts = key.split(".")
    # A key that is put together: `site.${code}`, named("site", …), said("site", …), `${key}Hint`.
    beginnings = [".".join(parts[:number]) for number in range(1, len(parts))]
    if any(re.search(rf"[\"'`]{re.escape(begin)}(\.\$\{{|[\"'`]\s*[,)])", sources) for begin in beginnings):
        return True
    return key.endswith("Hint") and "}Hint`" in sources
