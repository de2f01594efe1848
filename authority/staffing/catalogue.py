"""Reads the catalogue of sub-tasks: versioned data, handling times by case group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from .need import SubTask

FILE = Path(__file__).with_name("catalogue.yaml")
#: Extensions of titles are planned apart from first titles, whatever their group.
EXTENSION = "EXTENSION"


class CatalogueError(ValueError):
    """The catalogue cannot be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One sub-task: minutes by case group."""

    code: str
    de: str
    en: str
    minutes: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A version of the catalogue."""

    version: str
    source: str
    pieces: tuple[Piece, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The case groups that it knows."""
        return tuple(dict.fromkeys(group for piece in self.pieces for group in piece.minutes))

    def per_case(self) -> Sequence[SubTask]:
        """The handling time of a whole case, by group."""
        return [
            SubTask(
                group, sum((piece.minutes.get(group, Decimal(0)) for piece in self.pieces), Decimal(0)), self.source
            )
            for group in self.groups
        ]


def read(file: Path = FILE) -> Catalogue:
    """The catalogue. Errors: CatalogueError, OSError."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    try:
        pieces = tuple(
            Piece(one["code"], one["de"], one["en"], {group: Decimal(m) for group, m in one["minutes"].items()})
            for one in content["tasks"]
        )
        found = Catalogue(str(content["version"]), str(content["source"]), pieces)
    except (KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(f"{file.name}: {error}") from error
    if any(minutes < 0 for piece in pieces for minutes in piece.minutes.values()):
        raise CatalogueError(f"{file.name}: a handling time is negative")
    return found
