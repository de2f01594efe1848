"""The read side: what people and dashboards ask, each question a short transaction of its own."""

from __future__ import annotations

from .questions import Queries
from .records import (
    Backlog,
    CaseFilter,
    CaseSort,
    CaseSummary,
    DeploymentInfo,
    InboxFilter,
    InboxOrder,
    JobCount,
    OpenRows,
    Page,
    TimerRow,
    WorkerLife,
)
from .tasks import Capped, Load, Reach, TaskQuery, TaskSort

__all__ = [
    "Backlog",
    "Capped",
    "CaseFilter",
    "CaseSort",
    "CaseSummary",
    "DeploymentInfo",
    "InboxFilter",
    "InboxOrder",
    "JobCount",
    "Load",
    "OpenRows",
    "Page",
    "Queries",
    "Reach",
    "TaskQuery",
    "TaskSort",
    "TimerRow",
    "WorkerLife",
]
