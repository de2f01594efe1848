"""Reads status.yaml of a procedure: which elements of the diagrams mean which step, wait or request for an applicant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from processes import AKZESS, Texts
from processes.languages import Language, load_languages

#: Texts of this page in texts/<language>.yaml begin so; every language has all of them.
PREFIXES = ("status.", "step.", "who.", "await.", "pause.", "delay.", "letterTitle.", "page.")
_PLACEHOLDER = re.compile(r"\{[a-zA-Z]+\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One status; `elements` mean it, `until` is the timer whose day its text names, `outcomes` those of ended cases."""

    key: str
    number: int
    text: str
    elements: frozenset[str] = frozenset()
    until: str = ""
    outcomes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the way; a detour is shown only while one is there."""

    number: int
    text: str
    detour: bool = False


@dataclass(frozen=True, slots=True)
class Await:
    """Who has to act while one of the elements is alive, and the timer whose day is told."""

    who: str
    what: str
    elements: frozenset[str] = frozenset()
    until: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Where documents are handed in: element, its message, its timer, and the variable that holds the request."""

    element: str
    message: str
    timer: str
    variable: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask."""

    office: str
    phone: str
    mail: str


@dataclass(frozen=True, slots=True)
class StatusMap:
    """Everything status.yaml says."""

    steps: tuple[Step, ...]
    running: Step
    otherwise: Step
    ended: tuple[Step, ...]
    way: tuple[Mark, ...]
    awaiting: tuple[Await, ...]
    office: Await
    request: Request
    pauses: frozenset[str]
    causes: frozenset[str]
    letters: tuple[str, ...]
    languages: tuple[Language, ...]
    contacts: Mapping[str, Contact]

    @property
    def elements(self) -> frozenset[str]:
        """Every element that is named."""
        parts: tuple[Step | Await, ...] = (*self.steps, *self.awaiting)
        named = {element for part in parts for element in part.elements}
        timers = {part.until for part in parts if part.until}
        return frozenset(named | timers | {self.request.element, self.request.timer})

    def texts(self) -> Iterator[str]:
        """Every key of texts/*.yaml that the page needs because of this file."""
        for step in (*self.steps, self.running, self.otherwise, *self.ended):
            yield step.text
        for mark in self.way:
            yield mark.text
        for wait in (*self.awaiting, self.office):
            yield from (wait.who, wait.what)
        yield from (f"pause.{name}" for name in sorted(self.pauses))
        yield from (f"delay.{name}" for name in sorted({*self.causes, "OTHER"}))
        yield from (f"letterTitle.{name}" for name in self.letters)

    def language(self, *wanted: str | None) -> Language:
        """The first wanted language that the page has, else the first one of the page (German leads, § 23 VwVfG)."""
        known = {language.code: language for language in self.languages}
        return next((known[code] for code in wanted if code in known), self.languages[0])


def load(folder: Path = AKZESS) -> StatusMap:
    """Read status.yaml. Errors: KeyError, TypeError for a file that lacks a part or has one too many."""
    found = yaml.safe_load((folder / "status.yaml").read_text(encoding="utf-8"))
    return StatusMap(
        steps=tuple(_step(item) for item in found["steps"]),
        running=_step(found["running"]),
        otherwise=_step(found["otherwise"]),
        ended=tuple(_step(item) for item in found["ended"]),
        way=tuple(Mark(**item) for item in found["way"]),
        awaiting=tuple(_await(item) for item in found["awaiting"]),
        office=_await(found["office"]),
        request=Request(**found["request"]),
        pauses=frozenset(found["pauses"]),
        causes=frozenset(found["causes"]),
        letters=tuple(found["letters"]),
        languages=load_languages(folder).items,
        contacts={site: Contact(**item) for site, item in found["contacts"].items()},
    )


def _step(item: Mapping[str, Any]) -> Step:
    sets = {name: frozenset(item[name]) for name in ("elements", "outcomes") if name in item}
    return Step(**{**item, **sets})


def _await(item: Mapping[str, Any]) -> Await:
    return Await(**{**item, "elements": frozenset(item.get("elements", ()))})


def findings(
    mapping: StatusMap, texts: Texts, elements: Collection[str], documents: Collection[str], sites: Collection[str]
) -> list[str]:
    """What is wrong with the page's data, one line each: for `akzess lint`, and for a test.

    `elements` are the ids of the deployed diagrams, `documents` the codes of D6, `sites` the codes of sites.yaml.
    """
    wrong = [f"status.yaml: no element {name} in the diagrams" for name in sorted(mapping.elements - set(elements))]
    wrong += [f"status.yaml: no contact for site {site}" for site in sorted(set(sites) - set(mapping.contacts))]
    german = texts.languages.get("de", {})
    page = {key for key in german if key.startswith(PREFIXES)}
    for language in mapping.languages:
        own = texts.languages.get(language.code, {})
        needed = set() if language.level == "L3" else page | set(mapping.texts())
        if language.level == "L2":  # German and English names come from D6 itself
            needed |= {f"document.{code}" for code in documents}
        wrong += [f"texts/{language.code}.yaml: {key} is missing" for key in sorted(needed - set(own))]
        wrong += [
            f"texts/{language.code}.yaml: {key} fills other placeholders than the German text"
            for key in sorted(page & set(own))
            if set(_PLACEHOLDER.findall(own[key])) != set(_PLACEHOLDER.findall(german[key]))
        ]
    return wrong
