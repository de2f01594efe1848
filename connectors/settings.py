"""Turns an operator's mapping into an agency's configuration record; secrets come by reference, never by repr."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from .base import Misconfigured

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that shows itself only when asked: `reveal()`; repr, str and format print stars."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The value itself: only where it goes on the wire or into a key."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    @classmethod
    def read(cls, reference: object) -> Secret:
        """A secret from `env:NAME`, `file:PATH` or, for tests and simulators, the value itself.

        Error: `Misconfigured` when the reference leads nowhere.
        """
        if isinstance(reference, Secret):
            return reference
        text = str(reference)
        kind, _, place = text.partition(":")
        if kind == "env":
            if place not in os.environ:
                raise Misconfigured("secret-missing", f"the environment has no {place}")
            return cls(os.environ[place])
        if kind == "file":
            try:
                return cls(Path(place).read_text(encoding="utf-8").strip())
            except OSError as error:
                raise Misconfigured("secret-missing", f"no readable file for a secret: {error.strerror}") from None
        return cls(text)


@dataclass(frozen=True, slots=True)
class Office:
    """An immigration authority as the agencies know it: its name and its eight-digit municipal key (AGS)."""

    name: str
    ags: str


#: Domain document 1.3; the letters are those of the case reference AKZ-{site}-{year}-{number}.
OFFICES: Mapping[str, Office] = {
    "DD": Office("Landeshauptstadt Dresden, Ausländerbehörde", "14612000"),
    "FG": Office("Landkreis Mittelsachsen, Ausländerbehörde", "14522180"),
    "C": Office("Stadt Chemnitz, Ausländerbehörde", "14511000"),
    "L": Office("Stadt Leipzig, Ausländerbehörde", "14713000"),
}


def office_of(case_ref: str, offices: Mapping[str, Office] = OFFICES) -> Office:
    """The authority a case reference belongs to. Error: `Misconfigured` for an unknown site."""
    parts = case_ref.split("-")
    if len(parts) != 4 or parts[1] not in offices:
        raise Misconfigured("site-unknown", "the case reference names no configured site")
    return offices[parts[1]]


def load(record: type[Record], mapping: Mapping[str, Any]) -> Record:
    """Build a configuration record from plain values.

    A field annotated `Secret` is read by reference; a name the record does not have, or a missing one without
    default, is `Misconfigured`, so that a typing error in a file is found at start and not at the first call.
    """
    known = {item.name: item for item in fields(record)}  # type: ignore[arg-type]  # every Config is a dataclass
    unknown = sorted(set(mapping) - set(known))
    if unknown:
        raise Misconfigured("config-unknown", f"{record.__module__} does not know: {', '.join(unknown)}")
    missing = [
        name
        for name, item in known.items()
        if name not in mapping and item.default is MISSING and item.default_factory is MISSING
    ]
    if missing:
        raise Misconfigured("config-missing", f"{record.__module__} needs: {', '.join(missing)}")
    values = {
        name: Secret.read(value) if known[name].type in (Secret, "Secret") else value for name, value in mapping.items()
    }
    return record(**values)
