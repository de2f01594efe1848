"""`akzess setup|service|worker|clock|simulators|cluster`: the platform as separate processes."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from akzess import database_roles, logs, processes, settings
from akzess.cluster import cluster as local_cluster
from akzess.composition import Composition, simulated_agencies
from akzess.output import console, facts
from akzess.people import DEMO_PASSWORD
from akzess.stopping import stop_on_signals
from connectors.base import Misconfigured
from connectors.registry import discover

Host = Annotated[str | None, typer.Option(help="address to listen on")]
Port = Annotated[int | None, typer.Option(help="port to listen on")]


def _read(host: str | None = None, port: int | None = None) -> settings.Settings:
    found = settings.read()
    return replace(found, host=host or found.host, port=port if port is not None else found.port)


def _say(line: str) -> None:
    console(error=True).print(line, markup=False)


def setup(
    demo_cases: Annotated[bool, typer.Option(help="start demo cases when there is no case yet")] = True,
) -> None:
    """Bring the schema up to date, deploy the procedure, start demo cases: once before the processes start.

    Example: akzess --settings akzess.yaml setup --no-demo-cases
    """
    found = _read()
    with Composition(found, extra=lambda guard: simulated_agencies(found, guard)) as parts:
        parts.store.upgrade()
        database_roles.install(found, parts.store)
        deployed = parts.prepare(demo_cases=demo_cases)
    _say(f"Bereit / ready: {'neue Version / new version' if deployed.created else 'unverändert / unchanged'}")


def service(host: Host = None, port: Port = None) -> None:
    """Answer over HTTP; works nothing off. Start as many as you like.

    Example: akzess --settings akzess.yaml service --port 8080
    """
    logs.own_process("service")
    processes.service(_read(host, port), stop_on_signals(), _say)


def worker(
    count: Annotated[int, typer.Option("--processes", "-n", min=1, max=64, help="worker processes")] = 4,
) -> None:
    """Carry jobs to agencies, fire timers, sweep leases: under Celery with a broker, by themselves without.

    Example: akzess --settings akzess.yaml worker --processes 4
    """
    logs.own_process("worker")
    found = _read()
    if found.broker:
        processes.celery_workers(found, count)
    else:
        processes.plain_workers(found, count, stop_on_signals())


def clock() -> None:
    """Fire timers and sweep leases, but call no agency: keeps deadlines while no worker runs.

    Example: akzess --settings akzess.yaml clock
    """
    logs.own_process("clock")
    processes.mind_the_clock(_read(), stop_on_signals())


def simulators(
    names: Annotated[list[str] | None, typer.Argument(help="agencies (default: all that are not configured)")] = None,
    host: Host = None,
    port: Annotated[int, typer.Option(help="port to listen on")] = 9100,
) -> None:
    """Stand in for agencies over HTTP, each at /NAME.

    Example: akzess simulators azr bva --port 9100
    """
    unknown = sorted(set(names or ()) - set(discover()))
    if unknown:
        raise Misconfigured("connector-unknown", f"no such agency: {', '.join(unknown)}")
    logs.own_process("simulators")
    processes.simulators(_read(host, port), names or (), stop_on_signals(), _say)


def cluster(
    services: Annotated[int, typer.Option(min=1, max=8)] = 2,
    workers: Annotated[int, typer.Option(min=1, max=64)] = 4,
    port: Annotated[int, typer.Option(help="port of the first service; the others follow")] = 8080,
    redis: Annotated[bool, typer.Option(help="with Redis for wake-ups; without, latency is up to a second")] = True,
    folder: Annotated[Path, typer.Option(help="data, settings and logs")] = Path("var/cluster"),
) -> None:
    """The distributed platform on this machine, without containers: PostgreSQL and Redis from wheels. Ctrl-C ends it.

    Example: akzess cluster --services 2 --workers 4
    """
    stop = stop_on_signals()
    out = console()
    ports = list(range(port, port + services))
    with local_cluster(
        folder, services=services, workers=workers, ports=ports, redis=redis, say=lambda line: out.print(line)
    ) as found:
        facts(
            {
                "Adressen": ", ".join(f"{address}/app/" for address in found.services),
                "Datenbank": found.database,
                "Wecker": found.broker or "keiner: jeder Prozess sieht selbst nach",
                "Worker": workers,
                "Protokolle": folder,
                "Demo-Passwort": DEMO_PASSWORD,
            }
        )
        out.print("Strg-C beendet. / Ctrl-C stops.\n")
        while not stop.wait(1.0):
            for name in found.revive():
                out.print(f"{name} neu gestartet / restarted")
    with contextlib.suppress(OSError):
        out.print("Alles gesichert. / All saved.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (setup, service, worker, clock, simulators, cluster):
        app.command()(command)
