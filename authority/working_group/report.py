"""The quarterly report of the working group: promises and what became of them, breaches by cause, proposals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from authority.agreement.measured import LEAST, Kept
from authority.figures.tally import Tally, parts

#: Causes of a breach (domain document 4.5), in the order of the report.
CAUSES = (
    "DOC_APPLICANT", "DOC_EMPLOYER", "BA", "CHAMBER", "SECURITY", "RECOGNITION", "AZR_TECH", "CARD", "STAFF",
    "LEGAL_COMPLEX", "APPOINTMENT", "OTHER",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months, 1 to 4 of a year."""

    year: int
    number: int

    @property
    def months(self) -> tuple[int, int]:
        """First and last month as yyyymm."""
        return self.year * 100 + 3 * self.number - 2, self.year * 100 + 3 * self.number

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter that a day belongs to."""
    return Quarter(day.year, (day.month + 2) // 3)


def parse(text: str) -> Quarter:
    """ "2026-Q3". Error: ValueError."""
    year, dash, number = text.partition("-Q")
    if not dash or not (year.isdecimal() and len(year) == 4) or number not in ("1", "2", "3", "4"):
        raise ValueError("a quarter is written 2026-Q3")
    return Quarter(int(year), int(number))


@dataclass(frozen=True, slots=True)
class Breaches:
    """Late decisions by cause. None: a number below five; those that would give it away by subtraction are None, too."""

    total: int | None
    by_cause: tuple[tuple[str, int | None], ...]


def breaches(counted: Mapping[str, int], least: int = LEAST) -> Breaches:
    """From late decisions by cause, over all sites: a site with one late case in a quarter would tell whose it is.

    A zero is shown, a number from 1 to 4 is not. If all hidden numbers together would follow from the total and be below
    `least`, the smallest shown one is hidden with them.
    """
    late: Counter[str] = Counter()
    for cause, number in counted.items():
        late[cause if cause in CAUSES else "OTHER"] += number
    total = sum(late.values())
    if 0 < total < least:
        return Breaches(None, ())
    hidden = {cause for cause, number in late.items() if 0 < number < least}
    while hidden and (len(hidden) == 1 or sum(late[cause] for cause in hidden) < least):
        rest = [cause for cause in CAUSES if late[cause] and cause not in hidden]
        if not rest:
            break
        hidden.add(min(rest, key=lambda cause: late[cause]))
    return Breaches(total, tuple((cause, None if cause in hidden else late[cause]) for cause in CAUSES))


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change of the standard in the report (8.3): what became of it, in which version, and from which day on."""

    number: int
    title: str
    state: str
    standard: str | None = None
    valid_from: date | None = None


def concerns(quarter: Quarter, proposed_on: date, decided_on: date | None, *, open_still: bool) -> bool:
    """Whether a quarter's meeting has to do with a proposal: made or decided in it, or waiting for a decision at its end."""
    if proposed_on >= quarter.after:
        return False
    return proposed_on >= quarter.first or open_still or (decided_on is not None and decided_on >= quarter.first)


@dataclass(frozen=True, slots=True)
class Report:
    """What the working group reads each quarter. `decided`, `in_time`: grants of the quarter (None: below five)."""

    quarter: Quarter
    agreement: str
    decided: int | None
    in_time: float | None
    kept: tuple[Kept, ...]
    breaches: Breaches
    proposals: tuple[Proposed, ...]


def report(
    quarter: Quarter,
    agreement: str,
    counts: Tally,
    kept: Sequence[Kept],
    proposals: Iterable[Proposed],
    least: int = LEAST,
) -> Report:
    """Put together from what the closed cases of a quarter add up to; `proposals` are those that concern it."""
    granted = counts.get("granted", 0)
    few = granted < least
    return Report(
        quarter=quarter,
        agreement=agreement,
        decided=None if few else granted,
        in_time=None if few else counts.get("granted.inTime", 0) / granted,
        kept=tuple(kept),
        breaches=breaches(late(counts), least),
        proposals=tuple(sorted(proposals, key=lambda one: one.number)),
    )


def late(counts: Tally) -> dict[str, int]:
    """Late decisions by cause; those for which nobody named one are among the others."""
    named = parts(counts, "cause")
    rest = counts.get("decided", 0) - counts.get("decided.inTime", 0) - sum(named.values())
    return {**named, "OTHER": named.get("OTHER", 0) + max(0, rest)}
