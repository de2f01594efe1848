"""Public holidays of a place and what follows from them: working days, Werktage, rolling forward (§ 31(3) VwVfG)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import holidays

from .derivation import DeadlineError

#: The years for which the statutes in `holidays` are known. Outside, the library answers "no holidays at all"
#: without a word, which would make a wrong date look right: so we refuse.
FIRST_YEAR = 1991
LAST_YEAR = 2100

#: Länder by their official letters; DE means the nine holidays every Land has.
LAENDER = frozenset(
    ("DE", "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
)

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday with its German and English name."""

    day: date
    name_de: str
    name_en: str


@lru_cache(maxsize=4096)
def _statutory(land: str, catholic: bool, year: int) -> Mapping[date, Holiday]:
    """Holidays of one Land and year; `catholic` adds those of mostly catholic municipalities."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DeadlineError(f"no holiday calendar for the year {year}: known are {FIRST_YEAR} to {LAST_YEAR}")
    subdivision = None if land == "DE" else land
    categories = ("public", "catholic") if catholic else ("public",)
    german, english = (
        holidays.country_holidays(
            "DE", subdiv=subdivision, years=year, expand=False, language=language, categories=categories
        )
        for language in ("de", "en_US")
    )
    return MappingProxyType({day: Holiday(day, name, english[day]) for day, name in german.items()})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act must be done: the Land, and whether the municipality keeps the catholic holidays of its Land.

    `catholic` means Fronleichnam in the designated municipalities of Saxony (§ 1 SächsSFG) and Thuringia and
    Mariä Himmelfahrt in Bavaria. None of the four AKZESS sites is one.
    """

    land: str
    catholic: bool = False

    def __post_init__(self) -> None:
        if self.land not in LAENDER:
            raise DeadlineError(f"unknown Land {self.land!r}: expected one of {', '.join(sorted(LAENDER))}")

    @property
    def code(self) -> str:
        """``SN``, or ``SN-kath`` for a municipality with catholic holidays."""
        return self.land + ("-kath" if self.catholic else "")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The holidays of one place, or of several together: a day free at any of them counts as free.

    The union is what the authority uses before it relies on an agency's silence (the later date wins).
    """

    places: tuple[Place, ...]

    def __post_init__(self) -> None:
        if not self.places:
            raise DeadlineError("a calendar needs at least one place")

    @classmethod
    def parse(cls, code: str) -> Calendar:
        """Read ``SN``, ``BY-kath`` or a union such as ``SN+BY``; raises `DeadlineError` for anything else."""
        places = []
        for part in code.split("+"):
            land, _, suffix = part.strip().partition("-")
            if suffix.lower() not in ("", "kath"):
                raise DeadlineError(f"unknown calendar {code!r}: write a Land such as SN, BY-kath or a union SN+BY")
            places.append(Place(land.upper(), bool(suffix)))
        return cls(_distinct(places))

    @property
    def code(self) -> str:
        """The text `parse` reads back."""
        return "+".join(place.code for place in self.places)

    def __or__(self, other: Calendar) -> Calendar:
        return Calendar(_distinct((*self.places, *other.places)))

    def holiday(self, day: date) -> Holiday | None:
        """The public holiday on `day`, if any place of this calendar has one."""
        for place in self.places:
            found = _statutory(place.land, place.catholic, day.year).get(day)
            if found:
                return found
        return None

    def holidays(self, year: int) -> tuple[Holiday, ...]:
        """All holidays of a calendar year in order of their dates."""
        found: dict[date, Holiday] = {}
        for place in self.places:
            for day, entry in _statutory(place.land, place.catholic, year).items():
                found.setdefault(day, entry)
        return tuple(found[day] for day in sorted(found))

    def is_arbeitstag(self, day: date) -> bool:
        """Monday to Friday and no holiday."""
        return day.weekday() < 5 and self.holiday(day) is None

    def is_werktag(self, day: date) -> bool:
        """Monday to Saturday and no holiday (the classical meaning, as in § 81a(3) AufenthG)."""
        return day.weekday() < 6 and self.holiday(day) is None

    def roll_forward(self, day: date) -> date:
        """`day`, or the next that is no Saturday, Sunday or holiday (§ 31(3) s. 1 VwVfG, § 193 BGB)."""
        while not self.is_arbeitstag(day):
            day = following(day)
        return day

    def arbeitstage_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is not counted (§ 187(1) BGB). 0 gives `day`."""
        return self._nth(day, count, werktage=False)

    def werktage_after(self, day: date, count: int) -> date:
        """The `count`-th Werktag after `day`; it may be a Saturday. 0 gives `day`."""
        return self._nth(day, count, werktage=True)

    def _nth(self, day: date, count: int, *, werktage: bool) -> date:
        if not 0 <= count <= 10_000:
            raise DeadlineError(f"cannot count {count} days: expected 0 to 10,000")
        counts = self.is_werktag if werktage else self.is_arbeitstag
        for _ in range(count):
            day = following(day)
            while not counts(day):
                day = following(day)
        return day


def following(day: date) -> date:
    """The next calendar day; raises `DeadlineError` after the last day of the year 9999."""
    if day == date.max:
        raise DeadlineError("the calendar ends on 9999-12-31")
    return day + _ONE_DAY


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(places))


#: Saxony: the calendar of every AKZESS authority and so of what applicants must do there.
SAXONY = Calendar((Place("SN"),))
