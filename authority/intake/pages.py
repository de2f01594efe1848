"""The pages on which an applicant fills in the form: which fields stand on which page, and which are the office's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page: `fields` are the dotted paths (field, group or list) that stand on it, in this order."""

    key: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """Of one form. `form` is its id, `pages` in order, `office` the paths that nobody is asked for on the web, `required`
    those that nobody may leave out here, though the office may.
    """

    form: str
    pages: tuple[FormPage, ...]
    office: frozenset[str]
    required: frozenset[str] = frozenset()

    def page_of(self, path: str) -> str:
        """The page on which a path stands; "" for one that is nowhere."""
        for page in self.pages:
            if any(path == field or path.startswith(f"{field}.") for field in page.fields):
                return page.key
        return ""


@lru_cache(maxsize=8)
def load_pages(path: Path) -> Mapping[str, Pages]:
    """Read intake.yaml: by name of the part ("application", "employer", "agreement", "demand").

    Errors: KeyError, TypeError for an entry that lacks something.
    """
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: _pages(entry) for name, entry in found["forms"].items()}


def _pages(entry: Mapping[str, Any]) -> Pages:
    pages = tuple(FormPage(key, tuple(fields)) for key, fields in entry["pages"].items())
    return Pages(entry["form"], pages, frozenset(entry.get("office", ())), frozenset(entry.get("required", ())))
