"""Checks timers against the law: what a diagram writes down may not be shorter than the statutory period."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..kernel.bundle import Bundle
from ..kernel.definition import Node
from ..kernel.lint_problem import Problem
from .surroundings import Surroundings

_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
_ID = re.compile(r"T\d+[A-Z]?")
_LONGEST = (366, 31, 7, 1)  # days of a year, a month, a week, a day
_SHORTEST = (365, 28, 7, 1)


def check(bundle: Bundle, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    """Problems of timers. A timer is about a period when its id or name begins with the period's id (T04)."""
    for process in bundle.processes.values():
        for node in process.nodes.values():
            for event in node.events:
                if event.kind == "timer":
                    yield from _timer(node, event.value or "", around)


def _timer(node: Node, value: str, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    if "parameter." in value:
        return  # the law's own value
    literals = [match for match in _DURATION.finditer(value) if match[0] != "P"]
    if not literals:
        return
    named = [name for name in _named(node) if name in around.periods]
    if not named:
        return
    name = min(named, key=lambda one: days(around.periods[one][0], _SHORTEST))
    least, norm = around.periods[name]
    longest = max((match[0] for match in literals), key=lambda text: days(text, _LONGEST))
    if days(longest, _LONGEST) < days(least, _SHORTEST):
        yield (
            node,
            Problem(
                "timer-below-period",
                f"Hier stehen {longest}, das Gesetz gibt mindestens {least} ({name}, {norm}). "
                f"Die Frist verlängern oder parameter.timer.{name}.duration verwenden.",
                f"This says {longest}, the law gives {least} at least ({name}, {norm}). "
                f"Make it longer, or use parameter.timer.{name}.duration.",
            ),
        )


def _named(node: Node) -> list[str]:
    stated = node.properties.get("period")
    if stated:
        return [stated]
    head = node.name.split(":")[0] if ":" in node.name else ""
    beginning = _ID.match(node.id) or _ID.search(node.id.removeprefix("SE-"))
    return [*_ID.findall(head), *([beginning[0]] if beginning else [])]


def days(duration: str, lengths: tuple[int, int, int, int]) -> float:
    """An ISO 8601 duration in days, its years and months with the given lengths; 0 for anything else."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        return 0.0
    years, months, weeks, single, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    whole = years * lengths[0] + months * lengths[1] + weeks * lengths[2] + single * lengths[3]
    return whole + (hours * 3600 + minutes * 60 + seconds) / 86400
