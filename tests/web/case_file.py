"""Who opens the case files of the stories, and a new application for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page

from akzess.embedded import Embedded
from akzess.scenario_file import BERLIN, applications, merge
from akzess.scenarios import folder

from .conftest import Desk

Sit = Callable[..., Desk]


#: Clerk, lead and service desk of the site whose cases these stories use.
CLERK, LEAD, SERVICE = "arno.fg", "cord.fg", "esther.fg"


def begun(platform: Embedded, family: str, given: str = "Ada", more: Mapping[str, Any] = {}) -> str:
    """A new application at Mittelsachsen; its case id."""
    today = platform.house.clock.now().astimezone(BERLIN).date()
    person = {"applicant": {"familyName": family, "givenNames": given}, "applicationDate": today.isoformat()}
    application = merge(merge(applications(folder())["engineer"], person), more)
    return str(platform.house.start(application, site="FG").case_id)


def tab_named(page: Page, name: str) -> Any:
    return page.get_by_role("tab", name=name)
