"""Appointments in figures: how busy a site's week is, how soon and how punctually people are served (K7)."""

from __future__ import annotations

from pydantic import Field

from .base import Count, Day, Resource, Site


class WeekDay(Resource):
    """A day of a week in figures; minutes over all counters."""

    day: Day
    holiday: str = Field(default="", examples=[""])
    holiday_en: str = Field(default="", examples=[""])
    open_minutes: Count
    booked_minutes: Count
    blocked_minutes: Count
    appointments: Count
    no_show: Count


class DeskWeek(Resource):
    """A site's week."""

    site: Site
    days: list[WeekDay]


class Punctuality(Resource):
    """K7 of a kind at a site: waiting for a first slot, lateness, missed appointments; small numbers are not told."""

    site: Site
    kind: str = Field(examples=["BIO"])
    appointments: int | None = Field(default=None, description="null: fewer than five", examples=[120])
    offer_days_median: float | None = Field(default=None, examples=[4.0])
    late_minutes_median: float | None = Field(default=None, examples=[3.0])
    waited_minutes_median: float | None = Field(default=None, examples=[7.0])
    no_show_percent: float | None = Field(default=None, examples=[6.4])


class PunctualityReport(Resource):
    """K7 between two days."""

    since: Day
    until: Day
    items: list[Punctuality]
