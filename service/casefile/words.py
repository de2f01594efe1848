"""Texts in German and English, which travel together until a page or a letter chooses one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """The same text in German and English."""

    de: str
    en: str

    def plain(self) -> dict[str, str]:
        """As the wire has it."""
        return {"de": self.de, "en": self.en}

    def filled(self, **values: Words | str) -> Words:
        """With `{name}` replaced; an unknown name stays as it is written."""
        german, english = self.de, self.en
        for name, value in values.items():
            german = german.replace(f"{{{name}}}", value.de if isinstance(value, Words) else value)
            english = english.replace(f"{{{name}}}", value.en if isinstance(value, Words) else value)
        return Words(german, english)


def words(entry: Any) -> Words:
    """From a data file's `{de, en}`; what lacks English is told in German."""
    return Words(str(entry["de"]), str(entry.get("en") or entry["de"]))


def labelled(labels: Any, name: str) -> Words:
    """From a diagram's labels by language; without any, the element's name."""
    german = labels.get("de") or name
    return Words(german, labels.get("en") or german)
