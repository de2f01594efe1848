"""What makes a diagram hard to read is told, as a hint and no more."""

from __future__ import annotations

import pytest

from tests.kernel.diagrams import element, end, flows, start, user
from tests.linting.conftest import Check

CLERK = '<zeebe:assignmentDefinition candidateGroups="akz-clerk"/>'
LINE = flows("start -> t -> end")


def task(name: str = "t", **more: str) -> str:
    """A task with a name for people."""
    return user(name, CLERK, name=name.upper(), **more)


@pytest.mark.parametrize(
    ("parts", "code", "where"),
    [
        ((start(), user("t", CLERK), end(), LINE), "name-missing", "t"),
        ((start(), start("two"), task(), end(), LINE, flows("two -> t", prefix="g")), "several-starts", "two"),
        ((start(), task(), end(), LINE, flows("t -> end", prefix="g")), "duplicate-flow", "t"),
        ((start(), task(), task("u"), end(), LINE, flows("start -> u -> end")), "implicit-split", "start"),
        ((start(), task(), end(), flows("start -> t", "t -> end : =x = 1")), "default-missing", "t"),
        (
            (start(), element("parallelGateway", "g"), element("parallelGateway", "h"), task(), task("u"), end(), end("f"),
             flows("start -> g -> t -> h -> end", "g -> u -> h", "h -> f")),
            "joins-and-splits", "h",
        ),
        (
            (start(), element("exclusiveGateway", "g", default="f-g-t", name="Ja?"), task(), task("u"), end(),
             flows("start -> g -> t -> end", "g -> u : =x = 1", "u -> end")),
            "flow-name-missing", "g",
        ),
    ],
)  # fmt: skip
def test_a_hint_names_its_element(check: Check, parts: tuple[str, ...], code: str, where: str) -> None:
    assert [finding.element_id for finding in check(*parts, rules=(code,))] == [where]


def test_a_readable_diagram_gets_no_hint(check: Check) -> None:
    assert check(start(), task(), end(), LINE) == []
