"""`akzess evidence`: list, check and prove what went to agencies and came from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from akzess import evidence_keys, proof, settings
from akzess.clocks import SystemClock
from akzess.house import TENANT, House
from akzess.ids import RandomIds
from akzess.output import as_json, console, table
from akzess.scenario_file import BERLIN
from engine.errors import NotFound
from store import SqlStore, open_store
from store.evidence import Entry, EvidenceFilter, Finding, Kept

from .common import DATABASE, AsJson, Database, ExitCode, existing, opened


class _ListByDefault(TyperGroup):
    """`akzess evidence AKZ-DD-2026-000001` is `akzess evidence list AKZ-DD-2026-000001`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the verb in when the first word is none."""
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h")):
            args = ["list", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="evidence",
    cls=_ListByDefault,
    help="Messages to and from agencies: list, check, show, prove.",
    add_completion=False,
    rich_markup_mode=None,
)

Subject = Annotated[str | None, typer.Argument(help="case number, case id, job key, correlation key or message id")]
Agency = Annotated[str | None, typer.Option(help="only this agency")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="from this day on, local time")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="up to and including this day")]
Keys = Annotated[
    Path | None,
    typer.Option("--keys", envvar="AKZESS_KEYS", help="file with the master keys; default: beside the data"),
]


@dataclass(frozen=True, slots=True)
class _Desk:
    house: House
    ledger: Kept

    def entries(self, filters: EvidenceFilter) -> Iterator[Entry]:
        """Everything that fits, page by page."""
        after: str | None = None
        while True:
            page = self.house.read.evidence(TENANT, filters=filters, limit=200, after=after)
            yield from page.items
            after = page.next
            if after is None:
                return


@contextmanager
def _desk(database: str, keys: Path | None) -> Iterator[_Desk]:
    file = keys or settings.read().keys or evidence_keys.default_file(database)
    if file is None:
        raise typer.BadParameter("a store in memory keeps no evidence")
    ring = evidence_keys.read(file)
    with closing(open_store(existing(database))) as store:
        evidence_keys.seal(store, ring, file)
        if isinstance(store, SqlStore):
            store.check()
        yield _Desk(House(store, SystemClock(), RandomIds(), []), Kept(store, ring, SystemClock()))


def _filters(house: House, subject: str | None, agency: str | None, since: Any, until: Any) -> EvidenceFilter:
    first = _midnight(since.date()) if since else None
    last = _midnight(until.date() + timedelta(days=1)) if until else None
    narrowed = EvidenceFilter(agency=agency, since=first, before=last)
    if subject is None:
        return narrowed
    try:
        case = house.find(subject)
    except NotFound:
        return EvidenceFilter(agency=agency, since=first, before=last, key=subject)
    return EvidenceFilter(case.id, case.business_key, agency, None, first, last)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=BERLIN)


@app.command("list")
def listed(
    subject: Subject = None,
    agency: Agency = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(help="at most so many messages, oldest first")] = 200,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """List messages; needs no keys, since bytes stay sealed.

    Examples:

      akzess evidence AKZ-DD-2026-000001

      akzess evidence --agency bundesagentur --since 2026-10-19 --json
    """
    with opened(database) as house:
        filters = _filters(house, subject, agency, since, until)
        rows: list[Entry] = []
        after: str | None = None
        while len(rows) < limit:
            page = house.read.evidence(
                TENANT, filters=filters, limit=min(200, limit - len(rows)), after=after, bare=True
            )
            rows += page.items
            after = page.next
            if after is None:
                break
    if subject is not None and not rows:
        raise NotFound(f"no evidence of {subject[:80]}")
    if as_json_:
        as_json({"evidence": [_document(entry) for entry in rows], "more": after is not None})
        return
    table(
        "Nachweise / evidence",
        ("Nr.", "Zeit", "Nachricht", "Ergebnis", "Vorgang, Schlüssel"),
        [_cells(entry) for entry in rows],
    )


def _cells(e: Entry) -> tuple[Any, ...]:
    direction = "→" if e.part.ours else "←"
    name = e.operation if e.operation.startswith(f"{e.agency}.") else f"{e.agency}.{e.operation}"
    return (e.id, e.at, f"{direction} {name}", e.outcome, f"{e.business_key} {e.key}".strip())


@app.command("check")
def checked(
    subject: Subject = None,
    agency: Agency = None,
    since: Since = None,
    until: Until = None,
    keys: Keys = None,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Decrypt messages and compare them with their hashes and seals; ends with 5 when one was changed.

    Example: akzess evidence check AKZ-DD-2026-000001
    """
    counted: dict[str, int] = {"intact": 0, "erased": 0, "tampered": 0, "wrong-key": 0}
    bad: list[dict[str, Any]] = []
    with _desk(database, keys) as desk:
        for entry in desk.entries(_filters(desk.house, subject, agency, since, until)):
            found = desk.ledger.check(entry)
            counted[found.state] += 1
            if not found.proves:
                bad.append({"number": entry.id, "key": entry.key, "state": found.state, "detail": found.detail})
    if as_json_:
        as_json({**counted, "problems": bad})
    else:
        console().print(
            f"{sum(counted.values())} Nachrichten geprüft / checked: {counted['intact']} unverändert / intact, "
            f"{counted['erased']} gelöscht / erased, {len(bad)} nicht in Ordnung / not in order."
        )
        if bad:
            table("Befunde / findings", ("Nr.", "Schlüssel", "Zustand", "Was"), [tuple(item.values()) for item in bad])
    if bad:
        raise typer.Exit(ExitCode.AUDIT)


@app.command("prove")
def prove(
    key: Annotated[str, typer.Argument(help="job key, correlation key or message id")],
    pdf: Annotated[Path, typer.Option("--pdf", help="file to write, one page")],
    keys: Keys = None,
    database: Database = DATABASE,
) -> None:
    """Prove on one page of PDF that an agency received a message, or that its message arrived here.

    Ends with 1 when nobody confirmed it, with 5 when the record was changed.

    Example: akzess evidence prove 0b0e0a52-3f0b-4f3e-9f57-7f1f2f3f4f5f --pdf nachweis.pdf
    """
    now = SystemClock().now()
    with _desk(database, keys) as desk:
        pairs = proof.exchanges(list(desk.entries(EvidenceFilter(key=key))))
        if not pairs:
            raise NotFound(f"no message {key[:80]} with an answer")
        # The request under this key before the messages that refer to it; the sender's own id means his message.
        pairs.sort(key=lambda pair: pair[0].message_id != key and not pair[0].part.ours)
        confirmed = next((pair for pair in pairs if proof.received(pair)), None)
        if confirmed is None:
            console(error=True).print(f"{key}: Empfang nicht bestätigt / nobody confirmed it: {pairs[-1][1].outcome}")
            raise typer.Exit(ExitCode.REFUSED)
        checks = desk.ledger.check(confirmed[0]), desk.ledger.check(confirmed[1])
        _refuse(*checks)
        found = proof.proven(confirmed, checks, desk.house.read, desk.house.engine)
        pdf.write_bytes(proof.pdf(found, now))
    console().print(f"{pdf}: Nachweis / proof of {confirmed[0].operation}, {confirmed[0].agency}")


def _refuse(*checks: Finding) -> None:
    for found in checks:
        if not found.proves:
            console(error=True).print(f"{found.state}: {found.detail}", markup=False)
            raise typer.Exit(ExitCode.AUDIT if found.state == "tampered" else ExitCode.SURROUNDINGS)


@app.command("show")
def show(
    number: Annotated[int, typer.Argument(help="number of the message, from the list")],
    out: Annotated[Path, typer.Option("--out", help="file for the bytes as they were on the wire")],
    keys: Keys = None,
    database: Database = DATABASE,
) -> None:
    """Write the bytes of one message to a file; they hold personal data.

    Example: akzess evidence show 17 --out message.xml
    """
    with _desk(database, keys) as desk:
        entry = desk.house.read.evidence_entry(TENANT, number)
        if entry is None:
            raise NotFound(f"no message {number}")
        found = desk.ledger.open(entry)
    out.write_bytes(found.body)
    console().print(
        f"{out}: {len(found.body)} Bytes, SHA-256 {entry.sha256.hex()} {found.target}".rstrip(), markup=False
    )


@app.command("add-key")
def add_key(file: Annotated[Path, typer.Argument(help="file with the master keys")]) -> None:
    """Make a key file, or put a new key in front of its keys: what is kept from the next start on is sealed with it.

    Example: akzess evidence add-key /etc/akzess/evidence.keys
    """
    ring = evidence_keys.add_key(file)
    console().print(f"{file}: Schlüssel / key {ring.current.id}")


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.id,
        "at": entry.at,
        "direction": "out" if entry.part.ours else "in",
        "part": entry.part.value,
        "agency": entry.agency,
        "operation": entry.operation,
        "caseId": entry.case_id,
        "businessKey": entry.business_key,
        "jobId": entry.job_id,
        "key": entry.key,
        "messageId": entry.message_id,
        "exchange": entry.exchange,
        "attempt": entry.attempt,
        "mediaType": entry.media_type,
        "size": entry.size,
        "sha256": entry.sha256.hex(),
        "canonicalForm": entry.canonical,
        "canonicalSha256": entry.canonical_sha256.hex() if entry.canonical_sha256 else None,
        "signature": entry.signature,
        "status": entry.status,
        "outcome": entry.outcome,
        "receipt": dict(entry.receipt),
        "masterKey": entry.master,
    }


def register(root: typer.Typer) -> None:
    """Add the commands."""
    root.add_typer(app)
