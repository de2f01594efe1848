"""The command line: every command works on the database directly, for people (tables) or machines (`--json`)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from connectors.base import Misconfigured
from engine.errors import EngineError, Invalid, NotFound, Undeployable
from store import StoreError, migrations

from . import VERSION, logs
from .commands import (
    agencies,
    audit,
    backup,
    cases,
    configuration,
    connectors,
    demo,
    evidence,
    figures,
    forecast,
    importing,
    live,
    migrate,
    models,
    platform,
    privacy,
    processes,
    scenarios,
    tasks,
    texts,
    versions,
    workbench,
)
from .commands.common import ExitCode
from .commands.listing import ByReader
from .output import as_json, console
from .scenario_file import BadScenario
from .settings import NAMED, BadSettings

app = typer.Typer(
    name="akzess",
    cls=ByReader,
    help="AKZESS: Verfahren für Fachkräfte – BPMN-Orchestrierung mit anschließbaren Behörden.\n\n"
    "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 not found, 4 model has errors, 5 history does not verify, "
    "6 a scenario or demo case failed, 7 database, port or settings not usable.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
for module in (
    platform,
    configuration,
    processes,
    demo,
    cases,
    tasks,
    models,
    audit,
    scenarios,
    connectors,
    evidence,
    figures,
    agencies,
    workbench,
    forecast,
    importing,
    live,
    migrate,
    privacy,
    backup,
    texts,
    versions,
):
    module.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        console().print(f"akzess {VERSION}, Schema {migrations.HEAD}", highlight=False)
        raise typer.Exit


@app.callback()
def _root(
    settings: Annotated[
        Path | None,
        typer.Option(help="YAML file of the platform, for every command; else AKZESS_SETTINGS"),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="version of program and schema")
    ] = False,
) -> None:
    if settings is not None:
        NAMED.set(settings)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code. Output goes to the current standard streams."""
    machine = "--json" in arguments
    logs.quiet()
    NAMED.set(None)
    try:
        app(args=list(arguments), prog_name="akzess")
    except SystemExit as leave:  # how typer ends, also for wrong usage and --help
        return leave.code if isinstance(leave.code, int) else ExitCode.DONE
    except KeyboardInterrupt:
        return ExitCode.REFUSED
    except EngineError as error:
        _say(error, machine)
        if isinstance(error, NotFound):
            return ExitCode.NOT_FOUND
        return ExitCode.MODEL if isinstance(error, Undeployable) else ExitCode.REFUSED
    except BadScenario as error:
        _tell(machine, "bad-scenario", str(error))
        return ExitCode.FAILED
    except (StoreError, BadSettings, Misconfigured, OSError) as error:
        _tell(machine, "not-usable", f"{error}")
        return ExitCode.SURROUNDINGS
    return ExitCode.DONE


def _say(error: EngineError, machine: bool) -> None:
    more: list[dict[str, object]] = []
    if isinstance(error, Invalid):
        more = [{"pointer": p.pointer, "code": p.code, "message": p.message} for p in error.problems]
    if isinstance(error, Undeployable):
        more = [
            {"resource": f.resource, "element": f.element_id, "line": f.line, "code": f.code, "message": f.message}
            for f in error.findings
        ]
    _tell(machine, error.code, error.detail, more)


def _tell(machine: bool, code: str, detail: str, more: Sequence[dict[str, object]] = ()) -> None:
    if machine:
        as_json({"error": code, "detail": detail, "problems": list(more)})
        return
    out = console(error=True)
    out.print(f"{code}: {detail}", markup=False)
    for line in more:
        out.print("  " + " ".join(str(value) for value in line.values() if value not in ("", 0)), markup=False)


def main() -> None:
    """Entry point of the process."""
    sys.exit(run(sys.argv[1:]))
