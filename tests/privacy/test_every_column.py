"""Whatever stands in a column of a table that hangs on a case is gone after its erasure, or it is said here why it stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Column, LargeBinary, Table, Text, insert

from store import SqlStore
from store.tables import metadata
from store.types import Instant, Names, Payload

from .dump import hits
from .erasing_desk import Desk

AT = datetime(2026, 3, 2, tzinfo=UTC)
#: Written under the case's key (store/erasing/content.py, store/filing, connectors/ledger): lost with it, whoever has the row.
SEALED = {"document": "delete_note", "evidence": "content", "partner_document": "content", "partner_request": "content"}
#: Codes, hashes, ids and days, ids of those who acted in their office; nobody types into any of them (docs/privacy.md).
STAYS = {
    "case_access": "on_behalf_of person purpose",
    "delivery_consent": "language state text_version",
    "document": "code deleted_by dispatch_id folder id language source template",
    "document_blob": "id",
    "evidence": "agency business_key canonical canonical_sha256 exchange job_id key master media_type message_id operation"
    " outcome part receipt seal sha256 signature subject",
    "history": "actor element_id event hash outcome",
    "incident": "code element_id",
    "job": "element_id idem_key kind queue type worker",
    "legal_hold": "id lifted_by placed_by",
    "mined_mark": "name",
    "partner_document": "id media_type sha256 type",
    "partner_request": "agency answered_by created_by due_on id key kind partner reference site state",
    "provision": "deemed_on document_id ends_on",
    "seal_opening": "folder id on_behalf_of person session",
    "subscription": "corr_key element_id kind name",  # a case that is over has none: only what a test plants
    "task": "assignee candidate_groups candidate_users case_group element_id ended_by form_id name process_id site",
    "timer": "element_id spec tz",
}


def hanging() -> Iterator[Table]:
    """Every table with rows of a case, but those that say that it was erased and those that triggers write."""
    for table in metadata.sorted_tables:
        if "case_id" in table.columns and table.name not in ("erasure", "retention", "change_feed", "offer"):
            yield table


def canary(column: Column[Any]) -> str:
    return f"Kanarie-{column.table.name}-{column.name}"


def value(column: Column[Any], case_id: str) -> Any:
    """What somebody could have written there."""
    given = {"case_id": case_id, "tenant": 1, "request_id": canary(metadata.tables["partner_request"].c.id)}
    if column.name in given:
        return given[column.name]
    if isinstance(column.type, Instant):
        return AT
    if isinstance(column.type, Payload):
        return {"text": canary(column)}
    if isinstance(column.type, Names):
        return [canary(column)]
    if isinstance(column.type, Text):
        return canary(column)
    if isinstance(column.type, LargeBinary):
        return canary(column).encode()
    return 9


@pytest.fixture
def left(sqlite_store: SqlStore) -> set[str]:
    """The columns that still hold their canary when the case was erased."""
    desk = Desk(sqlite_store)
    desk.ends()
    with sqlite_store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for table in hanging():
            connection.execute(insert(table).values({one.name: value(one, desk.case) for one in table.columns}))
    desk.erases()
    found = set()
    with sqlite_store.engine.connect() as connection:
        for table in hanging():
            for column in table.columns:
                kept = connection.exec_driver_sql(f"SELECT {column.name} FROM {table.name}")
                if hits("\n".join(_text(row[0]) for row in kept).encode(), [canary(column)]):
                    found.add(f"{table.name}.{column.name}")
    return found


def _text(kept: Any) -> str:
    return kept.decode("utf-8", "replace") if isinstance(kept, bytes) else str(kept)


def test_what_stays_of_an_erased_case_is_sealed_or_says_nothing_of_anybody(left: set[str]) -> None:
    known = {f"{table}.{name}" for some in (SEALED, STAYS) for table, names in some.items() for name in names.split()}

    assert left == known
