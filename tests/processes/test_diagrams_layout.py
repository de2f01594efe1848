"""The drawings can be read: everything is drawn, nothing lies upon something else, lines end where they should."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest

from tests.processes.diagram_model import FILES, Box, edges, flows, label_boxes, nodes, shapes, tag

#: bpmn-js draws text a little smaller than the box that is kept for it.
SLACK = 3.0


def by_name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_every_element_and_every_flow_is_drawn(path: Path) -> None:
    assert {str(node.get("id")) for node in nodes(path)} == set(shapes(path))
    assert {str(flow.get("id")) for flow in flows(path)} == set(edges(path))


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_no_shape_lies_upon_another(path: Path) -> None:
    drawn = shapes(path)
    parent = {str(node.get("id")): node.getparent().get("id") for node in nodes(path)}
    solid = [str(node.get("id")) for node in nodes(path) if tag(node) != "boundaryEvent"]

    clashes = [
        (one, other)
        for one, other in combinations(solid, 2)
        if parent[one] == parent[other] and drawn[one].overlaps(drawn[other])
    ]

    assert clashes == []


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_children_are_drawn_inside_their_sub_process(path: Path) -> None:
    drawn = shapes(path)
    outside = []
    for node in nodes(path):
        owner = node.getparent()
        if tag(owner) == "subProcess" and tag(node) != "boundaryEvent":
            inner, outer = drawn[str(node.get("id"))], drawn[str(owner.get("id"))]
            if not (
                outer.touches((inner.x, inner.y)) and outer.touches((inner.x + inner.width, inner.y + inner.height))
            ):
                outside.append(node.get("id"))

    assert outside == []


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_lines_begin_and_end_at_their_elements(path: Path) -> None:
    drawn = shapes(path)
    loose = []
    for flow in flows(path):
        points = edges(path)[str(flow.get("id"))]
        if not drawn[str(flow.get("sourceRef"))].touches(points[0]) or not drawn[str(flow.get("targetRef"))].touches(
            points[-1]
        ):
            loose.append(flow.get("id"))
        if any(abs(a[0] - b[0]) > 1 and abs(a[1] - b[1]) > 1 for a, b in pairwise(points)):
            loose.append(f"{flow.get('id')} is slanted")

    assert loose == []


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_no_line_runs_through_a_task_or_gateway_that_is_not_its_own(path: Path) -> None:
    drawn = shapes(path)
    solid = [str(n.get("id")) for n in nodes(path) if tag(n) not in ("subProcess", "boundaryEvent")]
    crossed = []
    for flow in flows(path):
        own = {flow.get("sourceRef"), flow.get("targetRef")}
        points = edges(path)[str(flow.get("id"))]
        for a, b in pairwise(points):
            line = Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]) + 0.5, abs(a[1] - b[1]) + 0.5)
            crossed += [(flow.get("id"), name) for name in solid if name not in own and line.overlaps(drawn[name])]

    assert crossed == []


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_labels_do_not_cover_each_other_or_a_shape(path: Path) -> None:
    drawn, names = shapes(path), label_boxes(path)
    solid = [str(n.get("id")) for n in nodes(path) if tag(n) != "subProcess"]
    clashes = [(a, b) for a, b in combinations(names, 2) if names[a].overlaps(names[b], SLACK)]
    clashes += [
        (label, name)
        for label in names
        for name in solid
        if label != name and names[label].overlaps(drawn[name], SLACK)
    ]

    assert clashes == []
