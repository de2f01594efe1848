"""Our ids as the 63-bit decimal keys that clients of this API expect, computed both ways without a table.

The pattern of their keys is `-?[0-9]+` with at most 25 characters, and their typed clients read them as signed 64-bit
numbers; a UUID has twice as many bits. A key therefore holds the second in which the case was created (32 bits, until
2106), which finds the few candidates through the primary key, and what tells these apart (31 bits): the end of the
UUID with the activation, or with the fence of the job's lease. `lookup` refuses a key that fits two rows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from engine.model import Job

_FLAG = 1 << 30  # of the lower 31 bits: a whole case, or a lease
_WIDE = 1 << 29
_SMALL_ACTIVATION = 1 << 10
_LARGE_ACTIVATION = 1 << 21
_FENCES = 1 << 22
_MILLISECONDS = 80  # a UUIDv7 begins with 48 bits of milliseconds


@dataclass(frozen=True, slots=True)
class Key:
    """A key read apart: the second in which the case was created, and the 31 bits that tell candidates apart."""

    second: int
    rest: int

    @property
    def span(self) -> tuple[str, str]:
        """The first case id of the second, and the first id after it."""
        low, high = (UUID(int=s * 1000 << _MILLISECONDS) for s in (self.second, self.second + 1))
        return str(low), str(high)

    @property
    def of_case(self) -> bool:
        """Whether it is (as a key of an instance or element) the key of a whole case."""
        return bool(self.rest & _FLAG)

    @property
    def of_lease(self) -> bool:
        """Whether it is (as a key of a job) the key of a lease."""
        return bool(self.rest & _FLAG)

    @property
    def activation(self) -> int:
        """The activation that an element's key names; 0 for a whole case."""
        if self.of_case:
            return 0
        if self.rest & _WIDE:
            return self.rest >> 8 & (_LARGE_ACTIVATION - 1)
        return self.rest >> 19 & (_SMALL_ACTIVATION - 1)

    @property
    def fence(self) -> int:
        """The end of the fence that a lease's key names."""
        return self.rest & (_FENCES - 1)

    def may_be_of(self, case_id: str) -> bool:
        """Whether a job's key can belong to the case."""
        return case(case_id).second == self.second and _lease_mark(UUID(case_id).int) == self.rest >> 22 & 0xFF


def parse(text: str) -> Key | None:
    """The key in a text of digits; None for anything that is none of ours."""
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return Key(number >> 31, number & ((1 << 31) - 1)) if number < 1 << 63 else None


def _second(number: int) -> int:
    return (number >> _MILLISECONDS) // 1000


def _lease_mark(number: int) -> int:
    return number & 0xFF


def _key(number: int, rest: int) -> Key:
    return Key(_second(number) & 0xFFFFFFFF, rest)


def text(key: Key) -> str:
    """The digits of a key."""
    return str(key.second << 31 | key.rest)


def case(case_id: str) -> Key:
    """The key of a case (their process instance)."""
    number = UUID(case_id).int
    return _key(number, _FLAG | number & (_FLAG - 1))


def element(case_id: str, activation: int) -> Key:
    """The key of an activation: their element instance, user task and incident. 0 is the case itself."""
    number = UUID(case_id).int
    if activation == 0:
        return case(case_id)
    if activation < _SMALL_ACTIVATION:
        return _key(number, activation << 19 | number & ((1 << 19) - 1))
    if activation < _LARGE_ACTIVATION:
        return _key(number, _WIDE | activation << 8 | number & 0xFF)
    raise ValueError(f"activation {activation} is too large for a key")


def job(row: Job) -> Key:
    """The key of a job: of its latest lease, so that a worker that lost its lease names nothing any more."""
    if row.fence is None:
        return element(row.case_id, row.activation)
    number = UUID(row.case_id).int
    return _key(number, _FLAG | _lease_mark(number) << 22 | row.fence & (_FENCES - 1))


def of_case(case_id: str) -> str:
    """The digits of a case's key."""
    return text(case(case_id))


def of_element(case_id: str, activation: int) -> str:
    """The digits of an activation's key."""
    return text(element(case_id, activation))


def of_job(row: Job) -> str:
    """The digits of a job's key."""
    return text(job(row))


def of_text(*parts: object) -> str:
    """A key for something that is only ever shown (a message, a form, a variable): the start of a SHA-256."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return str(int.from_bytes(digest[:8], "big") >> 1)
