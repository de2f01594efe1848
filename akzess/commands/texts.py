"""`akzess texts`: what applicants read, in all languages: what is missing, wrong or unread, and who read it when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from akzess import bundle
from akzess.output import as_json, console, table
from processes.catalogues import Catalogue, catalogues, standing
from processes.languages import load_languages
from processes.reviews import Review, Reviews, digest, load_reviews, write_reviews
from processes.text_checks import Finding, findings, unused

from .common import AsJson, ExitCode

Folder = Annotated[Path, typer.Argument(help="folder of the procedure")]
#: The sources of the pages; not there in an installed wheel, whose pages are built already.
WEB = Path(__file__).parents[2] / "web" / "src"
Reviewed = Annotated[
    str, typer.Option("--reviewed", help="CATALOGUE:LANGUAGE that somebody has read as it is now, for example texts:uk")
]
By = Annotated[str, typer.Option("--by", help="function or service that read it, no person's name")]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="day on which it was read")]


def texts(
    folder: Folder = bundle.AKZESS, reviewed: Reviewed = "", by: By = "", on: On = None, as_json_: AsJson = False
) -> None:
    """Check the texts for applicants in every language, or note that a translation was read (docs/languages.md).

    Ends with 4 when something is missing or wrong; texts that nobody has read are shown and are no error.

    Examples:

      akzess texts

      akzess texts --reviewed texts:uk --by "Sprachmittlung Ukrainisch" --on 2026-12-01
    """
    web = WEB if WEB.is_dir() else None
    if reviewed:
        _note(folder, web, reviewed, by, on.date() if on else None)
        return
    found = [*findings(folder, web), *(unused(web) if web else ())]
    rows = standing(folder, web)
    if as_json_:
        as_json({"findings": [asdict(one) for one in found], "catalogues": [asdict(row) for row in rows]})
    else:
        table(
            "Texte / texts",
            ("Katalog", "Sprache", "Texte", "nötig", "ungelesen", "gelesen von", "am"),
            [(r.catalogue, r.language, r.texts, r.needed, r.unread or None, r.by, r.on) for r in rows],
        )
        table(
            "Befunde / findings",
            ("Was", "Katalog", "Sprache", "Text", "Näher"),
            [(f.kind, f.catalogue, f.language, f.key[:60], f.detail) for f in found],
            empty="keine / none",
        )
    if wrong(found):
        raise typer.Exit(ExitCode.MODEL)


def wrong(found: list[Finding]) -> list[Finding]:
    """The findings that stop a release: all but words that no page uses any more."""
    return [one for one in found if one.kind != "unused"]


def _note(folder: Path, web: Path | None, reviewed: str, by: str, on: date | None) -> None:
    name, _, language = reviewed.partition(":")
    known: Mapping[str, Catalogue] = {one.name: one for one in catalogues(folder, web)}
    if name not in known or load_languages(folder).get(language) is None:
        raise typer.BadParameter(f"{reviewed}: one of {', '.join(known)}, a colon and a language")
    if not by.strip() or on is None:
        raise typer.BadParameter("--by and --on say who has read it and when")
    one = known[name]
    own = one.languages.get(language, {})
    seen = {key: digest(one.leading.get(key, ""), text) for key, text in own.items()}
    before = [item for item in load_reviews(folder).items if (item.catalogue, item.language) != (name, language)]
    write_reviews(folder, Reviews((*before, Review(name, language, by.strip(), on, seen))))
    console().print(f"{len(seen)} Texte gelesen / texts read: {name}:{language}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(texts)
