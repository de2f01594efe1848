"""What the platform adds to an application before a case starts: the law's parameters of the day and the site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import processes

from .scenario_file import BERLIN

MAIN = "akzess-main"


@cache
def _parameters() -> processes.Parameters:
    return processes.load_parameters()


@cache
def _at(day: date) -> Mapping[str, Any]:
    return _parameters().at(day, partial=True)


def parameters(now: datetime) -> Mapping[str, Any]:
    """Thresholds, fees, periods, code lists and sites in force on the local day of `now`."""
    return _at(now.astimezone(BERLIN).date())


def site_of(application: Mapping[str, Any], now: datetime) -> str:
    """Code of the site that takes the application in: by residence, else by place of work, else Dresden.

    This only decides whose inbox the case enters; competence in law is decided by the table D0_Site in the case.
    """
    sites = parameters(now)["sites"]
    for address in (
        _at_path(application, "applicant", "address"),
        _at_path(application, "job", "workPlace"),
        _at_path(application, "employer", "address"),
    ):
        for site in sites:
            if address.get("plz") in site["plz"] or str(address.get("ags") or "-").startswith(str(site["agsPrefix"])):
                return str(site["code"])
    return "DD"


def _at_path(value: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    found: Any = value
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def start_variables(process_id: str, application: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The variables a case of this process begins with."""
    found = dict(application)
    if process_id == MAIN:
        found["parameter"] = dict(parameters(now))
    return found


def prepare(process_id: str, application: Mapping[str, Any], site: str, now: datetime) -> tuple[dict[str, Any], str]:
    """Variables and site of a new case; a site that the caller gave is kept."""
    where = site or (site_of(application, now) if process_id == MAIN else "")
    return start_variables(process_id, application, now), where
