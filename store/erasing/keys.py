"""Asks the database for the keys of cases, and makes the key of a case that has none yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from .. import statements, tables
from ..codec import SEALED
from ..evidence.rows import data_key
from ..session import Row, Session
from .content import Content
from .vault import CaseKey, Vault

R = TypeVar("R")

_BEGIN = statements.insert("data_key", ("tenant", "subject", "master", "wrapped", "created_at"), 1)
_SEALED_LINE = "SELECT 1 FROM history WHERE tenant = ? AND case_id = ? AND substr(detail, 1, 2) = ? LIMIT 1"
_KEYS = "SELECT subject, master, wrapped FROM data_key WHERE tenant = ? AND subject"


def content(session: Session, vault: Vault | None) -> Content:
    """What seals and opens within this transaction (or this question) of the write side."""
    if vault is None:
        return Content(None)

    def ask(tenant: int, case_ids: Sequence[str]) -> list[Row]:
        return _asked(session, tenant, case_ids)

    def make(tenant: int, case_id: str) -> CaseKey | None:
        key, wrapped = vault.fresh(tenant, case_id)
        now = datetime.now(UTC)  # of the row alone: nothing is decided by it
        master, stored = data_key(session, tenant, case_id, vault.current.id, wrapped, now)
        return key if stored == wrapped else vault.unwrap(tenant, case_id, master, stored)

    def speaks(tenant: int, case_id: str) -> bool:
        return session.one(_SEALED_LINE, (tenant, case_id, SEALED)) is not None

    return Content(vault, ask, make, speaks)


def begin(session: Session, content: Content, tenant: int, case_id: str) -> None:
    """Make the key of a case that is being written for the first time; goes with its other statements."""
    vault = content.vault
    if vault is None:
        return
    key, wrapped = vault.fresh(tenant, case_id)
    if content.take(tenant, case_id, key):
        now = session.values.instant(datetime.now(UTC))  # of the row alone: nothing is decided by it
        session.run(_BEGIN, (tenant, case_id, vault.current.id, wrapped, now))


def looking(connection: Connection, vault: Vault | None) -> Content:
    """What opens the answers of the read side."""
    if vault is None:
        return Content(None)

    def ask(tenant: int, case_ids: Sequence[str]) -> list[Any]:
        k = tables.metadata.tables["data_key"].c
        found: list[Any] = []
        for some in statements.chunks(case_ids):
            statement = select(k.subject, k.master, k.wrapped).where(k.tenant == tenant, k.subject.in_(some))
            found += connection.execute(statement)
        return found

    return Content(vault, ask)


def known(vault: Vault | None, row: Row) -> Content:
    """What opens one case whose key (subject, master, wrapped; all None: it has none) was read together with it."""
    if vault is None:
        return Content(None)
    return Content(vault, lambda tenant, case_ids: () if row[0] is None else (row,))


def opened(records: Sequence[R], vault: Vault | None, read: Callable[[Callable[[Session], Any]], Any]) -> list[R]:
    """Records of a transaction that is over; `read` asks a question in a session of its own."""
    if vault is None or not records:
        return Content(None).all(records)
    return Content(vault, lambda tenant, ids: read(lambda session: _asked(session, tenant, ids))).all(records)


def _asked(session: Session, tenant: int, case_ids: Sequence[str]) -> list[Row]:
    found: list[Row] = []
    for some in statements.chunks(case_ids):
        found += session.all(statements.in_list(_KEYS, len(some)), (tenant, *some))
    return found
