"""Reads the knowledge pages of a procedure: one file per page and language, plain blocks, values of the law filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from .languages import LEADING, Languages, load_languages
from .reviews import load_reviews
from .yaml_files import AKZESS

__all__ = ["Block", "Knowledge", "Page", "amount", "filled", "load_knowledge", "places"]

Kind = Literal["heading", "text", "item", "box"]
#: A value of the law in a text: `{bc.regular}`, `{fee.F1}` (parameters.yaml).
_PLACE = re.compile(r"\{([A-Za-z]\w*(?:\.\w+)+)\}")
_MARKS: Mapping[str, Kind] = {"## ": "heading", "- ": "item", "> ": "box"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORD = re.compile(r"\w+")
_WEIGHTS = (8, 4, 1)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, or a sentence in a box; plain text, never markup."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language. `law`: norms and sources, `checked`: when they were last compared (of the German page)."""

    key: str
    language: str
    title: str
    summary: str
    body: tuple[Block, ...]
    law: tuple[str, ...]
    checked: date
    machine: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything on it that is read."""
        return (self.title, self.summary, *(block.text for block in self.body))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All pages by language and key; `order` is that in which they are offered."""

    order: tuple[str, ...]
    pages: Mapping[str, Mapping[str, Page]]
    languages: Languages

    def page(self, key: str, language: str) -> Page | None:
        """The page in a language or in what it falls back to; None for a key that is none."""
        for code in self.languages.chain(language):
            found = self.pages.get(code, {}).get(key)
            if found is not None:
                return found
        return None

    def all(self, language: str) -> list[Page]:
        """Every page in a language, as far as there is one."""
        return [page for key in self.order if (page := self.page(key, language)) is not None]

    def search(self, words: str, language: str) -> list[Page]:
        """Pages in which every word begins some word, the best first; German terms find pages of all languages."""
        wanted = [_plain(word) for word in _WORD.findall(words)][:10]
        if not wanted:
            return []
        scored = []
        for place, page in enumerate(self.all(language)):
            german = self.pages[LEADING][page.key]
            score = min(max(_score(word, page), _score(word, german)) for word in wanted)
            if score:
                scored.append((-score, place, page))
        return [page for _, _, page in sorted(scored, key=lambda one: one[:2])]


@lru_cache(maxsize=4)
def load_knowledge(folder: Path = AKZESS) -> Knowledge:
    """Read knowledge/<language>/<key>.md. Errors: KeyError, ValueError for a page without its heading lines."""
    languages = load_languages(folder)
    root = folder / "knowledge"
    order = tuple(yaml.safe_load((root / "order.yaml").read_text(encoding="utf-8"))) if root.is_dir() else ()
    german = {key: _read(root / LEADING / f"{key}.md", key, LEADING, None) for key in order}
    reviews = load_reviews(folder)
    pages: dict[str, dict[str, Page]] = {LEADING: german}
    for language in languages.items:
        if language.code == LEADING:
            continue
        found = {}
        for key in order:
            path = root / language.code / f"{key}.md"
            if path.exists():
                page = _read(path, key, language.code, german[key])
                unread = reviews.unread("knowledge", language.code, _joined(german), {key: "\n".join(page.texts)})
                found[key] = replace(page, machine=page.machine and bool(unread))
        pages[language.code] = found
    return Knowledge(order, pages, languages)


def _joined(pages: Mapping[str, Page]) -> dict[str, str]:
    return {key: "\n".join(page.texts) for key, page in pages.items()}


def _read(path: Path, key: str, language: str, german: Page | None) -> Page:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    about = yaml.safe_load(head)
    return Page(
        key=key,
        language=language,
        title=str(about["title"]),
        summary=str(about["summary"]),
        body=tuple(_blocks(body)),
        law=tuple(about["law"]) if german is None else german.law,
        checked=about["checked"] if german is None else german.checked,
        machine=bool(about.get("review", False)),
    )


def _blocks(body: str) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n", body.strip()):
        open_: list[str] = []
        for line in part.splitlines():
            mark = next((mark for mark in _MARKS if line.startswith(mark)), None)
            if mark is None:
                open_.append(line.strip())
                continue
            if open_:
                yield Block("text", " ".join(open_))
                open_ = []
            yield Block(_MARKS[mark], line.removeprefix(mark).strip())
        if open_:
            yield Block("text", " ".join(open_))


def filled(text: str, parameter: Mapping[str, Any], language: str) -> str:
    """The text with the law's values of the day. A value that the day lacks is "…": better none than an old one."""

    def value(match: re.Match[str]) -> str:
        found: Any = parameter
        for step in match[1].split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        return "…" if found is None else amount(found, language)

    return _PLACE.sub(value, text)


def amount(value: Any, language: str) -> str:
    """A number or a day (ISO 8601) as people of the language write it; other values as they are."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        day = date.fromisoformat(value)
        return value if language == "en" else f"{day:%d.%m.%Y}"
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return str(value)
    whole = value == int(value)
    text = f"{int(value):,}" if whole else f"{value:,.2f}"
    if language in ("en", "ar"):
        return text
    gap = "\u00a0" if language in ("uk", "ru") else "."
    return text.replace(",", "\0").replace(".", ",").replace("\0", gap)


def places(texts: Sequence[str]) -> frozenset[str]:
    """The values of the law that texts name."""
    return frozenset(name for text in texts for name in _PLACE.findall(text))


def _plain(word: str) -> str:
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def _score(word: str, page: Page) -> int:
    parts = (page.title, page.summary, " ".join(block.text for block in page.body))
    for weight, part in zip(_WEIGHTS, parts, strict=True):
        if any(_plain(own).startswith(word) for own in _WORD.findall(part)):
            return weight
    return 0
