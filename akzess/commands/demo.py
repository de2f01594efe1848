"""`akzess demo`: synthetic cases in virtual time, ending with the key figures."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from akzess.demo import Demo, Played
from akzess.demo_report import as_data, lines, percent, succeeded
from akzess.output import as_json, console, facts, table
from store import open_store

from .common import AsJson, ExitCode


def demo(
    cases: Annotated[int, typer.Option(min=1, max=100_000, help="how many applications")] = 60,
    seed: Annotated[int, typer.Option(help="the same seed plays the same cases")] = 7,
    database: Annotated[str, typer.Option("--database", "-d", help="memory: or an empty database")] = "memory:",
    over_http: Annotated[bool, typer.Option("--http", help="agencies over real HTTP on loopback (slower)")] = False,
    as_json_: AsJson = False,
) -> None:
    """Play synthetic applications of all case groups from receipt to decision, in virtual time.

    Ends with 0 only when every case reached an end and every history verifies, otherwise with 6.

    Examples:

      akzess demo --cases 60 --seed 7

      akzess demo --cases 200 --json --database sqlite:///var/demo.db
    """
    store = open_store(database)
    store.upgrade()
    try:
        with Progress(
            TextColumn("Vorgänge"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console(error=True),
            disable=as_json_,
            transient=True,
        ) as progress:
            bar = progress.add_task("", total=cases)
            played = Demo(
                store, cases, seed, over_http=over_http, progress=lambda ended: progress.update(bar, completed=ended)
            ).play()
    finally:
        store.close()
    if as_json_:
        as_json(as_data(played, seed))
    else:
        _show(played, seed)
    if not succeeded(played):
        raise typer.Exit(ExitCode.FAILED)


def _show(played: Played, seed: int) -> None:
    table(
        f"AKZESS-Demo: {len(played.cases)} synthetische Vorgänge, Startwert {seed}",
        ("FG", "Ort", "Fälle", "entsch.", "K1", "K1b", "netto", "brutto", "E1–E5", "Fikt", "Stör"),
        [
            (
                line.group.removeprefix("FG"),
                line.site or "alle",
                line.cases,
                line.decided,
                percent(line.k1).partition(" (")[0].replace(" %", "%"),
                percent(line.k1b).partition(" (")[0].replace(" %", "%"),
                line.net,
                line.gross,
                " ".join(str(number) for number in line.ladder.values()),
                line.deemed,
                line.incidents,
            )
            for line in lines(played)
        ],
        dense=True,
    )
    found = as_data(played, seed)
    total = lines(played)[-1]
    facts(
        {
            "K1 / K1b": f"{percent(total.k1)} Erteilungen, {percent(total.k1b)} aller Entscheidungen in der Frist",
            "netto / brutto": "Median der Tage ohne / mit Pausen",
            "E1–E5": "Stufen der Eskalation: " + ", ".join(f"{k} {v}" for k, v in total.ladder.items()),
            "Fiktionen": f"{total.deemed} als erteilt geltende Zustimmungen der Bundesagentur",
            "Ergebnisse": ", ".join(f"{key or '–'} {number}" for key, number in found["outcomes"].items()),
            "Aufgaben erledigt": found["tasks"],
            "Virtuelle Zeit": f"{played.began:%d.%m.%Y} bis {played.ended:%d.%m.%Y}",
            "Dauer": f"{found['wallSeconds']} s, {found['casesPerSecond']} Vorgänge je Sekunde",
            "Offen geblieben": found["open"],
            "Ketten gebrochen": len(played.broken),
        }
    )
    for item in found["problems"]:
        if item["problems"] or item["incidents"]:
            console().print(f"{item['case']} ({item['persona']}): {item['problems'] + item['incidents']}", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
