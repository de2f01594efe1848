"""The history of a case as a hash chain: every line carries the SHA-256 over the one before it and itself.

Where a store seals content, the chain covers a keyed hash of a line's detail and not the detail: when the case is erased
with its key, nobody can guess what it said, and the chain can still be proven.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from ..kernel.effects import Ended
from ..model import Actor, Case, HistoryLine
from .results import Verification

#: The event of the last line of an erased case, and the detail of its lines that could not be lost with a key.
ERASED, UNSAID = "EraseCase", {"erased": True}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


def commitment(key: bytes, line: HistoryLine) -> bytes:
    """HMAC-SHA256 over a line's detail and its place; empty without a key, or when there is nothing to hide."""
    return _committed(key, line.case_id, line.tenant, line.seq, line.detail)


def _committed(key: bytes, case_id: str, tenant: int, seq: int, detail: Mapping[str, Any]) -> bytes:
    if not key or not detail:
        return b""
    place = orjson.dumps([case_id, tenant, seq, dict(detail)], option=orjson.OPT_SORT_KEYS)
    return hmac.digest(key, place, "sha256")


def digest(previous: bytes, line: HistoryLine) -> bytes:
    """The hash of a line after the one with hash `previous` (empty for the first)."""
    return _linked(
        previous,
        line.case_id,
        line.tenant,
        line.seq,
        _micros(line.at),
        line.actor,
        line.event,
        line.element_id,
        line.activation,
        line.outcome,
        _micros(line.started_at),
        line.commitment.hex() if line.commitment else dict(line.detail),
    )


def _linked(previous: bytes, *parts: Any) -> bytes:
    return hashlib.sha256(previous + orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).digest()


def append(
    case: Case,
    actor: Actor,
    command: str,
    detail: Mapping[str, Any],
    now: datetime,
    key: bytes = b"",
) -> tuple[Case, tuple[HistoryLine, ...]]:
    """The case with its new head, and the one line of a command that moved no element; see `grown`."""
    lines = grown(case, actor, command, detail, (), now, key)
    return replace(case, history_seq=lines[-1].seq, history_head=lines[-1].hash), lines


def grown(
    case: Case,
    actor: Actor,
    command: str,
    detail: Mapping[str, Any],
    ended: Iterable[Ended],
    now: datetime,
    key: bytes = b"",
) -> tuple[HistoryLine, ...]:
    """The command's line and a line for every element that was left, chained to the case's head.

    `key` hides what the lines say (`UnitOfWork.history_key`); empty: the chain covers them as they are.
    """
    who = f"{actor.person} i. V. {actor.on_behalf_of}" if actor.on_behalf_of else actor.person
    seq, head, at = case.history_seq, case.history_head, _micros(now)
    lines = []

    def add(
        event: str, element_id: str, activation: int, outcome: str, started_ms: int | None, detail: Mapping[str, Any]
    ) -> None:
        nonlocal seq, head
        seq += 1
        hidden = _committed(key, case.id, case.tenant, seq, detail)
        said = hidden.hex() if hidden else dict(detail)
        micros = None if started_ms is None else started_ms * 1000
        place = (case.id, case.tenant, seq, at, who, event, element_id, activation, outcome, micros)
        head = _linked(head, *place, said)  # as `digest` of the line that is made here, once
        began = None if started_ms is None else _EPOCH + timedelta(milliseconds=started_ms)
        lines.append(
            HistoryLine(
                *(case.id, case.tenant, seq, now, who, event, element_id, activation, outcome, began, detail, head),
                commitment=hidden,
            )
        )

    if actor.on_behalf_of:
        detail = {**detail, "onBehalfOf": actor.on_behalf_of}
    add(command, "", 0, "", None, detail)
    for item in ended:
        add("element", item.element_id, item.activation, item.outcome, item.started_ms, item.detail)
    return tuple(lines)


def verify(case: Case, lines: Iterable[HistoryLine], key: bytes = b"") -> Verification:
    """Whether the lines are the unbroken history of the case: nothing changed, left out, added, or cut off.

    With the case's key also that the lines say what they said; without it (erased, or no key file) the chain alone.
    Of lines that were written before content was sealed an erased case keeps the hashes only.
    """
    head, seq = b"", 0
    unsaid = 0  # the last line that says no more than that it was erased
    erased = 0  # the line of the erasure
    for line in lines:
        if line.case_id != case.id or line.seq != seq + 1:
            return Verification(False, seq, f"line {seq + 1} is missing or out of place")
        if line.event == ERASED:
            erased = line.seq
        if line.detail == UNSAID and not line.commitment:
            head, seq, unsaid = line.hash, line.seq, line.seq
            continue
        head, seq = digest(head, line), line.seq
        hidden = bool(key and line.commitment)
        if head != line.hash or (hidden and not hmac.compare_digest(commitment(key, line), line.commitment)):
            return Verification(False, seq, f"line {seq} was changed")
    if seq != case.history_seq or head != case.history_head:
        return Verification(False, seq, f"the case says {case.history_seq} lines, there are {seq}")
    if unsaid > erased:
        return Verification(False, seq, f"line {unsaid} was erased, the case was not")
    return Verification(True, seq)
