"""Answers about closed cases together: figures in days, nothing about fewer than five of them."""

from __future__ import annotations

from pydantic import Field

from .base import Count, Moment, ProcessId, Resource, Text

Days = float | None


class MinedScope(Resource):
    """What the figures are of, and what else may be asked for; whoever may see no case asks for whole quarters."""

    process: ProcessId
    site: str | None = Field(default=None, examples=["DD"])
    group: str | None = Field(default=None, examples=["FG1"])
    since: str = Field(examples=["2026-01"])
    until: str = Field(examples=["2026-12"])
    sites: list[str]
    groups: list[str]
    whole_quarters: bool = False
    counted_until: Moment | None = None
    cases_counted: Count
    lines_counted: Count


class TimePart(Resource):
    """Mean days of a decided case with somebody (`lateDays`: of one that took longer than four weeks).

    `workHours`: hours of work among them by the norms of staffing; null where none of the office's own people work.
    """

    key: str = Field(examples=["ba"])
    name: Text
    cases: Count | None = None
    days: float
    late_days: Days = None
    work_hours: float | None = None


class MonthOfCases(Resource):
    """Cases closed in a month."""

    month: str = Field(examples=["2026-03"])
    decided: Count
    median_days: Days = None
    days: dict[str, float]


class WhereTheWeeksGo(Resource):
    """Who had the ball, how long; before the clock, in pauses, on the clock. A number is null when it would tell of too few."""

    scope: MinedScope
    cases: Count | None = None
    decided: Count | None = None
    late: Count | None = None
    median_days: Days = None
    p90_days: Days = None
    gross_median_days: Days = None
    net: list[TimePart]
    before: list[TimePart]
    pauses: list[TimePart]
    months: list[MonthOfCases]


class MinedElement(Resource):
    """An element: passages, days, how often it came again, days it cost a decided case on the way to its decision.

    `workHours`: of a passage by the norms of staffing; `waitingDays`: its mean less that. Numbers are null
    when they would tell of too few cases.
    """

    element_id: str = Field(examples=["UT-COMPL"])
    name: Text
    holder: str
    holder_name: Text
    process: ProcessId
    passages: Count | None = None
    cases: Count | None = None
    median_days: Days = None
    p90_days: Days = None
    mean_days: Days = None
    repeated: Count | None = None
    mean_times: float | None = None
    path_days: Days = None
    work_hours: float | None = None
    waiting_days: Days = None


class MinedElements(Resource):
    """All elements where somebody waits."""

    scope: MinedScope
    items: list[MinedElement]


class DrawnProcess(Resource):
    """The diagram of a process as it is in force."""

    process: ProcessId
    xml: str


class VariantStep(Resource):
    """A step of a way."""

    element_id: str = Field(examples=["UT-COMPL"])
    name: Text


class MinedVariant(Resource):
    """A way that at least five cases took."""

    steps: list[VariantStep]
    cases: Count
    share: float
    median_days: Days = None


class MinedVariants(Resource):
    """Ways by how common they are; the rare ones are told together."""

    scope: MinedScope
    decided: Count | None = None
    ways: Count
    items: list[MinedVariant]
    rare: Count
    rare_cases: Count


class Deviation(Resource):
    """A way of leaving the diagram, and how many cases did (0: fewer than five, or all but so few)."""

    kind: str = Field(examples=["MOVED"])
    name: Text
    cases: Count


class StrayedElement(Resource):
    """An element that cases entered without a flow (0: fewer than five, or all but so few)."""

    element_id: str
    name: Text
    cases: Count


class Conformance(Resource):
    """What happened against what is drawn; `fitting` is null when it, or the rest, is of too few cases."""

    scope: MinedScope
    cases: Count | None = None
    fitting: Count | None = None
    kinds: list[Deviation]
    strayed: list[StrayedElement]


class DriftRow(Resource):
    """Two periods compared; `p` is corrected for the number of comparisons, `effect` 0.5 is no difference."""

    key: str
    name: Text
    before: Count
    after: Count
    median_before: Days = None
    median_after: Days = None
    effect: float | None = None
    p: float | None = None
    significant: bool


class MinedDrift(Resource):
    """The later period against the earlier; numbers are null when they would tell of too few."""

    scope: MinedScope
    split: str = Field(examples=["2026-07"])
    decided_before: Count | None = None
    decided_after: Count | None = None
    net: DriftRow | None = None
    holders: list[DriftRow]
    elements: list[DriftRow]
    variants_p: float | None = None
