"""`akzess connectors | connector new`: which agencies there are and how good, their templates, and the start of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from akzess.output import as_json, console, table
from connectors import quality_evidence, scaffold, templates
from connectors.registry import Agency, discover

from .common import AsJson, ExitCode

_many = typer.Typer(
    help="Agencies: what each can do, and its level on the quality scale.",
    invoke_without_command=True,
    add_completion=False,
)
_one = typer.Typer(help="One agency.", no_args_is_help=True, add_completion=False)


@_many.callback()
def connectors(
    context: typer.Context,
    markdown: Annotated[bool, typer.Option("--markdown", help="the table as docs/connectors.md has it")] = False,
    as_json_: AsJson = False,
) -> None:
    """A table: agency by send, receive, simulator, contract tests, delivery classes, faults survived, quality level.

    Example: akzess connectors --json
    """
    if context.invoked_subcommand is not None:
        return
    rows = [_row(agency) for _, agency in sorted(discover().items())]
    if markdown:
        typer.echo(as_markdown(rows), nl=False)
        return
    if as_json_:
        as_json({"connectors": rows})
        return
    table(
        "Stellen / agencies (→ sendet / sends, ← empfängt / receives)",
        ("Stelle", "→", "←", "Simulator", "Tests", "Klassen", "Fehler", "Stufe"),
        [
            (
                row["name"],
                len(row["send"]),
                len(row["receive"]),
                row["simulator"],
                row["contractTests"],
                row["deliveryClasses"],
                row["faults"],
                row["quality"],
            )
            for row in rows
        ],
    )
    for row in rows:
        console().print(f"{row['name']}: es fehlt / missing: {', '.join(row['missing']) or '–'}")


def as_markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """The table for a page; a fault counts as survived when the contract tests play it and it ends as it should."""
    lines = [
        "| agency | sends | receives | simulator | contract tests | delivery classes | faults survived | quality level |",
        "|---|---|---|---|---:|---|---:|---|",
    ]
    for row in rows:
        sends, receives = ", ".join(row["send"]), ", ".join(row["receive"]) or "–"
        classes = ", ".join(row["deliveryClasses"])
        shown = (row["name"], sends, receives, row["simulator"], row["contractTests"], classes, row["faults"])
        lines.append(f"| {' | '.join(map(str, shown))} | {row['quality']} |")
    return "\n".join(lines) + "\n"


def _row(agency: Agency) -> dict[str, Any]:
    found = quality_evidence.standing(agency)
    operations = agency.connector.operations
    return {
        "name": agency.name,
        "send": sorted(operations),
        "receive": sorted(agency.connector.messages),
        "simulator": agency.simulator.protocol,
        "contractTests": len(quality_evidence.contract_tests(agency)),
        "deliveryClasses": sorted({operation.delivery.value for operation in operations.values()}),
        "faults": len(agency.simulator.faults),
        "quality": found.level.value,
        "missing": dict(found.missing()),
    }


@_many.command("templates")
def _templates(
    write: Annotated[bool, typer.Option("--write", help="write the files that are stale")] = False,
    as_json_: AsJson = False,
) -> None:
    """Compare the designer's element templates with the operation types; ends with 4 when a file is stale.

    Example: akzess connectors templates --write
    """
    stale = [
        str(path) for agency in discover().values() for path in (templates.write if write else templates.stale)(agency)
    ]
    if as_json_:
        as_json({"written" if write else "stale": stale})
    else:
        table("Geschrieben / written" if write else "Veraltet / stale", ("Datei",), [(path,) for path in stale])
    if stale and not write:
        raise typer.Exit(ExitCode.MODEL)


@_one.command("new")
def _new(
    name: Annotated[str, typer.Argument(help="small letters and digits; the part before the dot of its job types")],
    soap: Annotated[bool, typer.Option("--soap/--rest", help="what it speaks")] = False,
    path: Annotated[Path | None, typer.Option("--path", help="write an installable package there instead")] = None,
    as_json_: AsJson = False,
) -> None:
    """Write the folder of a new agency; it passes the contract tests as it stands, with an echo as its operation.

    Examples:

      akzess connector new finanzamt

      akzess connector new finanzamt --soap --path ../connectors
    """
    kind: scaffold.Kind = "soap" if soap else "rest"
    try:
        files = scaffold.create(name, kind, path)
    except scaffold.ScaffoldError as error:
        raise typer.BadParameter(str(error)) from None
    if as_json_:
        as_json({"name": name, "kind": kind, "files": [str(file) for file in files]})
        return
    table(f"{name} ({kind})", ("Datei",), [(str(file),) for file in files])
    install = f"pip install -e {path / f'akzess-connector-{name}'}, " if path else ""
    console().print(
        f"Weiter / next: {install}README.md, contract/, operations.py – pytest tests/contracts -k {name}",
        soft_wrap=True,
    )


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_many, name="connectors")
    app.add_typer(_one, name="connector")
