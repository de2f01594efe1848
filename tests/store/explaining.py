"""A read side that also tells how PostgreSQL reads what it is asked: buffers, and through which index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from store import SqlStore


class Explaining:
    """A session that also asks how PostgreSQL reads what it is asked."""

    def __init__(self, session: Any, connection: Any) -> None:
        self._session, self._connection = session, connection
        self.buffers, self.indexes = 0, []
        self.values, self.postgres = session.values, session.postgres

    def _look(self, sql: str, parameters: Sequence[Any]) -> None:
        text = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.replace("?", "%s")
        for _ in range(2):  # the first time fills the catalogue caches
            ((found,),) = self._connection.execute(text, parameters)
        plan = found[0]["Plan"]
        self.buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        names = re.findall(r"'Node Type': '([^']*Scan)'|'Index Name': '(\w+)'", str(plan))
        self.indexes += [
            a or b
            for a, b in names
            if (a or b) not in ("Index Scan", "Index Only Scan", "CTE Scan", "WorkTable Scan", "Subquery Scan")
        ]

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self._look(sql, parameters)
        return self._session.all(sql, parameters)

    def look(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self._look(sql, parameters)
        return self._session.look(sql, parameters)

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self._look(sql, parameters)
        return self._session.one(sql, parameters)

    def close(self) -> None:
        self._session.close()


@contextmanager
def explained(store: SqlStore) -> Iterator[tuple[Any, list[Explaining]]]:
    """A read side whose sessions explain, and those sessions."""
    opened: list[Explaining] = []
    url = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        read = store.read()
        plain = read._open

        def opens() -> Any:
            opened.append(Explaining(plain(), connection))
            return opened[-1]

        read._open = opens
        yield read, opened
