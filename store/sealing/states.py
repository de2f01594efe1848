"""Verifies that each stored state is the one that the last step of its case wrote: not changed, not an older one put back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from hashlib import sha256

from engine.model import Case

from .. import rows, statements
from ..erasing import keys
from ..session import Session
from ..sql_store import SqlStore
from .verifying import Finding

_PAGE = 200
_PAGES = f"SELECT {statements.CASE_COLUMNS} FROM case_instance WHERE tenant = ? AND id > ? ORDER BY id LIMIT {_PAGE}"


def verify_states(store: SqlStore, tenant: int, cases: frozenset[str] | None = None) -> tuple[int, list[Finding]]:
    """How many states were looked at, and those that their case's last step did not write; (0, []) without keys.

    A sealed state opens only beside the head of the history that it was written with (`store.erasing.content`), and
    that the head is the true one the chain and the seals tell. Erased cases have none. Error: WrongKey.
    """
    if store.vault is None:
        return 0, []
    seen, findings, last = 0, [], ""
    while page := store._read(partial(_page, store=store, tenant=tenant, after=last)):
        last = page[-1].id
        for case in page:
            if cases is not None and case.id not in cases:
                continue
            seen += 1
            if sha256(case.state).digest() != case.checksum:
                text = "the stored state is not what the last step of its case wrote"
                findings.append(Finding("state-changed", text, None, case.id, case.history_seq))
    return seen, findings


def _page(session: Session, store: SqlStore, tenant: int, after: str) -> Sequence[Case]:
    found = [rows.CASE.decode(row, session.values) for row in session.all(_PAGES, (tenant, after))]
    return keys.content(session, store.vault).all(found)
