"""Answers of the statistics: cells with key figures, tables, snapshots, comparisons, staffing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from .base import Moment, Resource, Site, Text

Month = Annotated[str, Field(examples=["2026-10"])]
CaseGroup = Annotated[str, Field(examples=["FG1"])]
Key = Annotated[str, Field(examples=["K1"])]


class KeyFigure(Resource):
    """A key figure of a cell; `low` and `high` bound its 95 % interval (Wilson), where there is one."""

    key: Key
    value: float | None = Field(examples=[0.935])
    low: float | None = Field(default=None, examples=[0.921])
    high: float | None = Field(default=None, examples=[0.947])


class FigureCell(Resource):
    """A cell; null in site, group and month is the total over them. Null counts are left out to protect few people."""

    site: Site | None = None
    group: CaseGroup | None = None
    month: Month | None = None
    granted: int | None = Field(examples=[120])
    total: int | None = Field(default=None, examples=[131])
    target: Literal["met", "missed", ""] = Field(default="", examples=["met"])
    figures: list[KeyFigure]


class NamedCode(Resource):
    """A code with its name."""

    code: str = Field(examples=["DD"])
    name: Text


class FigureName(Resource):
    """What a key figure is called, its unit, and where it comes from."""

    key: Key
    unit: str = Field(examples=["share"])
    name: Text
    source: Text


class SuppliedFigure(Resource):
    """A key figure that closed cases do not tell: of a site, a case group or a month, or (all null) of the year."""

    key: Key
    month: Month | None = None
    site: Site | None = None
    group: CaseGroup | None = None
    value: float | None = Field(examples=[0.96])
    low: float | None = Field(default=None, examples=[0.94])
    high: float | None = Field(default=None, examples=[0.97])


class FiguresOfYear(Resource):
    """The statistics of a year. `frozenUntil`: the newest month that cannot change any more; `demo`: the cases
    are invented."""

    year: int = Field(examples=[2026])
    as_of: Moment
    frozen_until: Month | None = None
    demo: bool = Field(examples=[False])
    target: float = Field(examples=[0.9])
    least: int = Field(examples=[5])
    sites: list[NamedCode]
    groups: list[NamedCode]
    months: list[Month]
    names: list[FigureName]
    cells: list[FigureCell]
    supplied: list[SuppliedFigure]


class SheetLine(Resource):
    """A category; counts by site in the order of the table's sites, null where left out."""

    code: str = Field(examples=["436"])
    name: Text
    counts: list[int | None]
    total: int | None = Field(examples=[87])


class FigureSheet(Resource):
    """A table of counts."""

    key: str = Field(examples=["nationalities"])
    name: Text
    sites: list[Site]
    lines: list[SheetLine]


class FigureSheets(Resource):
    """The tables of a year by category."""

    year: int = Field(examples=[2026])
    sheets: list[FigureSheet]


class FigureSnapshot(Resource):
    """A frozen month or a baseline of a site. `intact`: nobody has changed it since."""

    kind: Literal["month", "baseline"]
    name: str = Field(examples=["2026-10"])
    site: Site
    since: Month
    until: Month
    taken_at: Moment
    sha256: str = Field(examples=["9f" * 32])
    prior: str = Field(examples=[""])
    intact: bool = Field(examples=[True])


class FigureSnapshots(Resource):
    """Frozen months or baselines."""

    items: list[FigureSnapshot]


class NewBaseline(Resource):
    """A whole calendar year (or several) that later ones are compared with: the Ist-Stand."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^[\w .\-]+$", examples=["Ist-Stand 2025"])
    since: int = Field(ge=2011, le=2200, examples=[2025])
    until: int = Field(ge=2011, le=2200, examples=[2025])


class ComparedFigure(Resource):
    """A key figure then and now; `differs` where the 95 % intervals do not overlap, null where there are none."""

    key: Key
    before: float | None = Field(examples=[0.86])
    after: float | None = Field(examples=[0.93])
    differs: bool | None = Field(examples=[True])


class FigureComparison(Resource):
    """Two periods, or two versions of the procedure, beside each other."""

    before: str = Field(examples=["Ist-Stand 2025"])
    after: str = Field(examples=["2026"])
    figures: list[ComparedFigure]


class VersionFigures(Resource):
    """Key figures of the cases closed under one version of the procedure; none where there are too few."""

    version: int = Field(examples=[3])
    figures: list[KeyFigure]


class FigureVersions(Resource):
    """Versions of the procedure of a year."""

    year: int = Field(examples=[2026])
    items: list[VersionFigures]


Posts = Annotated[Decimal, Field(examples=["3.39"])]


class StaffingGroup(Resource):
    """A case group with its cases and its handling time; `tasks` are the minutes of its sub-tasks, in their order."""

    code: str = Field(examples=["FG1"])
    name: Text
    cases: int = Field(examples=[1200])
    minutes: Decimal = Field(examples=["150"])
    tasks: list[Decimal]
    open: int = Field(examples=[40])


class StaffingSensitivity(Resource):
    """Posts when one assumption is ten percent smaller or larger."""

    what: str = Field(examples=["minutes"])
    low: Posts
    high: Posts


class Staffing(Resource):
    """The computed need of the cases closed from `since` to `until`; it follows from `groups` and the terms above them."""

    year: int = Field(examples=[2026])
    day: date
    since: str = Field(examples=["2025-11"])
    until: str = Field(examples=["2026-10"])
    sites: list[Site]
    version: str = Field(examples=["2026-11"])
    source: str = Field(examples=["[P]"])
    allowance: Decimal = Field(examples=["0.15"])
    annual_minutes: int = Field(examples=[96000])
    reserve_share: Decimal = Field(examples=["0.10"])
    lead_posts: Decimal = Field(examples=["0.5"])
    tasks: list[NamedCode]
    groups: list[StaffingGroup]
    minutes: Decimal = Field(examples=["325220"])
    work: Posts
    reserve: Posts
    total: Posts
    planned: Posts
    backlog: Posts
    backlog_months: int = Field(examples=[6])
    peak_factor: Decimal | None = Field(examples=["1.6"])
    counters: int = Field(examples=[2])
    sensitivity: list[StaffingSensitivity]
