"""`akzess backup`, `akzess restore` and `akzess restored`: copies of the database, and what follows when one is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from akzess import backup_restoring as restoring
from akzess import backups, evidence_keys, settings
from akzess.clocks import SystemClock
from akzess.house import TENANT, House
from akzess.ids import RandomIds
from akzess.output import as_json, console, facts
from engine.commands import ResumeCase
from engine.errors import Conflict
from engine.model import CaseStatus
from store import SqlStore, migrations, open_store
from store.backups import Unusable
from store.erasing.journal import Journal
from store.evidence import Keyring
from store.queries import CaseFilter

from .common import DATABASE, As, AsJson, Database, existing, find_case, person

Keys = Annotated[Path | None, typer.Option("--keys", envvar="AKZESS_KEYS", help="file with the master keys")]
LostUntil = Annotated[
    datetime | None, typer.Option("--lost-until", help="when the lost database stopped working (UTC; default: now)")
]
Skip = Annotated[int, typer.Option("--skip-numbers", min=0, help="case numbers left out, which letters may bear")]
HoldAll = Annotated[bool, typer.Option("--hold-all", help="suspend every open case, not only those in motion")]
Erased = Annotated[
    Path | None,
    typer.Option("--erased", help="list of erased cases (default: AKZESS_ERASED, or beside the keys)"),
]

restored = typer.Typer(help="Nach einer Wiederherstellung / after a restore", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class _Place:
    url: str
    store: SqlStore
    keyring: Keyring
    keys: Path | None
    journal: Journal


def _there(database: str, keys: Path | None) -> Keyring | None:
    """The keys that there are; none are made, as a start would do: a refused restore leaves nothing behind."""
    file = keys or settings.read().keys or evidence_keys.default_file(database)
    return evidence_keys.read(file) if file is not None and file.exists() else None


@contextmanager
def _place(database: str, keys: Path | None, erased: Path | None = None) -> Iterator[_Place]:
    """The database with its keys, its schema untouched."""
    found = settings.read()
    found = replace(found, database=database, keys=keys or found.keys)
    file = found.keys or evidence_keys.default_file(database)
    store = open_store(database)
    try:
        if not isinstance(store, SqlStore) or file is None:
            raise Unusable("a database in memory has no backup")
        keyring = evidence_keys.of(found)
        journal = Journal(erased or evidence_keys.erased_list(file))
        store.vault = evidence_keys.vault(store, keyring, journal)
        yield _Place(database, store, keyring, file, journal)
    finally:
        store.close()


def backup(
    target: Annotated[Path, typer.Argument(help="folder for the backup; not there yet, or empty")],
    verify: Annotated[bool, typer.Option(help="verify every history on the way (reads all of it)")] = True,
    database: Database = DATABASE,
    keys: Keys = None,
    as_json_: AsJson = False,
) -> None:
    """Copy the database while it works, as of one instant, with a manifest. Keys are never in it: keep them elsewhere.

    Example: akzess backup /backup/2027-03-02
    """
    # Before anything else: what happens from here on may be missing in the copy.
    now = SystemClock().now()
    with _place(existing(database), keys) as place:
        if migrations.revision(place.store.engine) is None:
            raise Unusable("there is nothing of this platform in that database")
        made = backups.back_up(place.store, target, now, keys=place.keys, verify=verify)
    if as_json_:
        as_json(
            {
                "folder": str(made.folder),
                "takenAt": made.taken_at,
                "sha256": made.sha256,
                "schema": made.schema,
                "position": made.position,
                "cases": made.contents.cases,
                "lines": made.contents.lines,
                "verified": made.contents.verified,
                "masters": list(made.contents.masters),
            }
        )
        return
    facts(
        {
            "Sicherung": made.folder,
            "Stand": f"{made.taken_at:%Y-%m-%d %H:%M:%S} UTC",
            "Vorgänge": made.contents.cases,
            "Geprüfte Zeilen": made.contents.lines,
            "Hauptschlüssel (nicht enthalten)": ", ".join(made.contents.masters) or "keine",
        }
    )


def restore(
    folder: Annotated[Path, typer.Argument(help="folder of the backup")],
    lost_until: LostUntil = None,
    skip: Skip = restoring.SKIPPED,
    hold_all: HoldAll = False,
    database: Database = DATABASE,
    keys: Keys = None,
    erased: Erased = None,
    as_json_: AsJson = False,
) -> None:
    """Load a backup into an empty database, prove it, and see to it that nothing is sent a second time by itself.

    What an agency may know already becomes an incident, cases in motion stand still until `akzess restored release`.
    A restore that was interrupted goes on when it is called again.

    Example: akzess restore /backup/2027-03-02 --lost-until 2027-03-02T14:05
    """
    made = backups.read(folder)
    restoring.check(made, database, _there(database, keys))
    with _place(database, keys, erased) as place:
        if restoring.unsettled(place.store) is None:
            until = _instant(lost_until)
            restoring.load(made, place.store, place.url, place.keyring, max(until, made.taken_at))
            # What is written from now on is what the processes of the restored time read.
            place.store.vault = evidence_keys.vault(place.store, place.keyring, place.journal)
        done = restoring.settle(place.store, SystemClock(), journal=place.journal, skip=skip, hold_all=hold_all)
    _tell(done, as_json_)


@restored.command("settle")
def settle(
    taken_at: Annotated[
        datetime, typer.Option("--taken-at", help="the instant the database was brought back to (UTC)")
    ],
    lost_until: LostUntil = None,
    skip: Skip = restoring.SKIPPED,
    hold_all: HoldAll = False,
    database: Database = DATABASE,
    keys: Keys = None,
    erased: Erased = None,
    as_json_: AsJson = False,
) -> None:
    """The same for a database that was brought back by other means (point-in-time recovery), before any process starts.

    Example: akzess restored settle --taken-at 2027-03-02T14:03:59
    """
    with _place(existing(database), keys, erased) as place:
        if restoring.unsettled(place.store) is None:
            instant = _instant(taken_at)
            restoring.expect(place.store, instant, max(_instant(lost_until), instant))
        done = restoring.settle(place.store, SystemClock(), journal=place.journal, skip=skip, hold_all=hold_all)
    _tell(done, as_json_)


@restored.command("release")
def release(
    as_: As,
    cases: Annotated[list[str] | None, typer.Argument(help="case numbers or ids")] = None,
    all_: Annotated[bool, typer.Option("--all", help="every case that the restore has suspended")] = False,
    database: Database = DATABASE,
    keys: Keys = None,
    as_json_: AsJson = False,
) -> None:
    """Let cases go on that the restore has suspended, once somebody has compared them with what the agencies have.

    Example: akzess restored release AKZ-DD-2027-000017 --as lore.system-admin
    """
    actor = person(as_)
    if bool(cases) == all_:
        raise typer.BadParameter("case numbers, or --all")
    released = []
    with _place(existing(database), keys) as place:
        place.store.check()
        house = House(place.store, SystemClock(), RandomIds(), [])
        ids = [find_case(house, text).id for text in cases or ()] or list(_standing(house))
        for case_id in ids:
            try:
                house.engine.handle(ResumeCase(case_id=case_id, actor=actor))
            except Conflict:
                if not all_:
                    raise
                continue  # somebody let it go on meanwhile
            released.append(case_id)
    if as_json_:
        as_json({"released": released})
    else:
        console().print(f"{len(released)} Vorgänge laufen weiter. / {len(released)} cases go on.")


def _standing(house: House) -> Iterator[str]:
    after: str | None = None
    while True:
        page = house.read.cases(TENANT, filters=CaseFilter(statuses=(CaseStatus.SUSPENDED,)), limit=500, after=after)
        for row in page.items:
            stops = [line for line in house.read.history(TENANT, row.id) if line.event == "SuspendCase"]
            if stops and str(stops[-1].detail.get("reason", "")).startswith(restoring.REMARK):
                yield row.id
        if page.next is None:
            return
        after = page.next


def _instant(given: datetime | None) -> datetime:
    return SystemClock().now() if given is None else given.replace(tzinfo=UTC)


def _tell(done: restoring.Restored, machine: bool) -> None:
    if machine:
        as_json(
            {
                "takenAt": done.taken_at,
                "lostUntil": done.lost_until,
                "unknown": done.unknown,
                "standing": done.standing,
                "erased": done.erased,
            }
        )
        return
    facts(
        {
            "Stand": f"{done.taken_at:%Y-%m-%d %H:%M:%S} UTC",
            "Verlorene Zeit bis": f"{done.lost_until:%Y-%m-%d %H:%M:%S} UTC",
            "Ausgang unbekannt (Störungen)": done.unknown,
            "Angehaltene Vorgänge": done.standing,
            "Erneut gelöschte Vorgänge": done.erased,
        }
    )
    console().print(
        "Weiter: akzess setup; akzess seal --after-restore …; dann akzess restored release (docs/backup.md).\n"
        "Next: akzess setup; akzess seal --after-restore …; then akzess restored release (docs/backup.md)."
    )


def register(root: typer.Typer) -> None:
    """Add the commands."""
    root.command()(backup)
    root.command()(restore)
    root.add_typer(restored, name="restored")
