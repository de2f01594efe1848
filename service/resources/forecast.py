"""Answers of the forecast: means and 90 % intervals by week and role."""

from __future__ import annotations

from pydantic import Field

from .base import Count, Day, Moment, Name, Resource, Site, Text


class ForecastRole(Resource):
    """A role of the site: people there on each of the next working days, as planned."""

    role: str = Field(examples=["akz-clerk"])
    name: Text
    people: float
    present: list[float]


class ForecastBasis(Resource):
    """What a forecast of the site would start from."""

    site: Site
    sites: list[Site]
    today: Day
    open_cases: Count
    arrivals_per_week: float
    counted_cases: Count
    roles: list[ForecastRole]
    days: list[Day]


class RoleWeekForecast(Resource):
    """Cases that will miss their four weeks while the role has the ball; no share where the week tells none."""

    role: str = Field(examples=["akz-clerk"])
    name: Text
    missed: float
    low: float
    high: float
    probability: float | None
    any: float


class WeekForecast(Resource):
    """A week: cases that fall due, of these missed, decided cases; means with 90 % intervals.

    `probability`: the share of those due that will be missed; none where less than one case falls due on the mean.
    """

    monday: Day
    due: float
    missed: float
    missed_low: float
    missed_high: float
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    decided: float
    decided_low: float
    decided_high: float
    roles: list[RoleWeekForecast]


class ForecastAbsence(Resource):
    """So many people of a role are away besides."""

    role: str
    people: float
    since: Day
    until: Day


class ForecastRun(Resource):
    """A question and, once it is DONE, its answer; `usual` is the answer without what was asked about."""

    id: str
    site: Site
    asked_at: Moment
    asked_by: Name
    state: str = Field(examples=["DONE"])
    done: Count
    wanted: Count
    weeks_asked: Count
    seed: Count
    arrivals: float
    absences: list[ForecastAbsence]
    weeks: list[WeekForecast]
    usual: list[WeekForecast]


class ForecastRuns(Resource):
    """The latest questions of the caller's sites."""

    items: list[ForecastRun]
