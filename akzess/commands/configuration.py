"""`akzess settings check` and `akzess password`: what an operator prepares before the platform starts."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from akzess import settings
from akzess.output import as_json, console
from akzess.people import SITES
from akzess.settings_check import check as check_settings
from service.identity import account_file, hash_password

from .common import AsJson, ExitCode


def check(
    file: Annotated[
        Path | None, typer.Argument(help="the file (default: that of `akzess --settings FILE`, else AKZESS_SETTINGS)")
    ] = None,
    accounts: Annotated[
        Path | None, typer.Option(help="check this accounts file (without: the one that the settings name)")
    ] = None,
    as_json_: AsJson = False,
) -> None:
    """Say every mistake of a settings file and its accounts file with its place; opens no database and calls nobody.

    Ends with 7 when there is one, 0 otherwise.

    Examples:

      akzess settings check akzess.yaml

      akzess settings check --accounts accounts.yaml
    """
    file = file or (None if accounts else settings.named_file())
    if file is None and accounts is None:
        raise typer.BadParameter("name a file, or set AKZESS_SETTINGS")
    found = check_settings(file) if file else []
    if accounts is not None:
        found += account_file.read(accounts, SITES)[1]
    if as_json_:
        as_json({"faults": [{"file": str(each.file), "line": each.line, "message": each.message} for each in found]})
    else:
        for each in found:
            console(error=True).print(f"{each}", markup=False, highlight=False, soft_wrap=True)
        if not found:
            console().print("Ohne Fehler. / No mistakes.")
    if found:
        raise typer.Exit(ExitCode.SURROUNDINGS)


def password() -> None:
    """Make the passwordHash of an account: the password is asked for, or read from standard input, never an argument.

    Prints the hash alone, so that it can be written into a file.

    Example: akzess password
    """
    if sys.stdin.isatty():
        word = getpass("Passwort / password: ")
        if word != getpass("Noch einmal / once more: "):
            raise typer.BadParameter("these are two different passwords")
    else:
        word = sys.stdin.readline().rstrip("\r\n")
    if not word:
        raise typer.BadParameter("no password on standard input")
    typer.echo(hash_password(word))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Einstellungen / settings: check the file and the accounts", no_args_is_help=True)
    group.command("check")(check)
    app.add_typer(group, name="settings")
    app.command()(password)
