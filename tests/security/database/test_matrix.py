"""The second wall alone: with every check of the application taken away, policies still hide other sites and tenants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from service.access import About
from service.identity import Account
from store import SqlStore, roles, sight
from tests.access.matrix import DEPUTY, DEPUTY_ROLE, World, run
from tests.access.office import Office, account, everybody, open_office
from tests.access.routes import Row, rows

from .open_gate import open_all

#: Callers who work in Leipzig; the cases that they must not see are in Dresden and of another tenant.
CALLERS = ("akz-clerk", "akz-lead", "ba-amz", "applicant", "system-admin")
#: A stream, and what this office does not have.
LEFT_OUT = ("/events", "/letters/templates")


class Town(World):
    """The matrix's objects, those of another tenant made by that tenant."""

    def _foreign(self) -> None:
        with sight.seeing(sight.everything(2)):
            super()._foreign()


def _everybody() -> list[Account]:
    return [*everybody(), account(DEPUTY, DEPUTY_ROLE, "L")]


@pytest.fixture
def walled(acting: Callable[[str], SqlStore]) -> Iterator[Office]:
    """The application, logged in to the database as the service."""
    with open_office(acting(roles.API), _everybody()) as office:
        yield office


def _readable(office: Office) -> list[Row]:
    return [
        row for row in rows(office.app) if row.method == "GET" and row.path not in LEFT_OUT and row.path[:4] != "/v2/"
    ]


async def _leaks(town: Town, every: list[Row]) -> tuple[int, list[str]]:
    """How many requests were answered, and those whose answer names something that is not the caller's."""
    answered, found = 0, []
    hidden = [ids["case"].encode() for name, ids in town.objects.items() if name in ("own", "closed", "foreign tenant")]
    for row in every:
        for role in CALLERS:
            names = ["own"] if row.about is About.NONE else ["own", "closed", "foreign tenant"]
            for name in names:
                answer = await town.ask(row.method, town.address(row.path, name), f"{role}.l")
                answered += answer.status == 200
                assert answer.status < 500, (row.path, answer.code)
                if any(case in answer.body for case in hidden) or (row.about is not About.NONE and answer.status < 400):
                    found.append(f"{row.path} as {role}, {name}: {answer.status}")
    return answered, found


def test_without_the_applications_checks_other_sites_and_tenants_stay_hidden(walled: Office) -> None:
    town = Town(walled)
    open_all(walled.app)
    answered, leaks = asyncio.run(_leaks(town, _readable(walled)))
    assert (answered > 50, leaks) == (True, [])


def test_without_policies_the_same_requests_would_show_them(admin: SqlStore) -> None:
    with open_office(admin, _everybody()) as office:
        town = Town(office)
        open_all(office.app)
        leaks = asyncio.run(_leaks(town, [row for row in _readable(office) if row.path == "/cases/{case}"]))[1]
    assert len(leaks) == 2 * len(CALLERS)  # the constant tenant of the application hides the third


def test_behind_the_wall_everybody_still_may_what_the_table_says(walled: Office) -> None:
    every = [
        row for row in rows(walled.app) if row.about is About.TASK or (row.method, row.about) == ("GET", About.CASE)
    ]
    assert asyncio.run(run(Town(walled), every, ("ba-amz",))).wrong == []
