"""A form as a phone shows it: pages of fields in one language, and what the server's own rules say about the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from authority.intake import Pages, load_pages
from engine import forms
from processes import AKZESS
from processes.forms_in import in_language, load_form_words

from ..resources import portal as out

#: More options than this are states of the world: the page has a search for them and their names by itself.
_MANY = 60
_FIELDS = frozenset({"textfield", "textarea", "number", "datetime", "select", "radio", "checkbox", "taglist"})
_FOR_CLERKS = re.compile(r"§|urn:|DESTATIS|E\.164|Schwellen|BUrlG")
_LISTS = frozenset({"dynamiclist"})


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer at a dotted path that the rules refuse, with what a person reads about it."""

    path: str
    code: str
    german: str
    english: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules say: `data` is what would be submitted, `visible` are dotted paths, `notes` ids of texts."""

    data: Mapping[str, Any]
    visible: frozenset[str]
    notes: frozenset[str]
    faults: tuple[Fault, ...]

    def told(self, language: str) -> list[out.PortalFault]:
        """The faults in a language, in the order of the form."""
        words = load_form_words(language)
        return [
            out.PortalFault(path=one.path, code=one.code, text=words(one.german, one.english)) for one in self.faults
        ]


class WebForm:
    """One form of the procedure for people without an account."""

    def __init__(self, name: str, folder: Path = AKZESS) -> None:
        """`name`: the part of intake.yaml. Errors: KeyError, OSError."""
        self.name = name
        self.pages: Pages = load_pages(folder / "intake.yaml")[name]
        text = (folder / "forms" / f"{self.pages.form}.form").read_text(encoding="utf-8")
        self.schema: Mapping[str, Any] = json.loads(text)

    def described(self, language: str) -> list[out.PortalPage]:
        """The pages with their fields, in a language."""
        return list(_described(self, language))

    def states(self, language: str) -> dict[str, str]:
        """The states of the world as the form offers them, by key; they are many, so they are told once."""
        return dict(_states(self, language))

    def look(self, answers: Mapping[str, Any], now: datetime, context: Mapping[str, Any] | None = None) -> Looked:
        """Judge answers; what the office fills in itself is neither missing nor wrong here."""
        verdict = forms.validate(self.schema, answers, context=context or {}, now=now)
        visible = frozenset(_dotted(one) for one in verdict.visible)
        faults = tuple(
            Fault(path, error.code, error.message_de, error.message_en)
            for error in verdict.errors
            if not self.of_office(path := _dotted(error.pointer))
        )
        left_out = tuple(
            Fault(path, "required", "Bitte füllen Sie dieses Feld aus.", "Please fill in this field.")
            for path in sorted(self.pages.required & visible)
            if not str(verdict.data.get(path) or "").strip()
        )
        return Looked(verdict.data, visible, frozenset(verdict.notes), faults + left_out)

    def of_office(self, path: str) -> bool:
        """Whether nobody is asked for a field on the web."""
        bare = ".".join(part for part in path.split(".") if not part.isdigit())
        return any(bare == one or bare.startswith(f"{one}.") for one in self.pages.office)

    def own(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers without the fields of the office: nobody sends them in from outside."""
        found: dict[str, Any] = _without(answers, (), self)
        return found


@lru_cache(maxsize=64)
def _described(form: WebForm, language: str) -> tuple[out.PortalPage, ...]:
    schema = in_language(form.schema, language)
    found: dict[str, list[out.PortalField]] = {page.key: [] for page in form.pages.pages}
    here = form.pages.pages[0].key if form.pages.pages else ""

    def walk(components: Iterable[Mapping[str, Any]], base: tuple[str, ...]) -> None:
        nonlocal here
        for component in components:
            written = component.get("key") or component.get("path") or ""
            path = (*base, *written.split(".")) if written else base
            dotted = ".".join(path)
            if component["type"] == "text":
                if here:
                    found[here].append(_field(component, base, form, language))
            elif component["type"] == "group" and not form.pages.page_of(dotted):
                walk(component.get("components", ()), path)
            elif not form.of_office(dotted) and (page := form.pages.page_of(dotted)):
                here = page
                found[page].append(_field(component, base, form, language))

    walk(schema["components"], ())
    return tuple(
        out.PortalPage(key=page.key, fields=_ordered(found[page.key], page.fields)) for page in form.pages.pages
    )


@lru_cache(maxsize=64)
def _states(form: WebForm, language: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}

    def walk(components: Iterable[Mapping[str, Any]]) -> None:
        for component in components:
            values = component.get("values") or ()
            if len(values) > _MANY:
                found.update({str(one["value"]): str(one["label"]) for one in values})
            walk(component.get("components", ()))

    walk(in_language(form.schema, language)["components"])
    return tuple(found.items())


def _ordered(fields: Sequence[out.PortalField], wanted: Sequence[str]) -> list[out.PortalField]:
    """As the page lists them; texts stay behind the field that they follow in the form."""
    place = {path: number for number, path in enumerate(wanted)}
    keyed: list[tuple[int, out.PortalField]] = []
    last = 0
    for field in fields:
        last = place.get(field.path, last) if field.type != "text" else last
        keyed.append((last, field))
    return [field for _, field in sorted(keyed, key=lambda pair: pair[0])]


def _field(component: Mapping[str, Any], base: tuple[str, ...], form: WebForm, language: str) -> out.PortalField:
    written = component.get("key") or component.get("path") or ""
    path = (*base, *written.split(".")) if written else base
    kind = component["type"]
    rules: Mapping[str, Any] = component.get("validate") or {}
    own: Mapping[str, Any] = component.get("properties") or {}
    # The items of a list have paths of their own below each item.
    inside = path if kind == "group" else ()
    children = [
        _field(child, inside, form, language)
        for child in component.get("components", ())
        if kind in _LISTS or kind == "group"
        if child["type"] == "text" or not form.of_office(".".join((*path, child.get("key") or child.get("path") or "")))
    ]
    values = component.get("values") or []
    states = len(values) > _MANY
    return out.PortalField(
        type=kind,
        path=".".join(path) if kind != "text" else str(component["id"]),
        label=str(component.get("label") or component.get("dateLabel") or ""),
        text=str(component.get("text") or ""),
        hint=_hint(str(component.get("description") or own.get("hint") or "")),
        required=rules.get("required") is True or ".".join(path) in form.pages.required,
        sensitive=own.get("sensitive") == "true",
        states=states,
        options=[] if states else [out.PortalOption(value=one["value"], label=str(one["label"])) for one in values],
        min=_number(rules.get("min")),
        max=_number(rules.get("max")),
        min_length=rules.get("minLength"),
        max_length=rules.get("maxLength"),
        decimals=component.get("decimalDigits"),
        input=_input(kind, written, rules),
        fields=children,
    )


def _hint(text: str) -> str:
    """What helps an applicant; norms and code lists are told to clerks."""
    return "" if _FOR_CLERKS.search(text) else text


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _input(kind: str, key: str, rules: Mapping[str, Any]) -> str:
    """Which keyboard a phone shows, and what a browser may fill in by itself (WCAG 1.3.5)."""
    if rules.get("validationType") == "email":
        return "email"
    if rules.get("validationType") == "phone":
        return "tel"
    if key in ("plz", "betriebsnummer", "isco", "locationAgs"):
        return "digits"
    return "decimal" if kind == "number" else "text"


def _dotted(pointer: str) -> str:
    return ".".join(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def _without(value: Any, path: tuple[str, ...], form: WebForm) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _without(item, (*path, str(key)), form)
            for key, item in value.items()
            if not form.of_office(".".join((*path, str(key))))
        }
    if isinstance(value, list):
        return [_without(item, path, form) for item in value]
    return value
