"""`akzess live`: the figures at the diagram for those who keep it in git – what waits, what is stuck, how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from pydantic.alias_generators import to_camel

from akzess.output import as_json, console
from akzess.procedure import MAIN
from service.designer.live import Figure, figures

from .common import DATABASE, AsJson, Database, opened

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400


def live(
    process: Annotated[str, typer.Argument(help="id of the process")] = MAIN,
    version: Annotated[int | None, typer.Option(min=1, help="only cases on this version; default: on all")] = None,
    every: Annotated[bool, typer.Option("--every", help="steps of machines as well, which take no minute")] = False,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Where cases stand and how long steps take, as "Im Betrieb" of the workshop shows it at the diagram.

    Of each element: open cases, incidents, cases a week, median and 90th percentile, and its share of all steps' time.

    Examples:

      akzess live

      akzess live akzess-main --version 2 --json
    """
    with opened(database) as house:
        found = figures(house.read, house.engine, house.clock.now(), process, version)
    if as_json_:
        rows = [_plain(one) for one in found.items]
        as_json({"process": process, "version": version, "cases": found.cases, "sampled": found.sampled, "items": rows})
        return
    shown = [one for one in found.items if every or one.open or one.incidents or (one.p90_seconds or 0) >= _MINUTE_S]
    _show(f"{process}: {found.cases} laufende Akten / running cases", shown)
    if len(shown) < len(found.items):
        rest = len(found.items) - len(shown)
        console().print(f"{rest} weitere, an denen nichts wartet: --every / {rest} more at which nothing waits")


def _show(title: str, shown: Sequence[Figure]) -> None:
    """Columns as wide as what is in them: a table would cut figures off where the window is narrow."""
    lines = [("Schritt", "offen", "Störungen", "je Woche", "Median", "90 %", "Anteil", "Name")] + [
        (
            one.element_id,
            str(one.open),
            str(one.incidents),
            f"{one.per_week:.1f}",
            _lasts(one.median_seconds),
            _lasts(one.p90_seconds),
            "–" if one.share is None else f"{one.share:.1%}",
            one.name,
        )
        for one in sorted(shown, key=lambda one: (-one.open, -(one.median_seconds or 0), one.element_id))
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    console().print(title, style="bold", markup=False)
    for first, *figures_, name in lines:
        cells = [cell.rjust(width) for cell, width in zip(figures_, widths[1:-1], strict=True)]
        console().print("  ".join((first.ljust(widths[0]), *cells, name)), markup=False)


def _plain(one: Figure) -> dict[str, object]:
    """As the HTTP API names them."""
    return {to_camel(key): value for key, value in asdict(one).items()}


def _lasts(seconds: float | None) -> str:
    """93,600 s as "1.1 d"."""
    if seconds is None:
        return "–"
    for size, unit in ((_DAY_S, "d"), (_HOUR_S, "h"), (_MINUTE_S, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(live)
