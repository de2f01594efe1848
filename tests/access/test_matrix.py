"""The whole matrix, on the databases that offices use."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.access import ACTIONS
from service.access.worker_routes import WORKER_ROUTES
from store import MemoryStore

from .matrix import played
from .office import open_office
from .routes import late_gates, rows, ungated

#: One role of each kind: what differs between databases differs for these.
OF_EACH_KIND = ("akz-clerk", "akz-lead", "abh-service", "ba-amz", "employer", "dpo")


@pytest.mark.timeout(280)  # ten thousand requests
def test_every_route_answers_every_role_in_every_relation_as_the_table_says(memory_store: MemoryStore) -> None:
    every, result = played(memory_store)

    print(f"{len(every)} routes, {result.total} requests")
    assert result.wrong == []


@pytest.mark.timeout(280)
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_databases_change_nothing_about_it(kind: str, request: pytest.FixtureRequest) -> None:
    every, result = played(request.getfixturevalue(f"{kind}_store"), OF_EACH_KIND, objects_only=True)

    print(f"{len(every)} routes, {result.total} requests on {kind}")
    assert result.wrong == []


def test_every_route_names_one_action_or_a_reason_why_it_needs_none(memory_store: MemoryStore) -> None:
    with open_office(memory_store) as office:
        assert ungated(office.app) == []


def test_no_route_looks_at_anything_before_its_gate(memory_store: MemoryStore) -> None:
    with open_office(memory_store) as office:
        assert late_gates(office.app) == []


def test_every_row_of_the_table_is_some_routes(memory_store: MemoryStore) -> None:
    asked_inside = {"task.assign.others", "case.exists"}
    with open_office(memory_store) as office:
        named = {row.action for row in rows(office.app)}

    assert set(ACTIONS) - named - asked_inside - set(WORKER_ROUTES.values()) == set()


def test_the_table_is_the_one_that_was_read_and_agreed_to() -> None:
    """docs/access.md shows the table for people; whoever changes one changes the other."""
    text = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
    lines = {line for line in text.splitlines() if line.startswith("| `")}

    assert {line for line in lines if line.split("`")[1] in ACTIONS} == set(described())


def described() -> list[str]:
    """The table as Markdown."""
    found = []
    for action, rule in ACTIONS.items():
        lent = "–" if rule.deputy is not None and not rule.deputy else "yes"
        own, assigned = (", ".join(sorted(roles)) or "–" for roles in (rule.own, rule.assigned))
        found.append(f"| `{action}` | {rule.about.value} | {own} | {assigned} | {lent} |")
    return found
