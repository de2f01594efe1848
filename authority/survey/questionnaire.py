"""The items of the survey by population and version, as the procedure's data name them (`survey.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from processes import AKZESS

#: The scale: very satisfied to very dissatisfied; 0 is "no experience". Absolute: people use the office once (Q31).
SCALE = range(1, 6)
NO_EXPERIENCE = 0
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Words:
    """The same in German and English."""

    de: str
    en: str


@dataclass(frozen=True, slots=True)
class Item:
    """A statement to rate, or (`open`) a question to answer in words."""

    id: str
    text: Words
    open: bool


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A version of the survey: its items by population, and how each population is called."""

    version: int
    items: Mapping[str, tuple[Item, ...]]
    populations: Mapping[str, Words]

    def ratings(self, population: str) -> tuple[str, ...]:
        """The ids of the items that are rated."""
        return tuple(item.id for item in self.items[population] if not item.open)

    def checked(
        self, population: str, ratings: Mapping[str, Any], texts: Mapping[str, Any]
    ) -> tuple[dict[str, int], dict[str, str]]:
        """An answer as it may be kept; items left out are left out. ValueError names the one that is none of ours.

        Somebody who rates nothing and writes nothing has not answered: ValueError "".
        """
        rated, spoken = {}, {}
        items = {item.id: item for item in self.items[population]}
        for name, value in ratings.items():
            if name not in items or items[name].open or type(value) is not int:
                raise ValueError(name)
            if value != NO_EXPERIENCE and value not in SCALE:
                raise ValueError(name)
            rated[name] = value
        for name, value in texts.items():
            if name not in items or not items[name].open or not isinstance(value, str) or len(value) > LONGEST_TEXT:
                raise ValueError(name)
            if value.strip():
                spoken[name] = value.strip()
        if not rated and not spoken:
            raise ValueError("")
        return rated, spoken


@dataclass(frozen=True, slots=True)
class Course:
    """A training of the catalogue; `area` is one of the three core areas (Q27)."""

    id: str
    area: str
    name: Words
    hours: int


@dataclass(frozen=True, slots=True)
class Survey:
    """All versions, and the catalogue of trainings."""

    versions: Mapping[int, Questionnaire]
    courses: Mapping[str, Course]

    @property
    def newest(self) -> Questionnaire:
        """The version that a new wave takes."""
        return self.versions[max(self.versions)]


def read(text: str) -> Survey:
    """The survey of a file. Errors: KeyError, ValueError for data that contradict themselves."""
    data = yaml.safe_load(text)
    versions = {}
    for one in data["versions"]:
        populations = {name: _words(part["name"]) for name, part in one["populations"].items()}
        items = {
            name: tuple(Item(item["id"], _words(item), bool(item.get("open", False))) for item in part["items"])
            for name, part in one["populations"].items()
        }
        for name, listed in items.items():
            if len({item.id for item in listed}) != len(listed):
                raise ValueError(f"two items of {name} have the same id")
        versions[int(one["version"])] = Questionnaire(int(one["version"]), items, populations)
    courses = {one["id"]: Course(one["id"], one["area"], _words(one), int(one["hours"])) for one in data["trainings"]}
    return Survey(versions, courses)


def _words(given: Mapping[str, Any]) -> Words:
    return Words(str(given["de"]), str(given["en"]))


@cache
def load(folder: Path = AKZESS) -> Survey:
    """The survey of a procedure."""
    return read((folder / "survey.yaml").read_text(encoding="utf-8"))
