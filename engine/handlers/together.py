"""Handles many reports of workers in one unit of work: one commit instead of many, and one by one where that fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import commands as c
from ..errors import EngineError
from .engine import _HANDLERS, Engine, _case_of

#: What may share a unit of work: it is about a case that exists, and nobody waits for its answer.
SHARED = (c.CompleteJob, c.ThrowJobError, c.FailJob, c.FireTimer, c.ContinueCase)
#: More would hold the locks of their cases for too long.
MOST = 50


def handle_all(engine: Engine, commands: Sequence[c.Command]) -> list[Any]:
    """What each command answers, or the EngineError that it raises, in their order.

    All of them are committed together, or, when one of them cannot be, each by itself as `Engine.handle` does it: a
    stale report among fresh ones costs time and nothing else. Cases are locked beforehand in ascending order
    (reliability B-1), so that two of these never wait for each other in a circle.
    """
    found: list[Any] = []
    for start in range(0, len(commands), MOST):
        found += _shared(engine, commands[start : start + MOST])
    return found


def _shared(engine: Engine, commands: Sequence[c.Command]) -> list[Any]:
    if len(commands) < 2 or not all(isinstance(one, SHARED) and one.request_key is None for one in commands):
        return [_alone(engine, one) for one in commands]
    house = engine._house
    wanted = sorted({(one.tenant, _case_of(one)) for one in commands})
    try:
        with house.store.unit_of_work() as work:
            work.lock_cases(wanted)
            done = [_HANDLERS[type(one)](house, work, one) for one in commands]
            work.commit()
            return done
    except EngineError:
        return [_alone(engine, one) for one in commands]


def _alone(engine: Engine, command: c.Command) -> Any:
    try:
        return engine.handle(command)
    except EngineError as error:
        return error
