"""Knows the languages in which applicants read: own name, direction, level, and where a missing text is taken from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from .yaml_files import AKZESS

__all__ = ["FILE", "LEADING", "Language", "Languages", "load_languages"]

#: Beside the texts of the procedure.
FILE = "languages.yaml"
#: German binds (section 23(1) VwVfG); every chain ends with it.
LEADING = "de"
_THEN = ("en", LEADING)


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the applicants. `code`: BCP 47 (`de-simple`: the registered variant for simplified German).

    `level`: L1 complete everywhere, L2 everything an applicant sees, L3 German in plain words (domain document 9.1).
    """

    code: str
    name: str
    dir: Literal["ltr", "rtl"]
    level: Literal["L1", "L2", "L3"]
    fallback: tuple[str, ...] = ()

    @property
    def chain(self) -> tuple[str, ...]:
        """Where a text is looked for, in this order: the language, its own fallbacks, English, German."""
        return tuple(dict.fromkeys((self.code, *self.fallback, *_THEN)))


@dataclass(frozen=True, slots=True)
class Languages:
    """All of them in the order in which they are offered."""

    items: tuple[Language, ...]

    def get(self, code: str) -> Language | None:
        """The language of a code, upper or lower case; of `es-MX` the language `es`. None if it is not offered."""
        known = {item.code: item for item in self.items}
        wanted = code.strip().lower()
        return known.get(wanted) or known.get(wanted.split("-")[0])

    def first(self, wanted: Iterable[str | None]) -> Language:
        """The first of the wanted ones that is offered, else German."""
        for code in wanted:
            found = self.get(code) if code else None
            if found is not None:
                return found
        return next(item for item in self.items if item.code == LEADING)

    def chain(self, code: str) -> tuple[str, ...]:
        """The chain of a language; of one that is not offered English, then German."""
        found = next((item for item in self.items if item.code == code), None)
        return found.chain if found is not None else _THEN


@lru_cache(maxsize=8)
def load_languages(folder: Path = AKZESS) -> Languages:
    """Read languages.yaml; a procedure without one speaks German and English.

    Errors: KeyError, TypeError for an entry that lacks a part or has one too many, ValueError without German.
    """
    path = folder / FILE
    if not path.exists():
        return Languages((Language("de", "Deutsch", "ltr", "L1"), Language("en", "English", "ltr", "L1")))
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    items = tuple(Language(**{**entry, "fallback": tuple(entry.get("fallback", ()))}) for entry in entries)
    if not any(item.code == LEADING for item in items):
        raise ValueError(f"{FILE}: German is missing, which binds")
    return Languages(items)
