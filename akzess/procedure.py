"""What the platform adds to an application: its site, and the law's parameters of the day as constants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import processes
from engine.closing import Closing
from engine.closing import read as read_closing
from engine.errors import FieldProblem, Invalid
from engine.listing import Listing
from engine.listing import read as read_listing

from .scenario_file import BERLIN

MAIN = "akzess-main"
#: Processes that a person, an employer or an embassy can start: their cases get a site and a number of that site.
APPLICATIONS = frozenset({MAIN, "fast-track-81a", "visa-consent-31"})


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


@cache
def listing() -> Listing:
    """What lists show of a case, and what one finds it by."""
    return read_listing(processes.load_listing())


@cache
def closing() -> Closing:
    """What the statistics keep of a case that ends."""
    return read_closing(processes.load_statistics())


def constants(now: datetime) -> Mapping[str, Any]:
    """The read-only variables that every case sees: `parameter`, the law's values in force on the day."""
    return {"parameter": parameters(now)}


def prepare(process_id: str, application: Mapping[str, Any], site: str, now: datetime) -> tuple[dict[str, Any], str]:
    """Variables and site of a new case; a site that the caller gave is kept.

    Errors: Invalid for a site that does not exist, since nobody would ever see the case.
    """
    if site and site not in (known := [str(one["code"]) for one in parameters(now)["sites"]]):
        names = ", ".join(known)
        wrong = FieldProblem("/site", "unknown-site", f"Standorte: {names}", f"sites: {names}")
        raise Invalid("no such site", (wrong,))
    where = site or (site_of(application, now) if process_id in APPLICATIONS else "")
    return dict(application), where
