"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

from . import codec, values


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: timestamptz on PostgreSQL, INTEGER microseconds on SQLite."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of the database at hand."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Integer())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Python to database."""
        return (values.POSTGRES if dialect.name == "postgresql" else values.SQLITE).instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Database to Python."""
        found = (values.POSTGRES if dialect.name == "postgresql" else values.SQLITE).to_instant(value)
        return found if isinstance(found, datetime) else None


class Payload(TypeDecorator[Mapping[str, Any]]):
    """A JSON object kept byte-true as TEXT: jsonb would rewrite 1E+2 to 100 and break the history's hashes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> Any:
        """Python to database."""
        return None if value is None else codec.dumps(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Database to Python."""
        return None if value is None else codec.loads(value)


class Names(TypeDecorator[Sequence[str]]):
    """A short list of names: text[] on PostgreSQL, a JSON array on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of the database at hand."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(Text()))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """Python to database."""
        return (
            None if value is None else (values.POSTGRES if dialect.name == "postgresql" else values.SQLITE).names(value)
        )

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Database to Python."""
        if value is None:
            return None
        return (values.POSTGRES if dialect.name == "postgresql" else values.SQLITE).to_names(value)


# STRICT tables on SQLite know INTEGER, TEXT and BLOB only.
Big = BigInteger().with_variant(Integer(), "sqlite")
Small = SmallInteger().with_variant(Integer(), "sqlite")
Int = Integer()
Bytes = LargeBinary()
#: Text that is sorted or paged by: byte order on every database, whatever its locale.
Key = Text().with_variant(Text(collation="C"), "postgresql")
