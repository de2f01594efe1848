"""`akzess deploy | lint`: check the models of a folder, and make them the newest version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from akzess import bundle, settings
from akzess.house import TENANT
from akzess.output import as_json, console, table
from akzess.surroundings import read_beside
from documents.letters import load as load_letters
from engine.errors import Finding, FourEyes
from engine.kernel.deployment import content_hash
from engine.kernel.documents import BadDocument, parse
from engine.kernel.lint_standard import check_standard
from processes.text_checks import findings as text_findings
from service import views
from service.status.checking import check as check_status

from .common import DATABASE, AsJson, Database, ExitCode, opened

Folder = Annotated[Path, typer.Argument(help="folder with *.bpmn, *.dmn and forms/*.form")]


Strict = Annotated[bool, typer.Option("--strict", help="all rules of BPMN 2.0 as well")]


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
    """One finding after another, each with its place as editors and compilers write it, so that a click leads there."""
    found, screen = list(findings), console()
    if not found:
        screen.print(f"{title}: keine / none")
        return
    screen.print(f"[bold]{title}: {len(found)}[/]")
    for f in found:
        place = f"{f.resource}:{f.line}" if f.line else f.resource
        screen.print(escape(f"{place}  {f.element_id}".rstrip() + f"  {f.severity}: {f.message} [{f.code}]"))
        if f.path:
            screen.print(escape(f"    {' → '.join(f.path)}"))


def deploy(folder: Folder = bundle.AKZESS, database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """Deploy a folder as one version; the same content again changes nothing.

    Where the settings want two persons, only what is deployed already passes: see `akzess propose`.

    Examples:

      akzess deploy

      akzess deploy processes/akzess --json
    """
    with opened(database, make=True) as house:
        resources = bundle.read(folder)
        known = {row.hash for row in house.read.deployments(TENANT)}
        if settings.read().two_persons_deploy and known and content_hash(resources) not in known:
            raise FourEyes("two persons deploy here: akzess propose, and somebody agrees in the workshop")
        done = house.deploy(resources)
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


def lint(folder: Folder = bundle.AKZESS, as_json_: AsJson = False, strict: Strict = False) -> None:
    """Check the models of a folder without deploying them: structure, soundness, names, people, messages, tables, forms.

    The rules are in docs/linting.md; with --strict also those of BPMN 2.0 that deployment does not ask about.
    Ends with 4 when there is an error; warnings alone end with 0.

    Example: akzess lint processes/akzess
    """
    resources = bundle.read(folder)
    _, found = read_beside(resources, folder)
    findings = [*found, *_texts(folder), *(_against_the_standard(resources, found) if strict else ())]
    errors = [f for f in findings if f.severity == "error"]
    if as_json_:
        as_json({"errors": len(errors), "findings": _plain(findings)})
    else:
        _show(findings, "Befunde / findings")
    if errors:
        raise typer.Exit(ExitCode.MODEL)


def _against_the_standard(resources: Mapping[str, bytes], told: Iterable[Finding]) -> Iterator[Finding]:
    known = {(f.resource, f.element_id, f.code) for f in told}
    for name, data in resources.items():
        if name.endswith(".bpmn"):
            try:
                found = check_standard(parse(data, name), name, strict=True)
            except BadDocument:
                continue  # said already, by whoever reads the models
            yield from (f for f in found if (f.resource, f.element_id, f.code) not in known)


def _texts(folder: Path) -> list[Finding]:
    """What is missing of what applicants read, where a procedure has a page or letters for them."""
    status, letters = folder / "status.yaml", folder / "letters"
    found = [_text(status, line) for line in check_status(folder)] if status.exists() else []
    if letters.is_dir():
        found += [_text(letters, line) for line in load_letters(folder).findings()]
    if (folder / "languages.yaml").exists():
        found += [_text(folder / "texts", str(one)) for one in text_findings(folder)]
    return found


def _text(path: Path, line: str) -> Finding:
    return Finding(
        path.name, "", "text", f"Was Antragstellende lesen: {line}", message_en=f"What applicants read: {line}"
    )


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(deploy)
    app.command()(lint)
