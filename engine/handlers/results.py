"""What commands answer; `replayed` says that this is the stored answer to an earlier request with the same key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import Finding
from ..model import CaseStatus, Definition, Draft, Task


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment: `created` is False when the same content was already there."""

    deployment_id: int
    definitions: tuple[Definition, ...]
    findings: tuple[Finding, ...]
    created: bool
    replayed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Started:
    """A case that was started."""

    case_id: str
    business_key: str
    version: int
    status: CaseStatus
    replayed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Done:
    """A command on a case took effect; `version` is the case's new version."""

    case_id: str
    version: int
    status: CaseStatus
    replayed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A signal was given to these cases (those it started included)."""

    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receivers:
    """For whom a signal is: cases that waited when it came, and start events (definition id, element id)."""

    cases: tuple[str, ...]
    begins: tuple[tuple[int, str], ...]
    replayed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with what its form needs."""

    task: Task
    variables: Mapping[str, Any]
    form: Mapping[str, Any] | None
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a case's history chain is whole; `problem` names the first line that is not."""

    ok: bool
    lines: int
    problem: str = ""
