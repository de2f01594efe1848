"""What is supplied for key figures that closed cases do not tell, how each is made of it, and what is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .kpis import Figure

#: The row of all sites together, where they do not add up to it (the survey).
EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Supplied:
    """What was counted for a key figure in a month (yyyymm) at a site in a case group ("": without one).

    `measure` is the key; with "|12" behind it, `numerator` counts the cases of that value.
    """

    month: int
    site: str
    measure: str
    numerator: int
    denominator: int
    group: str = ""

    @property
    def key(self) -> tuple[int, str, str, str]:
        """What identifies it."""
        return self.month, self.site, self.group, self.measure


class Kind(StrEnum):
    """How months and sites come together, and what is protected."""

    SHARE = "share"  # of people: hits and rest are protected
    STOCK = "stock"  # of the last day of each month, never a sum over months
    CLASS = "class"  # a share of the stock; all classes are protected together
    SPREAD = "spread"  # the median of a distribution
    SURVEY = "survey"  # protected where it was counted (authority.survey.results)
    STAFF = "staff"  # a rate of cases and posts
    FAULTS = "faults"  # of machines: nothing of a person


@dataclass(frozen=True, slots=True)
class Measure:
    """What a key figure is made of; `scale` is what it is multiplied by."""

    kind: Kind
    unit: str
    scale: int = 1


#: How old open cases are, in calendar days since they were begun.
AGES = ("0-28", "29-56", "57-84", ">84")

MEASURES: Mapping[str, Measure] = {
    "K7.offer": Measure(Kind.SPREAD, "days"),
    "K7.late": Measure(Kind.SPREAD, "minutes"),
    "K7.missed": Measure(Kind.SHARE, "share"),
    "K9.open": Measure(Kind.STOCK, "count"),
    **{f"K9.age.{name}": Measure(Kind.CLASS, "share") for name in AGES},
    "K9.paused": Measure(Kind.CLASS, "share"),
    "K13": Measure(Kind.SURVEY, "share"),
    "K13.mean": Measure(Kind.SURVEY, "mean"),
    # Posts are in hundredths and a month is a twelfth of a year.
    "K14.cases": Measure(Kind.STAFF, "per-fte", 1200),
    "K14.minutes": Measure(Kind.STAFF, "minutes"),
    "K15": Measure(Kind.SHARE, "share"),
    "K16": Measure(Kind.FAULTS, "per-100", 100),
    "K18": Measure(Kind.FAULTS, "per-1000", 1000),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a site, of a case group, or of a month over all sites; of the year where all are None.

    Its value is None where it is left out.
    """

    figure: Figure
    site: str | None = None
    group: str | None = None
    month: int | None = None

    @property
    def place(self) -> tuple[str | None, str | None, int | None]:
        """What it is about."""
        return self.site, self.group, self.month
