"""`akzess deploy | lint`: check the models of a folder, and make them the newest version."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from akzess import bundle, job_types
from akzess.output import as_json, console, table
from documents.letters import load as load_letters
from engine.errors import Finding
from engine.kernel.sandbox import read as read_isolated
from service import views
from service.status.checking import check as check_status

from .common import DATABASE, AsJson, Database, ExitCode, opened

Folder = Annotated[Path, typer.Argument(help="folder with *.bpmn, *.dmn and forms/*.form")]


def _plain(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [
        {
            "severity": f.severity,
            "resource": f.resource,
            "elementId": f.element_id,
            "line": f.line,
            "code": f.code,
            "message": f.message,
            "messageEn": f.message_en,
            "path": list(f.path),
        }
        for f in findings
    ]


def _show(findings: Iterable[Finding], title: str) -> None:
    table(
        title,
        ("", "Datei", "Element", "Zeile", "Regel", "Was"),
        [(f.severity, f.resource, f.element_id, f.line or None, f.code, f.message) for f in findings],
        empty="keine / none",
    )


def deploy(folder: Folder = bundle.AKZESS, database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Deploy a folder as one version; the same content again changes nothing.

    Examples:

      akzess deploy

      akzess deploy processes/akzess --json
    """
    with opened(database) as house:
        done = house.deploy(bundle.read(folder))
    if as_json_:
        as_json(
            {
                "deploymentId": done.deployment_id,
                "created": done.created,
                "definitions": [views.definition(row).plain() for row in done.definitions],
                "findings": _plain(done.findings),
            }
        )
        return
    console().print("Neue Version. / New version." if done.created else "War schon da. / Already there.")
    table("Verfahren", ("Id", "Version", "Name"), [(d.process_id, d.version, d.name) for d in done.definitions])
    if done.findings:
        _show(done.findings, "Hinweise")


def lint(folder: Folder = bundle.AKZESS, as_json_: AsJson = False) -> None:
    """Check the models of a folder without deploying them: structure, soundness, expressions, tables, forms.

    Ends with 4 when there is an error; warnings alone end with 0.

    Example: akzess lint processes/akzess
    """
    resources = bundle.read(folder)
    _, found = read_isolated(resources)
    findings = [*found, *_texts(folder), *job_types.check(resources)]
    errors = [f for f in findings if f.severity == "error"]
    if as_json_:
        as_json({"errors": len(errors), "findings": _plain(findings)})
    else:
        _show(findings, "Befunde / findings")
    if errors:
        raise typer.Exit(ExitCode.MODEL)


def _texts(folder: Path) -> list[Finding]:
    """What is missing of what applicants read, where a procedure has a page or letters for them."""
    status, letters = folder / "status.yaml", folder / "letters"
    found = [Finding(status.name, "", "text", line) for line in check_status(folder)] if status.exists() else []
    if letters.is_dir():
        found += [Finding(letters.name, "", "text", line) for line in load_letters(folder).findings()]
    return found


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(deploy)
    app.command()(lint)
