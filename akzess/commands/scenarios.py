"""`akzess test`: play scenario files and say which hold."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from akzess.output import as_json, console, table
from akzess.scenario_file import files, read
from akzess.scenarios import Failed, folder, play
from store import open_store

from .common import AsJson, ExitCode


def play_scenarios(
    paths: Annotated[list[Path] | None, typer.Argument(help="scenario files; none: all of the procedure")] = None,
    database: Annotated[str, typer.Option("--database", "-d", help="memory: or an empty database")] = "memory:",
    over_http: Annotated[bool, typer.Option("--http", help="agencies over real HTTP on loopback")] = False,
    as_json_: AsJson = False,
) -> None:
    """Play scenarios in virtual time on the real engine and simulated agencies; ends with 6 when one fails.

    Examples:

      akzess test

      akzess test processes/akzess/scenarios/A06.yaml --http
    """
    results: list[dict[str, object]] = []
    for path in paths or files(folder()):
        scenario = read(path)
        began = time.perf_counter()
        store = open_store(database)
        store.upgrade()
        problem = ""
        outcome: str | None = None
        try:
            outcome = play(scenario, store, over_http=over_http).outcome
        except Failed as error:
            problem = str(error)
        finally:
            store.close()
        seconds = round(time.perf_counter() - began, 2)
        title = scenario.title.get("de", "")
        line = {"id": scenario.id, "title": title, "ok": not problem, "outcome": outcome, "seconds": seconds}
        results.append(line | {"problem": problem})
    failed = [item for item in results if not item["ok"]]
    if as_json_:
        as_json({"passed": len(results) - len(failed), "failed": len(failed), "scenarios": results})
    else:
        table(
            "Szenarien",
            ("Nr.", "Titel", "", "Ergebnis", "s"),
            [(r["id"], r["title"], "ja" if r["ok"] else "NEIN", r["outcome"], r["seconds"]) for r in results],
        )
        for item in failed:
            console().print(str(item["problem"]), markup=False)
    if failed:
        raise typer.Exit(ExitCode.FAILED)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("test")(play_scenarios)
