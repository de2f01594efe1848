"""`akzess run` and `akzess db upgrade`: start the platform, bring the database up to date."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from akzess import logs, settings
from akzess.embedded import Embedded, Opening
from akzess.output import as_json, console, facts, table
from akzess.people import DEMO_PASSWORD, SITES, by_role
from store import open_store

from .common import DATABASE, AsJson, Database


def run(
    database: Annotated[str | None, typer.Option("--database", "-d", help="default: sqlite:///var/akzess.db")] = None,
    host: Annotated[str | None, typer.Option(help="address to listen on (default 127.0.0.1)")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on (default 8080)")] = None,
    file: Annotated[
        Path | None, typer.Option("--settings", help="YAML file; the environment (AKZESS_…) goes before it")
    ] = None,
    demo_cases: Annotated[bool, typer.Option(help="start demo cases when there is no case yet")] = True,
    as_json_: AsJson = False,
) -> None:
    """Start everything in one process: service, workers, clock and simulated agencies. Ctrl-C ends it.

    Examples:

      akzess run

      akzess run --port 9000 --database sqlite:///var/test.db --no-demo-cases
    """
    found = settings.read(file)
    found = replace(
        found,
        database=database or found.database,
        host=host or found.host,
        port=port if port is not None else found.port,
    )
    stop = threading.Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: stop.set())
    log_path = Path("var/akzess.log")
    stream = logs.to_file(log_path)
    platform = Embedded(found, demo_cases=demo_cases)
    try:
        opening = platform.start()
        if as_json_:
            as_json(
                {
                    "address": opening.address,
                    "version": opening.version,
                    "cases": opening.cases,
                    "simulated": list(opening.simulated),
                }
            )
        else:
            _greet(opening, found, log_path)
        while not stop.wait(0.5):
            pass
        if not as_json_:
            console().print("\nBeende … / stopping …")
    finally:
        platform.close()
        stream.close()
        logs.quiet()
    if not as_json_:
        console().print("Alles gesichert. Der nächste Start macht hier weiter. / All saved.")


def _greet(opening: Opening, found: settings.Settings, log_path: Path) -> None:
    out = console()
    out.print("\n[bold]AKZESS[/] läuft / is running\n")
    facts(
        {
            "Arbeitsplatz": f"{opening.address}/app/",
            "Für Antragstellende": f"{opening.address}/status/",
            "OpenAPI": f"{opening.address}/openapi.json",
            "Datenbank": found.database,
            "Vorgänge": opening.cases,
            "Verfahren": f"akzess-main, Version {opening.version}{' (neu)' if opening.created else ''}",
            "Simulierte Behörden": ", ".join(opening.simulated) or "keine",
            "Protokoll": log_path,
        }
    )
    if found.accounts is None:
        table(f"Demo-Zugänge, Passwort {DEMO_PASSWORD}", ("Rolle", *SITES.values()), by_role())
    out.print("Strg-C beendet. / Ctrl-C stops.\n")


def upgrade(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Bring the database to the schema of this version; harmless when it is already there.

    Example: akzess db upgrade --database sqlite:///var/akzess.db
    """
    store = open_store(database)
    try:
        store.upgrade()
    finally:
        store.close()
    if as_json_:
        as_json({"upgraded": True})
    else:
        console().print("Datenbank ist auf dem Stand dieser Version. / The database is up to date.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    db = typer.Typer(help="Datenbank / database", no_args_is_help=True)
    db.command("upgrade")(upgrade)
    app.add_typer(db, name="db")
