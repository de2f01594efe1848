"""`akzess run` and `akzess db`: start the platform, bring the database up to date, say how far it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from akzess import logs, settings
from akzess.clocks import SystemClock
from akzess.demo_portal import CODE, REFERENCE, TOKEN
from akzess.embedded import Embedded, Opening
from akzess.output import as_json, console, facts, table
from akzess.people import DEMO_PASSWORD, SITES, by_role
from akzess.stopping import stop_on_signals
from engine.errors import Conflict
from store import SqlStore, formats, migrations, open_store
from workers import failpoints

from .common import DATABASE, AsJson, Database, existing


def run(
    database: Annotated[
        str | None, typer.Option("--database", "-d", help="default: the settings', else sqlite:///var/akzess.db")
    ] = None,
    host: Annotated[str | None, typer.Option(help="address to listen on (default 127.0.0.1)")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on (default 8080)")] = None,
    demo_cases: Annotated[bool, typer.Option(help="start demo cases when there is no case yet")] = True,
    as_json_: AsJson = False,
) -> None:
    """Start everything in one process: service, workers, clock and simulated agencies. Ctrl-C ends it.

    Examples:

      akzess run

      akzess --settings akzess.yaml run

      akzess run --port 9000 --database sqlite:///var/test.db --no-demo-cases
    """
    found = settings.read()
    found = replace(
        found,
        database=database or found.database,
        host=host or found.host,
        port=port if port is not None else found.port,
    )
    stop = stop_on_signals()
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
            "Antrag online": f"{opening.address}/portal/",
            "Für Antragstellende": f"{opening.address}/status/",
            "Beratung, Termine": f"{opening.address}/advice/  {opening.address}/booking/",
            "OpenAPI": f"{opening.address}/openapi.json",
            "Datenbank": found.database,
            "Vorgänge": opening.cases,
            "Verfahren": f"akzess-main, Version {opening.version}{' (neu)' if opening.created else ''}",
            "Simulierte Behörden": ", ".join(opening.simulated) or "keine",
            "Protokoll": log_path,
        }
    )
    if found.accounts is None:
        facts({"Begonnener Antrag (Demo)": f"Nummer {REFERENCE}, Zugangscode {CODE}"})
        # On a line of its own and never broken: half a link opens nothing.
        out.print(
            f"[bold]Link eines Arbeitgebers (Demo)[/]  {opening.address}/portal/employer/#{TOKEN}", soft_wrap=True
        )
        table(f"Demo-Zugänge, Passwort {DEMO_PASSWORD}", ("Rolle", *SITES.values()), by_role())
    out.print("Strg-C beendet. / Ctrl-C stops.\n")


def upgrade(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Bring the database to the schema of this version, while others work on it; harmless when it is already there.

    May be killed at any moment and run again.

    Example: akzess db upgrade --database sqlite:///var/akzess.db
    """
    failpoints.arm(os.environ)
    store = open_store(database)
    try:
        store.upgrade()
    finally:
        store.close()
    if as_json_:
        as_json({"upgraded": True})
    else:
        console().print("Datenbank ist auf dem Stand dieser Version. / The database is up to date.")


def status(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Which schema the database has, which code it serves, which format is written, and which workers are alive.

    Example: akzess db status
    """
    with _sql(database) as store:
        schema, serves = migrations.window(store.engine)
        found: dict[str, object] = {
            "schema": schema,
            "serves": serves,
            "code": migrations.HEAD,
            "reads": list(formats.READS),
            "written": formats.written(store.engine),
            "workers": _workers(store) if schema is not None else {},
        }
    if as_json_:
        as_json(found)
        return
    facts(
        {
            "Schema": schema or "–",
            "Bedient Programme ab": serves or "–",
            "Dieses Programm": migrations.HEAD,
            "Liest Formate": ", ".join(map(str, formats.READS)),
            "Geschrieben wird Format": found["written"],
        }
    )
    table("Arbeiter / workers", ("Arbeiter", "liest bis Format"), sorted(_rows(found["workers"])))


def write_format(
    number: Annotated[int, typer.Argument(help="the format")], database: Database = DATABASE, as_json_: AsJson = False
) -> None:
    """Write stored content in this format, from the next start of each process on. Refused while a worker cannot read it.

    Before: every service and every worker runs a version that reads it. After: there is no way back to one that does not.

    Example: akzess db write-format 3
    """
    with _sql(database) as store:
        store.check()
        behind = sorted(name for name, reads in _workers(store).items() if reads < number)
        if behind:
            raise Conflict(f"{', '.join(behind)} cannot read format {number} yet")
        try:
            formats.write(store.engine, number)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if as_json_:
        as_json({"written": number})
    else:
        console().print(f"Geschrieben wird Format {number}. / Format {number} is written.")


@contextmanager
def _sql(database: str) -> Iterator[SqlStore]:
    store = open_store(existing(database))
    try:
        if not isinstance(store, SqlStore):
            raise typer.BadParameter("a database in memory has no schema")
        yield store
    finally:
        store.close()


def _workers(store: SqlStore) -> dict[str, int]:
    """Workers that showed themselves within the last minute, and up to which format each reads; 1 when it does not say."""
    since = SystemClock().now() - timedelta(seconds=60)
    return {beat.worker: int(beat.detail.get("reads", 1)) for beat in store.read().workers() if beat.seen_at >= since}


def _rows(workers: object) -> list[tuple[str, int]]:
    return list(workers.items()) if isinstance(workers, dict) else []


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    db = typer.Typer(help="Datenbank / database", no_args_is_help=True)
    db.command("upgrade")(upgrade)
    db.command("status")(status)
    db.command("write-format")(write_format)
    app.add_typer(db, name="db")
