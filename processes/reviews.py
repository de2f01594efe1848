"""Knows who has read which machine-made translation, and which wordings have to be read (again)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

__all__ = ["FILE", "Review", "Reviews", "digest", "load_reviews", "write_reviews"]

FILE = "reviews.yaml"


@dataclass(frozen=True, slots=True)
class Review:
    """`by` (a function or a service, no person's name) read these texts on a day; `texts`: key -> digest."""

    catalogue: str
    language: str
    by: str
    on: date
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reviews:
    """All of them."""

    items: tuple[Review, ...] = ()

    def unread(
        self, catalogue: str, language: str, leading: Mapping[str, str], own: Mapping[str, str]
    ) -> frozenset[str]:
        """Keys whose present wording nobody has read: new, or the text or the German one has changed since."""
        known = {
            (key, value)
            for item in self.items
            if item.catalogue == catalogue and item.language == language
            for key, value in item.texts.items()
        }
        return frozenset(key for key, text in own.items() if (key, digest(leading.get(key, ""), text)) not in known)

    def last(self, catalogue: str, language: str) -> Review | None:
        """The latest review of a catalogue in a language."""
        found = [item for item in self.items if item.catalogue == catalogue and item.language == language]
        return max(found, key=lambda item: item.on) if found else None


def digest(leading: str, own: str) -> str:
    """What a reviewer saw: twelve hex digits over the German and the translated text."""
    return hashlib.sha256(f"{leading}\n{own}".encode()).hexdigest()[:12]


def load_reviews(folder: Path) -> Reviews:
    """Read reviews.yaml; a procedure without one has no reviews. Errors: KeyError, TypeError for a broken entry."""
    path = folder / FILE
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return Reviews(tuple(Review(**entry) for entry in entries or []))


def write_reviews(folder: Path, reviews: Reviews) -> None:
    """Write reviews.yaml anew, its heading kept."""
    path = folder / FILE
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    heading = "".join(line for line in old.splitlines(keepends=True) if line.startswith("#"))
    entries = [
        {
            "catalogue": r.catalogue,
            "language": r.language,
            "by": r.by,
            "on": r.on,
            "texts": dict(sorted(r.texts.items())),
        }
        for r in reviews.items
    ]
    path.write_text(heading + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), encoding="utf-8")
