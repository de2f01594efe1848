"""Reads the answer templates of the clerks: by topic, in every language, with places that a case fills."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .languages import LEADING, Languages, load_languages
from .reviews import load_reviews
from .yaml_files import AKZESS, read_yaml

__all__ = ["PLACES", "Answer", "Answers", "Wording", "load_answers"]

_PLACE = re.compile(r"\{([a-zA-Z]+)\}")
#: What may stand in a template; the first five are filled from the case, the rest by the clerk.
PLACES = ("name", "caseRef", "office", "phone", "mail", "date", "items", "text")


@dataclass(frozen=True, slots=True)
class Wording:
    """A template in one language."""

    language: str
    subject: str
    body: str
    machine: bool

    @property
    def places(self) -> frozenset[str]:
        """Names of the places in it."""
        return frozenset(_PLACE.findall(f"{self.subject}\n{self.body}"))


@dataclass(frozen=True, slots=True)
class Answer:
    """A template; `topic` groups it, `de` and `en` are its titles for clerks."""

    key: str
    topic: str
    de: str
    en: str
    texts: Mapping[str, Wording]

    def wording(self, language: str, languages: Languages) -> Wording:
        """The text in a language or in what it falls back to."""
        return next(self.texts[code] for code in languages.chain(language) if code in self.texts)


@dataclass(frozen=True, slots=True)
class Answers:
    """All of them, in the order of the file."""

    items: tuple[Answer, ...]
    languages: Languages

    def get(self, key: str) -> Answer | None:
        """The template of a key."""
        return next((item for item in self.items if item.key == key), None)


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text with its places filled once, and the names of those that stay open (`{date}` stays to be seen)."""
    open_ = tuple(dict.fromkeys(name for name in _PLACE.findall(text) if not values.get(name)))
    return _PLACE.sub(lambda found: values.get(found[1]) or found[0], text), open_


@lru_cache(maxsize=4)
def load_answers(folder: Path = AKZESS) -> Answers:
    """Read answers/*.yaml. Errors: KeyError for a template that lacks a part or its German text."""
    languages, reviews = load_languages(folder), load_reviews(folder)
    items = []
    for path in sorted((folder / "answers").glob("*.yaml")):
        for entry in read_yaml(path):
            key = f"{path.stem}.{entry['key']}"
            german = _joined(entry["texts"][LEADING])
            texts = {}
            for code, text in entry["texts"].items():
                own = {key: _joined(text)}
                machine = code not in (LEADING, "en", "de-simple")
                unread = machine and bool(reviews.unread("answers", code, {key: german}, own))
                texts[code] = Wording(code, str(text["subject"]), str(text["body"]).strip(), unread)
            items.append(Answer(key, path.stem, entry["de"], entry["en"], texts))
    return Answers(tuple(items), languages)


def _joined(text: Mapping[str, str]) -> str:
    return f"{text['subject']}\n{str(text['body']).strip()}"
