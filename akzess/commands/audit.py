"""`akzess verify-audit`: prove that nobody has changed the history of a case."""

from __future__ import annotations

from typing import Annotated

import typer

from akzess.output import as_json, console, table

from .common import DATABASE, AsJson, Database, ExitCode, find_case, opened


def verify_audit(
    cases: Annotated[list[str] | None, typer.Argument(help="case numbers or ids; none: all cases")] = None,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Verify the hash chain of every case; ends with 5 when one is broken, and says where.

    Examples:

      akzess verify-audit

      akzess verify-audit AKZ-DD-2026-000001 --json
    """
    broken: list[dict[str, object]] = []
    lines = count = 0
    with opened(database) as house:
        rows = [find_case(house, text) for text in cases] if cases else house.all_cases()
        for row in rows:
            check = house.engine.verify_history(row.id)
            count += 1
            lines += check.lines
            if not check.ok:
                broken.append({"businessKey": row.business_key, "id": row.id, "problem": check.problem})
    if as_json_:
        as_json({"cases": count, "lines": lines, "broken": broken})
    else:
        console().print(f"{count} Vorgänge, {lines} Zeilen geprüft. / {count} cases, {lines} lines verified.")
        if broken:
            table("Gebrochene Ketten", ("Vorgang", "Id", "Was"), [tuple(item.values()) for item in broken])
    if broken:
        raise typer.Exit(ExitCode.AUDIT)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify-audit")(verify_audit)
