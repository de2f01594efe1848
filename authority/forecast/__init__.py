"""What the next weeks will bring: a simulation from today's open cases, arrivals, calendars, absences and capacities."""

from __future__ import annotations

from .answer import Answer, RoleWeek, Week
from .run import forecast
from .situation import Absence, Held, OpenCase, Question, Role, Situation, Station

__all__ = [
    "Absence",
    "Answer",
    "Held",
    "OpenCase",
    "Question",
    "Role",
    "RoleWeek",
    "Situation",
    "Station",
    "Week",
    "forecast",
]
