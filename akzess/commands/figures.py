"""`akzess figures`: count, freeze, verify, add what came before, keep a baseline, write the report."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import processes
from akzess import statistics
from akzess.house import TENANT
from akzess.output import as_json, console, table
from engine.errors import Invalid
from processes.field_use import Use, fields
from service.figures import report
from service.figures.desk import Desk, View
from service.routes.figures import file_of
from store import SqlStore
from store.figures.open import figures_of
from store.figures.records import BASELINE, MONTH, rows_digest

from .common import DATABASE, AsJson, Database, ExitCode, opened

app = typer.Typer(help="Statistik / the statistics of closed cases.", no_args_is_help=True)


class Kind(StrEnum):
    """What a report is written as."""

    CSV = "csv"
    ODS = "ods"
    PDF = "pdf"


def _said(as_json_: bool, content: dict[str, Any]) -> None:
    if as_json_:
        as_json(content)
    else:
        console().print(", ".join(f"{name}: {value}" for name, value in content.items()), markup=False)


@app.command()
def count(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Count what has closed, freeze months that are over, note the backlog; what a worker does every minute.

    Example: akzess figures count
    """
    with opened(database) as house:
        _said(as_json_, {"done": statistics.round_(house.store, house.clock.now())})


@app.command()
def backfill(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Add the rows of cases that had ended before there were statistics. May be repeated.

    Example: akzess figures backfill
    """
    with opened(database) as house:
        if not isinstance(house.store, SqlStore):
            raise typer.BadParameter("a store in memory keeps nothing")
        looked = added = 0
        for cases, rows in statistics.backfill(house.store, house.engine):
            looked, added = looked + cases, added + rows
        _said(as_json_, {"looked": looked, "added": added})


@app.command()
def verify(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Check frozen months: digests, the chain of each site, and the rows that they were counted from.

    Exit code 5 when one of them is not what it was.

    Example: akzess figures verify
    """
    with opened(database) as house:
        figures = figures_of(house.store)
        broken = []
        last: dict[str, str] = {}
        found = figures.snapshots(TENANT, MONTH, 100_000)
        for one in found:
            rows = [row for row in figures.rows(TENANT, one.since, one.until) if row.site == one.site]
            fits = one.intact and one.prior == last.get(one.site, "") and rows_digest(rows) == one.rows_sha256
            last[one.site] = one.sha256
            if not fits:
                broken.append(f"{one.name} {one.site}")
        kept = figures.snapshots(TENANT, BASELINE, 100_000)
        broken += [f"{one.name} {one.site}" for one in kept if not one.intact]
        _said(as_json_, {"checked": len(found) + len(kept), "broken": broken})
        if broken:
            raise typer.Exit(ExitCode.AUDIT)


@app.command()
def baseline(
    name: Annotated[str, typer.Argument(help="what it is called")],
    since: Annotated[int, typer.Option(help="first calendar year")],
    until: Annotated[int, typer.Option(help="last calendar year, over")],
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Keep whole calendar years as the state that later years are compared with (Ist-Stand).

    Example: akzess figures baseline "Ist-Stand 2025" --since 2025 --until 2025
    """
    with opened(database) as house:
        now: datetime = house.clock.now()
        if not since <= until < now.year:
            raise Invalid("a baseline has whole calendar years that are over")
        kept = figures_of(house.store).keep_baseline(
            TENANT, name, since * 100 + 1, until * 100 + 12, now, statistics.PLATFORM
        )
        _said(as_json_, {"kept": [one.site for one in kept]})


@app.command("report")
def write_report(
    year: Annotated[int, typer.Argument(help="calendar year")],
    to: Annotated[Path, typer.Option(help="file to write")],
    kind: Annotated[Kind, typer.Option("--format", help="format")] = Kind.PDF,
    language: Annotated[str, typer.Option(help="de or en")] = "de",
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Write the report "AKZESS-Statistik" of a year.

    Example: akzess figures report 2025 --to statistik-2025.pdf
    """
    if language not in report.LANGUAGES:
        raise typer.BadParameter("de or en", param_hint="--language")
    with opened(database) as house:
        found = Desk(house.store, TENANT).year(year, View(None))
        to.write_bytes(file_of(found, kind.value, language, house.clock.now()))
        _said(as_json_, {"written": str(to)})


@app.command("fields")
def field_use(
    every: Annotated[bool, typer.Option("--all", help="also those that somebody needs")] = False,
    as_json_: AsJson = False,
) -> None:
    """List fields of the procedure's forms by which nobody decides (Q25): what becomes of them, or that nobody needs them.

    Example: akzess figures fields
    """
    found = [one for one in fields(processes.AKZESS) if every or one.use is not Use.DECISION]
    if as_json_:
        as_json({"items": [{"form": o.form, "field": o.path, "label": o.label, "use": o.use.value} for o in found]})
        return
    table("Felder / fields", ["form", "field", "label", "use"], [[o.form, o.path, o.label, o.use.value] for o in found])


@app.command()
def frozen(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """List frozen months, newest first.

    Example: akzess figures frozen
    """
    with opened(database) as house:
        found = [one for one in reversed(figures_of(house.store).snapshots(TENANT, MONTH)) if one.site]
        if as_json_:
            as_json(
                {"items": [{"month": o.name, "site": o.site, "sha256": o.sha256, "intact": o.intact} for o in found]}
            )
            return
        lines = [[one.name, one.site, one.taken_at, one.sha256[:16]] for one in found]
        table("Festgeschrieben / frozen", ["month", "site", "frozen at", "sha256"], lines)


def register(parent: typer.Typer) -> None:
    """Put the commands into the command line."""
    parent.add_typer(app, name="figures")
