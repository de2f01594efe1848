"""The computed need of staff: cases times handling times, with allowances, supervision, reserve and backlog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from math import ceil

#: Posts are planned in quarters (domain document 8.5).
QUARTER = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class SubTask:
    """A sub-task of the catalogue: `minutes` is the mean handling time per case (mBZ), `source` where it is from."""

    code: str
    minutes: Decimal
    source: str = "[P]"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the formula assumes. `allowance` is the share of personal and objective allowance time (Verteilzeit), `annual`
    the net annual working time of a full-time person in minutes, `reserve` the share of stand-ins (Springer), `lead` full
    posts of supervision."""

    allowance: Decimal = Decimal("0.15")
    annual: int = 96_000
    reserve: Decimal = Decimal("0.10")
    lead: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Need:
    """`work` in full posts for the cases; with supervision and reserve `total`; `planned` rounded up to a quarter.

    `backlog` are posts for as long as the backlog is worked off; they are in no total.
    """

    minutes: Decimal
    work: Decimal
    lead: Decimal
    reserve: Decimal
    total: Decimal
    planned: Decimal
    backlog: Decimal


def need(
    cases: Mapping[str, int],
    catalogue: Sequence[SubTask],
    terms: Terms,
    *,
    backlog: Mapping[str, int] | None = None,
    months: int = 12,
) -> Need:
    """The need of a year. `backlog`: cases to work off within `months`.

    ValueError for terms without working time, or no months.
    """
    if terms.annual <= 0 or months <= 0:
        raise ValueError("a year without working time, or no months to work off a backlog")
    net = _minutes(cases, catalogue)
    minutes = net * (1 + terms.allowance)
    work = minutes / terms.annual
    reserve = work * terms.reserve
    total = work + terms.lead + reserve
    extra = _minutes(backlog or {}, catalogue) * 12 / (Decimal(terms.annual) * months)
    return Need(minutes, work, terms.lead, reserve, total, quarters(total), extra)


def _minutes(cases: Mapping[str, int], catalogue: Sequence[SubTask]) -> Decimal:
    return sum((task.minutes * cases.get(task.code, 0) for task in catalogue), Decimal(0))


def quarters(posts: Decimal) -> Decimal:
    """Rounded up to a quarter of a post."""
    return (posts / QUARTER).to_integral_value(ROUND_CEILING) * QUARTER


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the need becomes when one assumption is `low` or `high` by the same share."""

    what: str
    low: Decimal
    high: Decimal


def sensitivity(
    cases: Mapping[str, int], catalogue: Sequence[SubTask], terms: Terms, share: Decimal = Decimal("0.10")
) -> list[Sensitivity]:
    """The work's posts with cases, handling times, allowance or annual time this much smaller and larger, one at a time."""

    def with_minutes(factor: Decimal) -> Decimal:
        return need(cases, [replace(task, minutes=task.minutes * factor) for task in catalogue], terms).work

    def with_terms(allowance: Decimal, annual: Decimal) -> Decimal:
        changed = replace(terms, allowance=terms.allowance * allowance, annual=int(terms.annual * annual))
        return need(cases, catalogue, changed).work

    one, less, more = Decimal(1), 1 - share, 1 + share
    found = [
        # So many more cases take as long as so much longer for each.
        Sensitivity("cases", with_minutes(less), with_minutes(more)),
        Sensitivity("minutes", with_minutes(less), with_minutes(more)),
        Sensitivity("allowance", with_terms(less, one), with_terms(more, one)),
        Sensitivity("annual", with_terms(one, less), with_terms(one, more)),
    ]
    single = [
        Sensitivity(
            task.code,
            need(cases, _scaled(catalogue, task.code, less), terms).work,
            need(cases, _scaled(catalogue, task.code, more), terms).work,
        )
        for task in catalogue
        if cases.get(task.code)
    ]
    return [*found, *single]


def _scaled(catalogue: Sequence[SubTask], code: str, factor: Decimal) -> list[SubTask]:
    return [replace(task, minutes=task.minutes * factor) if task.code == code else task for task in catalogue]


def peak_factor(weekly: Sequence[int]) -> Decimal | None:
    """The 95th percentile of arrivals a week over their mean (nearest rank); None without arrivals."""
    if not sum(weekly):
        return None
    rank = max(1, ceil(len(weekly) * 0.95))
    return round(Decimal(sorted(weekly)[rank - 1]) * len(weekly) / sum(weekly), 2)


def counters(arrivals_per_hour: Decimal, minutes: Decimal, occupancy: Decimal = Decimal("0.85")) -> int:
    """Counters that so many arrivals an hour with so many minutes each keep busy up to the target occupancy.

    The domain document's formula, `ceil(arrivals_per_h × mBZ_h / (0.85 × openHours))`, per open hour. ValueError for an
    occupancy that is no share.
    """
    if not 0 < occupancy <= 1:
        raise ValueError(f"{occupancy} is no share")
    return ceil(arrivals_per_hour * minutes / 60 / occupancy)
