"""The table of seals; rows are never changed or deleted, which rights see to and the archive outside proves."""

from __future__ import annotations

from sqlalchemy import Column, Table

from ..tables import metadata
from ..types import Big, Bytes, Instant, Int, Key

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("previous", Bytes, nullable=False),
    Column("root", Bytes, nullable=False),
    Column("cursor", Key, nullable=False),
    Column("note", Key, nullable=False),
    # One head of a case's history after another, in the packing of `seal.Leaf`.
    Column("leaves", Bytes, nullable=False),
    Column("key_id", Key, nullable=False),
    Column("signature", Bytes, nullable=False),
    sqlite_strict=True,
)
