"""The read side: what people and dashboards ask, each question a short transaction of its own."""

from __future__ import annotations

from .records import (
    Backlog,
    CaseFilter,
    CaseSummary,
    DeploymentInfo,
    InboxFilter,
    InboxOrder,
    JobCount,
    OpenRows,
    Page,
    Queries,
    WorkerLife,
)

__all__ = [
    "Backlog",
    "CaseFilter",
    "CaseSummary",
    "DeploymentInfo",
    "InboxFilter",
    "InboxOrder",
    "JobCount",
    "OpenRows",
    "Page",
    "Queries",
    "WorkerLife",
]
