"""`akzess verify-audit` and `akzess seal`: prove that nobody has changed the history of a case, and seal it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from akzess import sealing, settings
from akzess.clocks import SystemClock
from akzess.house import TENANT, House
from akzess.output import as_json, console, table
from akzess.settings import BadSettings
from store import SqlStore
from store.sealing.archive import Archive
from store.sealing.states import verify_states
from store.sealing.verifying import Finding, Sealed, verify_complete, verify_heads, verify_seals

from .common import DATABASE, AsJson, Database, ExitCode, existing, find_case, opened

Seals = Annotated[
    Path | None,
    typer.Option("--seals", envvar="AKZESS_SEALS", help="folder of the seals (default: seals/ beside the database)"),
]
Keys = Annotated[
    Path | None,
    typer.Option("--public-keys", help="public keys of the seals (default: seal.pub beside the database)"),
]


def verify_audit(
    cases: Annotated[list[str] | None, typer.Argument(help="case numbers or ids; none: all cases")] = None,
    database: Database = DATABASE,
    seals: Seals = None,
    public_keys: Keys = None,
    as_json_: AsJson = False,
) -> None:
    """Verify every case's hash chain and state and the seals over all; ends with 5 when something is broken, and says where.

    States can be verified only with the key file (AKZESS_KEYS, or beside the database).

    Examples:

      akzess verify-audit

      akzess verify-audit AKZ-DD-2026-000001 --json

      akzess verify-audit --seals /srv/worm/akzess --public-keys /etc/akzess/seal.pub
    """
    broken: list[dict[str, object]] = []
    lines = count = 0
    wanted: set[str] = set()
    with opened(database) as house:
        rows = [find_case(house, text) for text in cases] if cases else house.all_cases()
        for row in rows:
            check = house.engine.verify_history(row.id)
            count += 1
            lines += check.lines
            wanted.add(row.id)
            if not check.ok:
                broken.append({"businessKey": row.business_key, "id": row.id, "problem": check.problem})
        only = frozenset(wanted) if cases else None
        sealed, findings = _seals(house, database, seals, public_keys, only)
        states, changed = verify_states(house.store, TENANT, only) if isinstance(house.store, SqlStore) else (0, [])
        findings += changed
    if as_json_:
        found = [
            {"code": f.code, "text": f.text, "checkpoint": f.checkpoint, "id": f.case_id, "line": f.seq}
            for f in findings
        ]
        facts = {"cases": count, "lines": lines, "states": states, "broken": broken}
        as_json({**facts, "seals": sealed.count, "findings": found})
    else:
        console().print(f"{count} Vorgänge, {lines} Zeilen geprüft. / {count} cases, {lines} lines verified.")
        console().print(
            f"{states} Stände geprüft. / {states} states verified."
            if states or not count
            else "Stände nicht geprüft: keine Schlüsseldatei. / States not verified: no key file."
        )
        console().print(
            f"{sealed.count} Siegel über {len(sealed.heads)} Vorgänge geprüft. / "
            f"{sealed.count} seals over {len(sealed.heads)} cases verified."
        )
        for last, first in sealed.restored:
            console().print(
                f"Siegel {last + 1} bis {first - 1} gingen mit einer Wiederherstellung verloren. / "
                f"Seals {last + 1} to {first - 1} were lost with a restored backup."
            )
        if broken:
            table("Gebrochene Ketten", ("Vorgang", "Id", "Was"), [tuple(item.values()) for item in broken])
        if findings:
            table("Befunde", ("Was", "Siegel", "Vorgang", "Zeile", "Befund"), [_line(one) for one in findings])
    if broken or findings:
        raise typer.Exit(ExitCode.AUDIT)


def _line(one: Finding) -> tuple[object, ...]:
    return (one.code, one.checkpoint or "", one.case_id, one.seq or "", one.text)


def _seals(
    house: House, database: str, folder: Path | None, keys: Path | None, cases: frozenset[str] | None
) -> tuple[Sealed, list[Finding]]:
    store = house.store
    if not isinstance(store, SqlStore):
        return Sealed(0, {}), []
    meant = replace(settings.read(), database=database)
    archive = Archive(folder, TENANT) if folder else sealing.archive_of(meant)
    file = keys or sealing.key_file(meant).with_suffix(".pub")
    known = sealing.public_keys(file)
    sealed, findings = verify_seals(store, archive, known, TENANT)
    if sealed.count and not known:
        raise BadSettings(f"there are seals, and {file} has no public key to verify them with")
    findings += verify_heads(store, sealed, TENANT, cases)
    findings += verify_complete(store, sealed, TENANT, cases)
    return sealed, findings


def seal(
    after_restore: Annotated[
        str, typer.Option(help="go on after a restored backup, with the reason: the first seal says what was lost")
    ] = "",
) -> None:
    """Seal all histories now; the running platform does it every minute by itself.

    Examples:

      akzess seal

      akzess seal --after-restore "Sicherung vom 21.11. nach Plattenschaden"
    """
    found, now = settings.read(), SystemClock().now()
    existing(found.database)
    with sealing.sealer(found) as seals:
        made = seals.after_restore(now, after_restore) if after_restore else seals.seal(now)
    if made is None:
        console().print("Seit dem letzten Siegel ist nichts zu siegeln. / Nothing to seal since the last one.")
    else:
        console().print(
            f"Siegel {made.number} über {len(made.leaves)} Vorgänge. / Seal {made.number} over {len(made.leaves)} cases."
        )


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("verify-audit")(verify_audit)
    app.command("seal")(seal)
