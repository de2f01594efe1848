"""Idempotency keys: the first request with a key does the work, a repeat of it gets the same answer (reliability C-2)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import orjson

from .. import failpoints
from ..commands import Command
from ..errors import Conflict, Finding
from ..kernel import values
from ..model import CaseStatus, Definition, Receipt
from ..ports import UnitOfWork
from .results import Deployed, Done, Receivers, Started

_RESULTS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Deployed, Done, Receivers, Started, Receipt)}
_CALLER = ("actor", "request_key", "tenant")


def once(work: UnitOfWork, command: Command, now: datetime, act: Callable[[], Any]) -> Any:
    """What `act` answers, or the stored answer (`replayed`) when this key has been used for the same command before.

    Raises Conflict for a key that was used for another command or content, or is in use just now. The caller commits.
    """
    if command.request_key is None:
        return act()
    who = command.actor.account or command.actor.person
    where = (command.tenant, who, command.request_key)
    earlier = work.remember_request(*where, type(command).__name__, _fingerprint(command), now)
    if earlier is not None:
        return _restored(earlier)
    failpoints.hit("api.after_key")
    result = act()
    if result is not None:  # None: nothing was done, and the caller does not commit
        work.answer_request(*where, _kept(result))
    return result


def _fingerprint(command: Command) -> bytes:
    content = {field.name: getattr(command, field.name) for field in fields(command) if field.name not in _CALLER}
    return hashlib.sha256(values.dumps(_plain(content))).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _kept(result: Any) -> bytes:
    content = asdict(result)
    content.pop("replayed", None)
    return orjson.dumps([type(result).__name__, content])


def _restored(stored: bytes) -> Any:
    name, content = orjson.loads(stored)
    if name not in _RESULTS:
        raise Conflict("the stored answer cannot be repeated")
    if "status" in content:
        content["status"] = CaseStatus(content["status"])
    if "at" in content:
        content["at"] = datetime.fromisoformat(content["at"])
    if "definitions" in content:
        content["definitions"] = tuple(Definition(**one) for one in content["definitions"])
        content["findings"] = tuple(
            Finding(**one | {"path": tuple(one.get("path", ()))}) for one in content["findings"]
        )
    return _RESULTS[name](**content, replayed=True)
