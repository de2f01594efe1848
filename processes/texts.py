"""Reads the texts of a procedure by language, and which of them nobody has read since a machine translated them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .languages import Languages, load_languages
from .parameters import ParameterError
from .reviews import load_reviews
from .yaml_files import AKZESS, read_yaml

__all__ = ["Texts", "load_texts"]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one procedure by language and key; what a language lacks falls back as languages.yaml says.

    `review` names the languages translated by machine (`review: true` on top of the file) of which not every text has
    been read by a person (reviews.yaml).
    """

    languages: Mapping[str, Mapping[str, str]]
    review: frozenset[str] = frozenset()
    offered: Languages = field(default_factory=load_languages)

    def get(self, key: str, language: str = "de") -> str:
        """The text of `key` (placeholders `{name}` unfilled). KeyError if no language has it (spec section 9.1)."""
        for name in self.offered.chain(language):
            text = self.languages.get(name, {}).get(key)
            if text is not None:
                return text
        raise KeyError(key)

    @property
    def names(self) -> frozenset[str]:
        """Every key of every language."""
        return frozenset(key for texts in self.languages.values() for key in texts)


def load_texts(folder: Path = AKZESS) -> Texts:
    """Read texts/<language>.yaml. ParameterError if a text is not a string."""
    languages: dict[str, dict[str, str]] = {}
    review: set[str] = set()
    findings: list[str] = []
    for path in sorted((folder / "texts").glob("*.yaml")):
        texts = read_yaml(path) or {}
        if texts.pop("review", False) is True:
            review.add(path.stem)
        findings.extend(f"{path.name}: {key} is no text" for key, text in texts.items() if not isinstance(text, str))
        languages[path.stem] = texts
    if findings:
        raise ParameterError(findings)
    reviews, leading = load_reviews(folder), languages.get("de", {})
    unread = frozenset(code for code in review if reviews.unread("texts", code, leading, languages[code]))
    return Texts(languages, unread, load_languages(folder))
