"""Where appointments are: the sites of the procedure, their offices, addresses and holidays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from authority.appointments import Plan
from engine.deadlines import Calendar
from processes import load_parameters


@cache
def _sites() -> Mapping[str, Mapping[str, Any]]:
    """The sites of the procedure by code."""
    found = load_parameters().items["sites"].values[-1].value
    return {str(site["code"]): site for site in found}


class Places:
    """The part of a desk that knows sites."""

    plan: Plan

    def sites(self) -> list[tuple[str, str, str]]:
        """Sites that offer appointments: code, German and English name."""
        return [
            (code, str(one["office"]["name"]), str(one["nameEn"]))
            for code, one in _sites().items()
            if code in self.plan.sites
        ]

    def office(self, site: str) -> str:
        """The name of a site's office."""
        return str(_sites()[site]["office"]["name"])

    def address(self, site: str) -> str:
        """Where people come to."""
        office = _sites()[site]["office"]
        return f"{office['street']} {office['houseNo']}, {office['plz']} {office['city']}"

    def land(self, site: str) -> str:
        """Whose public holidays a site keeps."""
        return str(_sites()[site]["land"])

    def holiday(self, site: str) -> Callable[[date], bool]:
        """The public holidays of a site."""
        calendar = Calendar.parse(self.land(site))
        return lambda day: calendar.holiday(day) is not None
