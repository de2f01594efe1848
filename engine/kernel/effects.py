"""Collects what a step wants to be true outside: rows to open, rows to close, lines of history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..model import Changes, HistoryLine, Incident, Job, Subscription, Task, TaskState, Timer


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the machine knows about the case it moves, and the instant at which it moves it."""

    case_id: str
    tenant: int
    business_key: str
    site: str
    now: datetime
    time_zone: str = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Ended:
    """One element that was left: how, and when it had been entered."""

    element_id: str
    activation: int
    outcome: str
    started_ms: int
    detail: Mapping[str, Any]


@dataclass(slots=True)
class Effects:
    """The growing result of one step; `changes` gives the rows for the store."""

    tasks: dict[int, Task] = field(default_factory=dict)
    jobs: dict[tuple[int, str], Job] = field(default_factory=dict)
    timers: dict[tuple[int, str], Timer] = field(default_factory=dict)
    subscriptions: dict[tuple[int, str], Subscription] = field(default_factory=dict)
    incidents: dict[int, Incident] = field(default_factory=dict)
    ended: list[Ended] = field(default_factory=list)
    closed_tasks: list[int] = field(default_factory=list)
    closed_jobs: list[int] = field(default_factory=list)
    closed_timers: list[tuple[int, str]] = field(default_factory=list)
    fired_timers: list[tuple[int, str, int]] = field(default_factory=list)
    closed_subscriptions: list[tuple[int, str]] = field(default_factory=list)
    closed_incidents: list[int] = field(default_factory=list)
    renamed_jobs: list[tuple[int, str]] = field(default_factory=list)

    def withdraw_task(self, activation: int) -> None:
        """Close a task row, or forget one that was opened in this very step."""
        if self.tasks.pop(activation, None) is None:
            self.closed_tasks.append(activation)

    def withdraw_job(self, activation: int) -> None:
        """Close the jobs of an activation."""
        if self.jobs.pop((activation, "service"), None) is None:
            self.closed_jobs.append(activation)

    def withdraw_timer(self, activation: int, element: str) -> None:
        """Close a pending timer."""
        if self.timers.pop((activation, element), None) is None:
            self.closed_timers.append((activation, element))

    def withdraw_subscription(self, activation: int, element: str) -> None:
        """Close a message or signal subscription."""
        if self.subscriptions.pop((activation, element), None) is None:
            self.closed_subscriptions.append((activation, element))

    def withdraw_incident(self, activation: int) -> None:
        """Close the incident of an activation; one of this very step may have replaced one that has a row."""
        self.incidents.pop(activation, None)
        self.closed_incidents.append(activation)

    def changes(self, history: tuple[HistoryLine, ...], *, ended: bool, closed: Mapping[str, Any] | None) -> Changes:
        """The rows; the handler has numbered and chained the `history`, and knows what is recorded of a `closed` case.

        When the case has `ended`, one closing of everything stands for all the single ones.
        """
        if ended:
            return Changes(
                history=history,
                closed=closed,
                tasks=tuple(task for task in self.tasks.values() if task.state is TaskState.COMPLETED),
                jobs=tuple(self.jobs.values()),
                fired_timers=tuple(self.fired_timers),
                closed_all=True,
            )
        return Changes(
            history=history,
            tasks=tuple(self.tasks.values()),
            jobs=tuple(self.jobs.values()),
            timers=tuple(self.timers.values()),
            subscriptions=tuple(self.subscriptions.values()),
            incidents=tuple(self.incidents.values()),
            closed_tasks=tuple(self.closed_tasks),
            closed_jobs=tuple(self.closed_jobs),
            closed_timers=tuple(self.closed_timers),
            fired_timers=tuple(self.fired_timers),
            closed_subscriptions=tuple(self.closed_subscriptions),
            closed_incidents=tuple(self.closed_incidents),
            renamed_jobs=tuple(self.renamed_jobs),
        )
