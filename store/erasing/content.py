"""Seals and opens the records of cases for one transaction or one question: which field of which record is content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from authority.intake.records import PortalMessage
from engine.desk import Comment, SealOpening
from engine.migrations import Migration
from engine.model import Case, Draft, HistoryLine, InboundMessage, Job

from ..codec import SEALED, Sealed, dumps, loads
from ..evidence.errors import Tampered, WrongKey
from ..partners.records import PartnerDocument, PartnerRequest
from .errors import GoneErased
from .records import Hold
from .vault import Ask, CaseKey, Vault

R = TypeVar("R")

#: First byte of a sealed state that is bound to the head of its history, and of one that is not (`store.formats`, 3 and
#: 2); the kernel's own begin with 0 or 1.
_STATE, _UNBOUND = b"\x03", b"\x02"


@dataclass(frozen=True, slots=True)
class _Content:
    """`name` is the field that holds content, `place` says where in the case the record is."""

    name: str
    place: Callable[[Any], str]


_KINDS: dict[type, _Content] = {
    Job: _Content("payload", lambda job: f"job {job.activation} {job.kind}"),
    Draft: _Content("answers", lambda draft: f"draft {draft.activation} {draft.person}"),
    HistoryLine: _Content("detail", lambda line: f"history {line.seq}"),
    Comment: _Content("text", lambda comment: f"comment {comment.id}"),
    PortalMessage: _Content("text", lambda message: f"portal {message.id}"),
    Hold: _Content("reason", lambda hold: f"hold {hold.id}"),
    Migration: _Content("former", lambda migration: "migration"),
    PartnerRequest: _Content("content", lambda request: f"partner {request.id}"),
    PartnerDocument: _Content("content", lambda document: f"partner document {document.id}"),
    SealOpening: _Content("reason", lambda opening: f"opening {opening.id}"),
}


def nobody(tenant: int, case_ids: Sequence[str]) -> Iterable[Any]:
    """Asks nobody: for a store that has no keys."""
    return ()


class Content:
    """`make` is called for a case whose key does not exist yet (None: reading only, nothing is sealed).

    `speaks` tells whether a case has sealed lines of history: its state then was sealed with them.
    """

    def __init__(
        self,
        vault: Vault | None,
        ask: Ask = nobody,
        make: Callable[[int, str], CaseKey | None] | None = None,
        speaks: Callable[[int, str], bool] = lambda tenant, case_id: False,
    ) -> None:
        self._vault = vault
        self._ask = ask
        self._make = make
        self._speaks = speaks
        self._mine: dict[tuple[int, str], CaseKey | None] = {}
        # Keys with which this transaction has opened something.
        self._used: dict[tuple[int, str], CaseKey | None] = {}
        #: The case whose content was written or read last: an answer to the request under way says some of it.
        self.last: tuple[int, str] | None = None

    # -- keys

    @property
    def vault(self) -> Vault | None:
        """Whose keys these are, when this transaction seals."""
        return self._vault if self._vault is not None and self._vault.writes and self._make is not None else None

    def take(self, tenant: int, case_id: str, key: CaseKey) -> bool:
        """A key that this transaction has made; False when it knows one."""
        if (tenant, case_id) in self._mine:
            return False
        self._mine[tenant, case_id] = key
        return True

    def gone(self, tenant: int, case_id: str) -> None:
        """This transaction destroys the key: what it answers is no content any more."""
        self._mine[tenant, case_id] = None
        self._used.pop((tenant, case_id), None)
        self.last = None

    def committed(self) -> None:
        """What this transaction knows of keys is true for all from now on."""
        if self._vault is not None:
            for (tenant, case_id), key in self._mine.items():
                self._vault.learn(tenant, case_id, key)

    def _found(self, tenant: int, case_ids: Iterable[str]) -> dict[str, CaseKey | None]:
        if self._vault is None:
            return {}
        mine = {one: self._mine[tenant, one] for one in case_ids if (tenant, one) in self._mine}
        return mine | self._vault.keys(tenant, (one for one in case_ids if one not in mine), self._ask)

    def key(self, tenant: int, case_id: str) -> CaseKey | None:
        """The key to seal with; None when nothing is to be sealed. Error: GoneErased."""
        if self.vault is None or self._make is None:
            return None
        known = self._mine.get((tenant, case_id)) or self._used.get((tenant, case_id))
        if known is None:
            found = self._found(tenant, [case_id])
            known = found[case_id] if case_id in found else self._make(tenant, case_id)
            self._mine[tenant, case_id] = known
        if known is None:
            raise GoneErased(f"case {case_id}")
        self.last = (tenant, case_id)
        return known

    def history_key(self, tenant: int, case_id: str) -> bytes:
        """What keys the commitments of a case's history; empty when nothing is sealed, or the key was destroyed."""
        try:
            key = self.key(tenant, case_id)
        except GoneErased:
            return b""
        return b"" if key is None else key.history

    # -- records

    def sealed(self, record: R) -> R:
        """The record as it is stored. Error: GoneErased."""
        shut: R = record if self._vault is None else self._seal(record)
        return shut

    def _seal(self, record: Any) -> Any:
        if isinstance(record, Case):
            key = self.key(record.tenant, record.id)
            if key is None or record.state[:1] in (_STATE, _UNBOUND):
                return record
            if self._vault is not None and not self._vault.binds:
                return replace(record, state=_UNBOUND + key.seal(record.state, "state"))
            return replace(record, state=_STATE + key.seal(record.state, _bound(record)))
        if isinstance(record, InboundMessage):
            return self._letter(record)
        content = _KINDS.get(type(record))
        if content is None:
            return record
        value = getattr(record, content.name)
        if not value or isinstance(value, Sealed):
            return record
        key = self.key(record.tenant, record.case_id)
        if key is None:
            return record
        plain = value if isinstance(value, str) else dumps(value)
        box = key.seal(plain.encode(), content.place(record))
        shut = Sealed.of(record.commitment, box) if isinstance(record, HistoryLine) else Sealed.of(box)
        return replace(record, **{content.name: shut.text if isinstance(value, str) else shut})

    def _letter(self, message: InboundMessage) -> InboundMessage:
        if self._vault is None or not self._vault.writes or not message.payload or isinstance(message.payload, Sealed):
            return message
        place = _inbox(message)
        box = self._vault.inbox(place).seal(dumps(message.payload).encode(), "message")
        return replace(message, payload=Sealed.of(box))

    def opened(self, record: R) -> R:
        """The record as it was. Errors: WrongKey when there is no key file for it, Tampered."""
        return self.all([record])[0]

    def all(self, records: Sequence[R]) -> list[R]:
        """The same of several, with one question for all keys that are not known yet."""
        if self._vault is not None and self._vault.writes and records and isinstance(records[0], Case):
            records = [self._suspected(record) for record in records]
        shut: list[Any] = [record for record in records if _is_shut(record)]
        if not shut:
            return list(records)
        cases = {(one.tenant, _case_of(one)) for one in shut if not isinstance(one, InboundMessage)}
        keys: dict[tuple[int, str], CaseKey | None] = {}
        for tenant in {tenant for tenant, _ in cases}:
            found = self._found(tenant, [case_id for owner, case_id in cases if owner == tenant])
            keys.update({(tenant, case_id): key for case_id, key in found.items()})
        self._used |= keys
        return [self._open(record, keys) if _is_shut(record) else record for record in records]

    def _open(self, record: Any, keys: Mapping[tuple[int, str], CaseKey | None]) -> Any:
        if isinstance(record, InboundMessage):
            return self._read(record)
        key = keys.get((record.tenant, _case_of(record)))
        if key is not None:
            self.last = (record.tenant, _case_of(record))
        if isinstance(record, Case):
            return record if key is None else replace(record, state=_state(key, record))
        content = _KINDS[type(record)]
        if key is None:
            if isinstance(record, HistoryLine):
                return record  # its place in the chain can be proven without the key
            if self._vault is None:
                raise WrongKey("the content is sealed, and this process was given no key file")
            return replace(record, **{content.name: "" if isinstance(getattr(record, content.name), str) else {}})
        value = getattr(record, content.name)
        shut = Sealed(value) if isinstance(value, str) else value
        parts = shut.parts()
        try:
            plain = key.open(parts[-1], content.place(record)).decode() if parts else ""
        except Tampered:
            if not isinstance(record, HistoryLine):
                raise
            plain = "{}"  # the chain says where
        return replace(record, **{content.name: plain if isinstance(value, str) else loads(plain or "{}")})

    def _suspected(self, case: Any) -> Any:
        """A state in the clear beside a history that is sealed was not written by us: it is marked as one that does not open.

        Costs questions only where a state is in the clear: cases from before content was sealed, and erased ones.
        """
        if _is_shut(case) or not case.state or self._found(case.tenant, [case.id]).get(case.id) is None:
            return case
        return replace(case, state=_STATE + case.state) if self._speaks(case.tenant, case.id) else case

    def _read(self, message: InboundMessage) -> InboundMessage:
        if self._vault is None:
            raise WrongKey("the message is sealed, and this process was given no key file")
        parts = message.payload.parts() if isinstance(message.payload, Sealed) else ()
        for key in self._vault.inboxes(_inbox(message)) if parts else ():
            try:
                return replace(message, payload=loads(key.open(parts[0], "message").decode()))
            except Tampered:
                continue
        raise Tampered("a waiting message does not open: it was changed, or its master key is missing")

    # -- answers to requests

    def answer(self, answer: bytes) -> bytes:
        """An answer that is kept for repetitions, sealed with the key of the case that the request was about."""
        key = self.key(*self.last) if self.last is not None else None
        if key is None or self.last is None:
            return answer
        return f"{SEALED}{self.last[0]} {self.last[1]} ".encode() + key.seal(answer, "answer")

    def repeated(self, kept: bytes) -> bytes | None:
        """The answer again; None when it went with its case."""
        head = SEALED.encode()
        if not kept.startswith(head):
            return kept
        tenant, case_id, box = kept[len(head) :].split(b" ", 2)
        where = int(tenant), case_id.decode()
        if self._vault is None:
            raise WrongKey("the answer is sealed, and this process was given no key file")
        key = self._found(where[0], [where[1]]).get(where[1])
        return None if key is None else key.open(box, "answer")


def _case_of(record: Any) -> str:
    found: str = record.id if isinstance(record, Case) else record.case_id
    return found


def _is_shut(record: Any) -> bool:
    if isinstance(record, Case):
        return record.state[:1] in (_STATE, _UNBOUND)
    if isinstance(record, InboundMessage):
        return isinstance(record.payload, Sealed)
    content = _KINDS.get(type(record))
    if content is None:
        return False
    value = getattr(record, content.name)
    return isinstance(value, Sealed) or (isinstance(value, str) and value.startswith(SEALED))


def _bound(case: Case) -> str:
    """Where a state belongs: to the last line of its case's history, so that an older one put back does not open."""
    return f"state {case.history_head.hex()}"


def _state(key: CaseKey, case: Case) -> bytes:
    state = case.state
    try:
        return key.open(state[1:], _bound(case) if state[:1] == _STATE else "state")
    except Tampered:
        return state  # the kernel finds that it does not fit its checksum: incident `state-integrity`


def _inbox(message: InboundMessage) -> str:
    return f"{message.tenant} {message.source} {message.message_id}"
