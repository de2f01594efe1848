"""What a command prints: a table or a sentence for people, JSON for machines; errors go to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from store.codec import dumps

from .scenario_file import BERLIN


def console(*, error: bool = False) -> Console:
    """A console on the current streams (tests replace them)."""
    return Console(stderr=error, soft_wrap=True, highlight=False)


def as_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(dumps(value) + "\n")
    sys.stdout.flush()  # a program that reads from a pipe must not wait for the end


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    empty: str = "nichts / nothing",
    dense: bool = False,
) -> None:
    """A table, or one line when there is nothing to show; a dense one has no frame, so that many figures fit."""
    lines = [[_cell(value) for value in row] for row in rows]
    if not lines:
        console().print(f"{title}: {empty}")
        return
    found = Table(title=title, title_justify="left", title_style="bold")
    if dense:
        found.box, found.padding, found.pad_edge = box.SIMPLE_HEAD, (0, 1, 0, 0), False
    for column in columns:
        found.add_column(column, overflow="fold", no_wrap=dense)
    for line in lines:
        found.add_row(*line)
    console().print(found)


def facts(pairs: Mapping[str, Any]) -> None:
    """Names and values, one pair a line."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(overflow="fold")  # an address that is cut off opens nothing
    for name, value in pairs.items():
        grid.add_row(f"[bold]{name}[/]", _cell(value))
    console().print(grid)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(part) for part in value)
    # Square brackets are rich's markup; data must not be taken for it.
    return str(value).replace("[", "\\[")
