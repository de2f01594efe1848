"""Figures at the elements of a process as it runs: what waits, what is stuck, how long it takes, where the time goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.errors import NotFound
from engine.handlers.engine import Engine
from engine.kernel.definition import CONTAINERS, Node
from store.drafts.live import Passages
from store.queries import Queries

from ..context import TENANT

#: Deployments whose cases count, newest first; older ones have hardly any.
MOST = 20
#: What only stands ready is not where a case waits.
_READY = frozenset({"startEvent", "boundaryEvent"})
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figure:
    """An element: cases that wait there now, open incidents, cases a week, seconds by nearest rank.

    `share`: of the time that all steps together take in a week (0 to 1); None where the time is that of other steps.
    """

    element_id: str
    name: str
    open: int
    incidents: int
    passed: int
    per_week: float
    median_seconds: float | None
    p90_seconds: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`cases`: how many run. `sampled`: times are those of the newest passages of an element."""

    cases: int
    sampled: bool
    items: tuple[Figure, ...]


def figures(read: Queries, engine: Engine, now: datetime, process: str, version: int | None = None) -> Figures:
    """Elements of a process with figures, whoever calls it; without a version of all. Error: NotFound."""
    definitions = read.definitions(TENANT)
    known = {one.deployment_id for one in definitions if one.process_id == process and version in (None, one.version)}
    if not known:
        raise NotFound(process[:80])
    chosen = sorted(known, reverse=True)[:MOST]
    nodes = engine.definition_table(chosen[0]).processes[process].nodes
    wanted = [name for name, node in nodes.items() if node.type != "process" and not node.type.endswith("Gateway")]
    numbers = [one.id for one in definitions if one.deployment_id in chosen]
    rows = read.passages(TENANT, numbers, wanted)
    shares = _shares(rows, nodes, now)
    return Figures(
        read.running(TENANT, numbers),
        any(row.sampled for row in rows),
        tuple(
            Figure(
                row.element_id,
                nodes[row.element_id].name,
                0 if nodes[row.element_id].type in _READY else row.open,
                row.incidents,
                len(row.seconds),
                round(len(row.seconds) / _weeks(row, now), 1),
                _quantile(row.seconds, 0.5),
                _quantile(row.seconds, 0.9),
                shares.get(row.element_id),
            )
            for row in rows
        ),
    )


def _shares(rows: list[Passages], nodes: Mapping[str, Node], now: datetime) -> dict[str, float]:
    """By element: its part of all steps' time. A container's time is that of its steps, a boundary event's its task's."""
    spent = {
        row.element_id: sum(row.seconds) / _weeks(row, now)
        for row in rows
        if nodes[row.element_id].type not in CONTAINERS | _READY
    }
    whole = sum(spent.values())
    return {name: round(seconds / whole, 4) for name, seconds in spent.items()} if whole else {}


def _weeks(row: Passages, now: datetime) -> float:
    """Weeks since the oldest passage that was looked at; one at least."""
    return max(now - row.since, _WEEK) / _WEEK if row.since is not None else 1.0


def _quantile(values: tuple[float, ...], share: float) -> float | None:
    """The smallest value that so large a share of them does not exceed (nearest rank); None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]
