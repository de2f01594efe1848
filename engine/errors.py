"""The engine's error tree; each leaf has one consequence, named in its docstring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .migrations import Remark


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing that is wrong with one field of the input; `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    code: str
    message: str
    message_en: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a deployed file: which element, which rule, what to do about it.

    `severity` is "error" (deployment is refused), "warning" or "info". `line` counts from 1; 0 when unknown.
    `message` is German, `message_en` English. `path`: the elements, in order, that lead to what was found.
    """

    resource: str
    element_id: str
    code: str
    message: str
    severity: str = "error"
    line: int = 0
    message_en: str = ""
    path: tuple[str, ...] = ()


class EngineError(Exception):
    """Base of everything the engine refuses; `code` is stable and language-free."""

    code = "engine"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail or self.code


class NotFound(EngineError):
    """The thing named does not exist (or not for this tenant): the caller sees 404."""

    code = "not-found"


class Conflict(EngineError):
    """The thing is no longer in the state that the command needs: the caller looks again (409)."""

    code = "conflict-state"


class AlreadyCompleted(Conflict):
    """Somebody else completed the task first; `by` and `at` say who and when, so that the loser can be told.

    `draft_kept`: what the loser typed is kept as a draft.
    """

    code = "task-already-completed"

    def __init__(self, detail: str, *, by: str | None, at: str | None) -> None:
        super().__init__(detail)
        self.by = by
        self.at = at
        self.draft_kept = False


class StaleVersion(Conflict):
    """The caller's expected version is not the current one (412)."""

    code = "stale-version"


class NotMigratable(Conflict):
    """A case cannot move to another version as it stands; `obstacles` are the remarks that say why (409)."""

    code = "case-not-migratable"

    def __init__(self, obstacles: tuple[Remark, ...]) -> None:
        super().__init__("; ".join(f"{one.element_id}: {one.message_en}" for one in obstacles[:5]))
        self.obstacles = obstacles


class StaleLease(Conflict):
    """A worker reports on a job whose lease it no longer holds: it must write nothing and stop."""

    code = "stale-lease"


class MessageMismatch(Conflict):
    """The same (source, message id) came again with another body: refused, a security event (409)."""

    code = "message-id-reuse"


class Forbidden(EngineError):
    """The person may see but not do this (403)."""

    code = "forbidden"


class FourEyes(Forbidden):
    """A second natural person is required and this is the first one again (403)."""

    code = "four-eyes"


class Invalid(EngineError):
    """The input is wrong; `problems` says where (422). Nothing was changed."""

    code = "validation-failed"

    def __init__(self, detail: str = "", problems: tuple[FieldProblem, ...] = ()) -> None:
        super().__init__(detail)
        self.problems = problems


class Undeployable(EngineError):
    """A definition was refused; `findings` names element and reason of each (422)."""

    code = "bpmn-invalid"

    def __init__(self, findings: tuple[Finding, ...], code: str | None = None) -> None:
        first = next((f for f in findings if f.severity == "error"), None)
        super().__init__(f"{first.element_id}: {first.message}" if first else "")
        self.findings = findings
        if code or first:
            self.code = code or (first.code if first else self.code)


class Corrupt(EngineError):
    """A stored state does not match its checksum or cannot be read: incident, nothing is run (`state-integrity`)."""

    code = "state-integrity"


class BudgetExceeded(EngineError):
    """A case wants more steps, depth or size than a case may have: the command is rolled back, an incident opened."""

    code = "budget-exceeded"


class NotInTime(EngineError):
    """This machine had no time for it, which says nothing about what was asked: nothing happened, come again (503)."""

    code = "not-in-time"


class TryAgain(EngineError):
    """The database had two transactions in each other's way: nothing happened, run the whole command again."""

    code = "try-again"
