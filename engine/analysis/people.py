"""Checks who can do what: groups that somebody is in, and second signatures that need a second person."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from ..kernel.bundle import Bundle
from ..kernel.definition import Node
from ..kernel.lint_problem import Problem
from .surroundings import Surroundings

_LITERALS = re.compile(r'^=\s*(?:"[^"]*"|\[\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*\])\s*$')
#: Words by which people say that a second person has to look (names of tasks, German and English).
_SECOND = re.compile(r"vier[- ]?augen|zweitzeichn|gegenzeichn|zweite unterschrift|four[- ]eyes|second signature", re.I)


def check(bundle: Bundle, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    """Problems of who may do tasks."""
    tasks = [n for process in bundle.processes.values() for n in process.nodes.values() if n.type == "userTask"]
    by_id = {node.id: node for node in tasks}
    second_groups = _second_groups(tasks)
    separated = {name for node in tasks for name in node.separation}
    for node in tasks:
        yield from _staffing(node, around)
        if not node.separation and node.id not in separated:  # else the other one of the pair keeps them apart
            yield from _unprotected(node, second_groups)
        for name in node.separation:
            other = by_id.get(name)
            if other is not None:
                yield from _pair(bundle, node, other)


def groups_of(node: Node) -> frozenset[str] | None:
    """The candidate groups that are written down; None when they are computed."""
    text = (node.groups or "").strip()
    if not text.startswith("="):
        return frozenset(part.strip() for part in text.split(",") if part.strip())
    if _LITERALS.match(text):
        return frozenset(part for found in re.findall(r'"([^"]*)"', text) for part in found.split(","))
    return None


def _staffing(node: Node, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    groups = groups_of(node)
    if groups is None or around.groups is None:
        return
    if not groups and not node.assignee and not node.users:
        yield (
            node,
            Problem(
                "task-for-nobody",
                "Die Aufgabe ist für niemanden: Gruppe (candidateGroups), Person oder Bearbeiter angeben.",
                "The task is for nobody: name a group (candidateGroups), a person or an assignee.",
            ),
        )
    for group in sorted(groups - around.groups):
        near = difflib.get_close_matches(group, around.groups, n=1, cutoff=0.75)
        german = f" Gemeint ist wohl „{near[0]}“." if near else " Eine vorhandene Gruppe wählen oder sie einrichten."
        english = f" “{near[0]}” is probably meant." if near else " Choose a group that exists, or set it up."
        yield (
            node,
            Problem(
                "group-unstaffed",
                f"Die Gruppe „{group}“ kann niemand sein: access.yaml kennt sie nicht.{german}",
                f"Nobody can be in the group “{group}”: access.yaml does not know it.{english}",
            ),
        )


def _second_groups(tasks: list[Node]) -> frozenset[str]:
    """Groups whose every other task is separated from something: they exist for second signatures."""
    separated: dict[str, int] = {}
    plain: dict[str, int] = {}
    for node in tasks:
        for group in groups_of(node) or ():
            counts = separated if node.separation else plain
            counts[group] = counts.get(group, 0) + 1
    return frozenset(group for group, count in separated.items() if count > 1 and plain.get(group, 0) <= 1)


def _unprotected(node: Node, second_groups: frozenset[str]) -> Iterator[tuple[Node, Problem]]:
    groups = groups_of(node) or frozenset()
    if _SECOND.search(node.name) or (groups and groups <= second_groups):
        yield (
            node,
            Problem(
                "four-eyes-missing",
                "Diese zweite Prüfung kann dieselbe Person machen wie die erste: akzess:separation mit der ersten Aufgabe "
                "eintragen.",
                "One person can do this second check and the first: enter akzess:separation with the first task.",
            ),
        )


def _pair(bundle: Bundle, node: Node, other: Node) -> Iterator[tuple[Node, Problem]]:
    if node is other:
        yield (
            node,
            Problem(
                "four-eyes-idle",
                "Eine Aufgabe kann nicht von sich selbst getrennt sein; die andere Aufgabe eintragen.",
                "A task cannot be separated from itself; enter the other task.",
            ),
        )
    elif node.assignee and node.assignee == other.assignee:
        yield (
            node,
            Problem(
                "four-eyes-same-person",
                f"Diese Aufgabe und „{other.name or other.id}“ gehen an dieselbe Person ({node.assignee}); vier Augen sind es nicht.",
                f"This task and “{other.name or other.id}” go to the same person ({node.assignee}); these are not four eyes.",
            ),
        )
    elif node.process is other.process and not _meet(node, other):
        yield (
            node,
            Problem(
                "four-eyes-idle",
                f"Kein Fall führt durch diese Aufgabe und durch „{other.name or other.id}“; die Trennung bewirkt nichts.",
                f"No case goes through this task and “{other.name or other.id}”; keeping them apart has no effect.",
            ),
        )


def _meet(one: Node, other: Node) -> bool:
    """True when one case can go through both: one leads to the other, or something leads to both side by side."""
    process = one.process
    if one.parent != other.parent:
        return True
    if one.id in process.reachable(other.id) or other.id in process.reachable(one.id):
        return True
    for node in process.nodes.values():
        if node.type in ("parallelGateway", "inclusiveGateway") or (len(node.outgoing) > 1 and node.type not in (
            "exclusiveGateway", "eventBasedGateway"
        )):  # fmt: skip
            reached = process.reachable(node.id)
            if one.id in reached and other.id in reached:
                return True
    return False
