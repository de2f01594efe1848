"""Which formats of stored content this code reads, and which one is written: N only when every process reads N.

1: states of kernel format 1, content in clear. 2: the same, content sealed with the key of its case (`store.erasing`).
3: the same, a sealed state bound to the head of its case's history.
"""

from __future__ import annotations

from sqlalchemy import Engine, inspect, text

from .errors import UnsafeDatabase

#: Every format that this code reads; the last one is what it writes when nothing else is said.
READS = (1, 2, 3)
NEWEST = READS[-1]
#: Row of `platform_value`: the format that is written; without it the newest of the code.
WRITTEN = "content.format"
_NOTE = text(
    "INSERT INTO platform_value (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def written(engine: Engine) -> int:
    """The format in which new content is written. UnsafeDatabase when this code could not read it."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("platform_value"):
            return NEWEST
        found = connection.execute(text("SELECT value FROM platform_value WHERE name = :n"), {"n": WRITTEN}).scalar()
    number = NEWEST if found is None else int(str(found))
    if number > NEWEST:
        raise UnsafeDatabase(
            f"content is written in format {number}; this version reads up to {NEWEST}: use a newer one"
        )
    return number


def write(engine: Engine, number: int) -> None:
    """Say in which format all processes write from their next start on. ValueError for one that this code cannot read."""
    if number not in READS:
        raise ValueError(f"this version reads formats {', '.join(map(str, READS))}")
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(_NOTE, {"name": WRITTEN, "value": str(number)})
