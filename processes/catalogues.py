"""Gathers everything that applicants read, by catalogue, language and key, and says how far each translation is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .answers import load_answers
from .knowledge import load_knowledge
from .languages import LEADING, load_languages
from .reviews import Reviews, load_reviews
from .yaml_files import read_yaml

__all__ = ["AREAS", "Catalogue", "Standing", "catalogues", "standing", "unread_letters"]

#: Texts of the procedure that the L2 languages have to have; letters in texts/ are German and English only.
_SEEN = ("status.", "step.", "who.", "await.", "pause.", "delay.", "letterTitle.", "page.", "eligibility.", "statuswechsel.", "checklist.", "group.", "glossary.", "mail.")  # fmt: skip
#: Areas of the pages with words of their own.
AREAS = ("status", "portal", "appointments", "advice", "survey")
#: Words that every letter has, in every language.
_SHARED = ("greeting", "greetingOther", "remedyHeading", "remedy")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One collection of texts. `needed`: keys that an L2 language has to have. `short`: others say in short what the
    German text says, so they need not use all of its places and terms."""

    name: str
    leading: Mapping[str, str]
    languages: Mapping[str, Mapping[str, str]]
    needed: frozenset[str]
    short: bool = False


def catalogues(folder: Path, web: Path | None = None) -> tuple[Catalogue, ...]:
    """Every catalogue of a procedure; `web` is the folder of the pages' sources, if there is one."""
    found = [_texts(folder), _forms(folder), _letters(folder), _knowledge(folder), _answers(folder)]
    for area in AREAS:
        words = web / area / "words" if web else None
        if words is not None and (words / f"{LEADING}.json").exists():
            found.append(_words(area, words))
    return tuple(one for one in found if one.leading)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a catalogue is in a language: texts it has, texts that nobody has read, and who read it last when."""

    catalogue: str
    language: str
    texts: int
    needed: int
    unread: int
    by: str
    on: str


def standing(folder: Path, web: Path | None = None) -> list[Standing]:
    """A row per catalogue and language."""
    reviews: Reviews = load_reviews(folder)
    rows = []
    for one in catalogues(folder, web):
        for language in load_languages(folder).items:
            own = one.languages.get(language.code, {})
            if language.level == "L3" and not own:
                continue
            written = language.level != "L2"  # by those who wrote the German ones, not by a machine
            unread = frozenset() if written else reviews.unread(one.name, language.code, one.leading, own)
            last = reviews.last(one.name, language.code)
            needed = len(one.leading) if language.level == "L1" else len(one.needed) if language.level == "L2" else 0
            rows.append(
                Standing(
                    one.name,
                    language.code,
                    len(own),
                    needed,
                    len(unread),
                    last.by if last else "",
                    last.on.isoformat() if last else "",
                )
            )
    return rows


def _yaml(path: Path) -> dict[str, str]:
    found: Mapping[str, Any] = read_yaml(path) or {}
    return {str(key): str(text) for key, text in found.items() if key != "review"}


def _texts(folder: Path) -> Catalogue:
    languages = {path.stem: _yaml(path) for path in sorted((folder / "texts").glob("*.yaml"))}
    leading = languages.get(LEADING, {})
    return Catalogue("texts", leading, languages, frozenset(key for key in leading if key.startswith(_SEEN)))


def _forms(folder: Path) -> Catalogue:
    """Keys are the German texts themselves."""
    languages = {path.stem: _yaml(path) for path in sorted((folder / "texts" / "forms").glob("*.yaml"))}
    keys = {key for words in languages.values() for key in words}
    return Catalogue("forms", {key: key for key in keys}, languages, frozenset(keys))


def _letters(folder: Path) -> Catalogue:
    """A letter is one text; the words that all letters share are the text `common`."""
    root = folder / "letters"
    if not (root / "letters.yaml").exists():
        return Catalogue("letters", {}, {}, frozenset(), short=True)
    about = read_yaml(root / "letters.yaml")["letters"]
    languages = {}
    for path in sorted(root.glob("*.yaml")):
        if path.stem != "letters":
            raw = read_yaml(path)
            made = {key: "\n".join(_strings(letter)) for key, letter in raw["letters"].items()}
            shared = {name: raw["common"][name] for name in _SHARED if name in raw["common"]}
            languages[path.stem] = made | {"common": "\n".join(_strings(shared))}
    needed = frozenset(key for key, letter in about.items() if letter["to"] == "applicant") | {"common"}
    return Catalogue("letters", languages.get(LEADING, {}), languages, needed, short=True)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("when", "unless", "list"):
                yield f"{{{item}}}"
            elif key != "remedy" or isinstance(item, str):
                yield from _strings(item)


def unread_letters(folder: Path, language: str) -> frozenset[str]:
    """Letters in a language that no person has read as they are now."""
    one = _letters(folder)
    return load_reviews(folder).unread(one.name, language, one.leading, one.languages.get(language, {}))


def _knowledge(folder: Path) -> Catalogue:
    pages = load_knowledge(folder).pages if (folder / "knowledge").is_dir() else {}
    languages = {code: {key: "\n".join(page.texts) for key, page in own.items()} for code, own in pages.items()}
    leading = languages.get(LEADING, {})
    return Catalogue("knowledge", leading, languages, frozenset(leading))


def _answers(folder: Path) -> Catalogue:
    languages: dict[str, dict[str, str]] = {}
    for answer in load_answers(folder).items:
        for code, text in answer.texts.items():
            languages.setdefault(code, {})[answer.key] = f"{text.subject}\n{text.body}"
    leading = languages.get(LEADING, {})
    return Catalogue("answers", leading, languages, frozenset(leading))


def _words(area: str, folder: Path) -> Catalogue:
    languages = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    leading = languages[LEADING]
    return Catalogue(f"web/{area}", leading, languages, frozenset(leading))
