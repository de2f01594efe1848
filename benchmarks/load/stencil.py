"""Makes any number of cases from one picture: rows as COPY text with holes for number, id, name; hashes anew."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson
import zstandard

from akzess.procedure import listing
from engine.handlers import chain
from engine.kernel import values as kernel
from engine.model import HistoryLine
from engine.terms import folded, numbers, words
from store import rows
from store.values import POSTGRES

from .templates import Picture

_FAMILY = "Qxzfamilie"
_ID = "01980000-0000-7000-8000-00000000abcd"
_NUMBER = "AKZ-{site}-2026-999999"
_PLAIN, _ZSTD = b"\x00", b"\x01"
_deflate = zstandard.ZstdCompressor(level=1)
_inflate = zstandard.ZstdDecompressor()
_HOLE = b"\\\\x" + b"00" * 32  # an empty hash in COPY text

#: Table by field of a picture, children of the case row.
CHILDREN = {
    "tasks": rows.TASK,
    "jobs": rows.JOB,
    "timers": rows.TIMER,
    "subscriptions": rows.SUBSCRIPTION,
    "incidents": rows.INCIDENT,
}


@dataclass(frozen=True, slots=True)
class Person:
    """The applicant of a made case."""

    family: str
    given: str


def person(dice: random.Random) -> Person:
    """A name that nobody has, with the letters that people have."""
    halves = ("Al", "Ba", "Ce", "Dja", "El", "Fa", "Gre", "Ha", "Ibra", "Ju", "Ka", "Lö", "Mü", "Ngu", "Öz", "Ra")
    ends = ("ler", "mann", "yễn", "demir", "ović", "sen", "tos", "ski", "rez", "wal", "nova", "ßer", "kin", "ta")
    family = dice.choice(halves) + dice.choice(ends) + (dice.choice(ends) if dice.random() < 0.5 else "")
    return Person(family, "")


def _text(value: Any) -> bytes:
    """One value in PostgreSQL's COPY text format."""
    match value:
        case None:
            return b"\\N"
        case bool():
            return b"t" if value else b"f"
        case bytes():
            return b"\\\\x" + value.hex().encode()
        case datetime():
            return value.astimezone(UTC).isoformat().encode()
        case list():
            inner = ",".join('"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in value)
            return _text("{" + inner + "}")
        case str():
            out = value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
            return out.encode()
    return str(value).encode()


def copy_line(found: Sequence[Any]) -> bytes:
    """A row of COPY text."""
    return b"\t".join(_text(value) for value in found) + b"\n"


class Stencil:
    """A picture with holes; `case` fills them. `definitions`: id here by process; `deployment`: id here."""

    def __init__(self, picture: Picture, definitions: dict[str, int], deployment: int) -> None:
        self.site = picture.case.site
        self._number = _NUMBER.format(site=self.site)
        old = picture.case
        swaps = [(old.id, _ID), (old.business_key, self._number)]
        raw = old.state[1:] if old.state[:1] == _PLAIN else _inflate.decompress(old.state[1:], max_output_size=1 << 23)
        content = kernel.loads(raw)
        variables = content.get("f") or content["a"][0][5] or {}
        self._family = str((variables.get("applicant") or {}).get("familyName") or "")
        if self._family:
            swaps.append((f'"familyName":"{self._family}"', f'"familyName":"{_FAMILY}"'))
        self._keys = [job.key for job in picture.jobs]
        self._state = _swapped(raw, swaps)
        held = kernel.loads(self._state)
        shown, found = listing().shown(held.get("f") or held["a"][0][5] or {}, self._number, picture.taken)
        self._listed = shown
        self._terms = tuple(sorted(set(found) - words(_FAMILY) - numbers(self._number)))
        seen = replace(shown, digest="")
        self._rows = {}
        for field, mapper in CHILDREN.items():
            records = [_moved_in(row, seen if field == "tasks" else None) for row in getattr(picture, field)]
            text = b"".join(copy_line(mapper.encode(row, POSTGRES)) for row in records)
            self._rows[mapper.table] = _swapped(text, swaps)
        self._case = replace(
            old,
            id=_ID,
            business_key=self._number,
            definition_id=definitions[old.process_id],
            deployment_id=deployment,
            listed=shown,
        )
        self._history = [self._line(line, swaps) for line in picture.history]

    def _line(self, line: HistoryLine, swaps: list[tuple[str, str]]) -> tuple[bytes, bytes]:
        """What is hashed, and the row with a hole for the hash."""
        detail = orjson.loads(_swapped(orjson.dumps(dict(line.detail)), swaps)) if line.detail else {}
        plain = replace(line, case_id=_ID, detail=detail, hash=bytes(32))
        return _canonical(plain), copy_line(rows.HISTORY.encode(plain, POSTGRES))

    def case(self, case_id: str, number: str, who: Person, serial: int) -> dict[str, bytes]:
        """COPY text by table of one more case."""
        given = {_ID.encode(): case_id.encode(), self._number.encode(): number.encode()}
        if self._family:
            given[_FAMILY.encode()] = who.family.encode()
        head, lines = b"", []
        for canonical, row in self._history:
            head = hashlib.sha256(head + _filled(canonical, given)).digest()
            lines.append(_filled(row, given).replace(_HOLE, b"\\\\x" + head.hex().encode()))
        raw = _filled(self._state, given)
        state = _ZSTD + _deflate.compress(raw) if len(raw) > 512 else _PLAIN + raw
        listed, terms = self._shown(number, who)
        row = replace(
            self._case,
            id=case_id,
            business_key=number,
            state=state,
            checksum=hashlib.sha256(state).digest(),
            history_head=head,
            listed=listed,
        )
        given[folded(_FAMILY).encode()] = folded(who.family).encode()
        made = {"case_instance": copy_line(rows.CASE.encode(row, POSTGRES)), "history": b"".join(lines)}
        for table, text in self._rows.items():
            filled = _filled(text, given)
            if table == "job":
                for key in self._keys:
                    filled = filled.replace(key.encode(), f"{key[:24]}{serial:012x}".encode())
            made[table] = filled
        made["search_term"] = b"".join(copy_line((row.tenant, term, case_id, row.site)) for term in terms)
        return made

    def _shown(self, number: str, who: Person) -> tuple[Any, tuple[str, ...]]:
        applicant = self._listed.applicant.replace(_FAMILY, who.family)
        found = tuple(sorted({*self._terms, *(words(who.family) if self._family else ()), *numbers(number)}))[:80]
        columns = {
            "applicant": applicant,
            "employer": self._listed.employer,
            "azr_number": self._listed.azr_number,
            "case_group": self._listed.case_group,
            "nationality": self._listed.nationality,
        }
        digest = hashlib.sha256(orjson.dumps([sorted(columns.items()), found])).hexdigest()[:16]
        return replace(self._listed, applicant=applicant, digest=digest), found


def _canonical(line: HistoryLine) -> bytes:
    """What `chain.digest` hashes of a line; compared with it, so that it cannot differ."""
    found = orjson.dumps(
        [
            line.case_id, line.tenant, line.seq, chain._micros(line.at), line.actor, line.event, line.element_id,
            line.activation, line.outcome, chain._micros(line.started_at), dict(line.detail),
        ],
        option=orjson.OPT_SORT_KEYS,
    )  # fmt: skip
    assert hashlib.sha256(found).digest() == chain.digest(b"", line), "the chain's form has changed"
    return bytes(found)


def _moved_in(row: Any, listed: Any) -> Any:
    """A child row of the made case; jobs and the rest are told apart by their case's id only."""
    return replace(row, listed=listed) if listed is not None else row


def _swapped(data: bytes, swaps: list[tuple[str, str]]) -> bytes:
    for old, new in swaps:
        data = data.replace(old.encode(), new.encode())
    return data


def _filled(data: bytes, given: dict[bytes, bytes]) -> bytes:
    for hole, value in given.items():
        if hole in data:
            data = data.replace(hole, value)
    return data
