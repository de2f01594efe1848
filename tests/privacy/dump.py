"""Everything that a database holds, as bytes to search in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import inspect, text

from store import SqlStore


def rows(store: SqlStore) -> bytes:
    """Every value of every table, as whoever steals a dump would read it."""
    found: list[str] = []
    with store.engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                found += [_text(value) for value in row]
    return "\n".join(found).encode("utf-8", "surrogatepass")


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def hits(content: bytes, canaries: Iterable[str]) -> list[str]:
    """Which of these are in there, also in the escapes of JSON."""
    return [one for one in canaries if one.encode() in content or one.encode("unicode_escape") in content]
