"""Names the places at which a rig may kill, freeze or break this process; where nobody listens they cost nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Reliability C-4, and nothing else. `schema.stmt.<n>` stands beside them: one for every statement of a migration.
POINTS = (
    "api.after_key", "api.after_lock", "api.before_commit", "api.after_commit", "api.before_wake", "api.before_reply",
    "claim.before_commit", "claim.after_commit",
    "conn.phase1.before_commit", "conn.phase1.after_commit",
    "conn.before_send", "conn.mid_send", "conn.after_send", "conn.mid_read", "conn.after_response",
    "complete.after_lock", "complete.after_engine", "complete.before_commit", "complete.after_commit",
    "timer.after_claim", "timer.before_commit", "timer.after_commit",
    "msg.after_insert", "msg.after_match", "msg.before_commit",
    "sweep.mid_batch", "deploy.after_parse", "deploy.before_commit", "migrate.mid_batch",
    "blob.after_write", "blob.before_row", "export.mid", "erase.mid", "audit.before_append", "seal.before_commit",
    "backup.mid", "shutdown.mid_step",
)  # fmt: skip
_NUMBERED = re.compile(r"schema\.stmt\.[0-9]{1,4}")
#: What a command's transaction is for; everything else was asked for over the API.
_STAGES = {
    "CompleteJob": "complete",
    "FailJob": "complete",
    "ThrowJobError": "complete",
    "ContinueCase": "complete",
    "FireTimer": "timer",
    "DeliverMessage": "msg",
}

_listener: Callable[[str], None] | None = None


class Injected(Exception):
    """A fault that a rig ordered; `status` is what an HTTP interface answers."""

    def __init__(self, code: str, status: int = 500) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def known(name: str) -> bool:
    """Whether there is such a place."""
    return name in POINTS or _NUMBERED.fullmatch(name) is not None


def listen(listener: Callable[[str], None] | None) -> None:
    """Call this with the name of every place that is passed from now on; None: nobody listens any more."""
    global _listener  # one per process, like the process that dies of it
    _listener = listener


def hit(name: str) -> None:
    """This process is at that place."""
    if _listener is not None:
        _listener(name)


def passing(command: object, where: str) -> None:
    """The transaction of a command is at `where`, if that is a place of its stage."""
    if _listener is None:
        return
    name = f"{_STAGES.get(type(command).__name__, 'api')}.{where}"
    if name in POINTS:
        _listener(name)
