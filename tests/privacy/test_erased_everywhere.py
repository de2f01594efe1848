"""Of twenty canaries in twenty places none is left when their case was erased."""

from __future__ import annotations

from pathlib import Path

from engine import commands as c
from engine.desk import AccessCode, Comment, SealOpening
from engine.model import Draft
from store import SqlStore, open_store
from store.erasing import Vault
from store.evidence import Keyring

from .conftest import MASTER
from .dump import hits, rows
from .erasing_desk import CLARA, DORA, Desk

PLACES = tuple(f"Kanarie{number:02}-{word}" for number, word in enumerate((
    "Vorname", "Name", "Strasse", "Passnummer", "Antwort", "Entwurf", "Notiz", "Anhang", "Nachricht", "Frueh",
    "Suche", "Arbeitgeber", "AZR", "Ergebnis", "Grund", "Wiedervorlage", "Siegelgrund", "Sperrgrund", "Dokument", "Nummer",
), 1))  # fmt: skip


def filled(store: SqlStore, folder: Path) -> Desk:
    """A case with a canary in every place that a person can type into; ended."""
    from documents.model import Filing, Folder, Scan, Source
    from store import Files

    desk = Desk(store)
    p, engine = iter(PLACES), desk.office.engine
    engine.handle(
        c.StartCase(
            process_id="p",
            business_key=PLACES[19],
            variables={"given": next(p), "family": next(p), "street": next(p), "passport": next(p)},
        )
    )
    desk.case = desk.office.case_id = store.read().case_by_key(1, PLACES[19]).id
    desk.office.business_key = PLACES[19]
    now = desk.now
    desk.office.completes("a", reason=PLACES[4])
    key = desk.case
    with store.unit_of_work() as unit:
        unit.save_draft(Draft(key, 3, 1, "anna", {"text": PLACES[5]}, now))
        unit.put(Comment("c1", 1, key, "anna", PLACES[6], now))
        unit.put(SealOpening("o1", 1, key, "SECURITY", "clara", "s", PLACES[16], now, now))
        unit.put(AccessCode(1, key, b"h", b"s", now, "clara"))
        unit.commit()
    blob_of = Files(store, Keyring([MASTER]), desk.office.clock)
    filing = Filing(
        document_id="d1",
        tenant=1,
        case_id=key,
        folder=Folder.NACHWEISE,
        code=None,
        title=PLACES[18],
        source=Source.CLERK,
        file_name=PLACES[7] + ".pdf",
        media_type="application/pdf",
        blob=blob_of.keep(1, key, [PLACES[7].encode()]),
        scan=Scan.CLEAN,
        at=now,
        by="anna",
        by_name="Anna",
        key="k1",
    )
    blob_of.file(filing)
    desk.office.works("s", result=PLACES[13])
    desk.office.receives("answer", note=PLACES[8])
    desk.office.receives("answer", note=PLACES[9])
    with store.engine.begin() as connection:  # what the procedure's listing and a clerk's dates write
        connection.exec_driver_sql(
            f"UPDATE case_instance SET applicant = '{PLACES[1]}', employer = '{PLACES[11]}', azr_number = '{PLACES[12]}'"
            f", applicant_key = '{PLACES[1].lower()}' WHERE id = '{key}'"
        )
        connection.exec_driver_sql(
            f"INSERT INTO search_term (tenant, term, case_id, site) VALUES (1, '{PLACES[10].lower()}', '{key}', '')"
        )
        connection.exec_driver_sql(
            f"UPDATE task SET follow_up_note = '{PLACES[15]}', applicant = '{PLACES[1]}' WHERE case_id = '{key}'"
        )
    hold = desk.erasing.hold(1, key, CLARA, reason=PLACES[17], now=now)
    desk.erasing.lift(1, key, hold.id, DORA, now=now)
    engine.handle(c.CancelCase(case_id=key, reason=PLACES[14], actor=CLARA))
    return desk


def test_of_twenty_canaries_none_is_left_in_the_database(store: SqlStore, tmp_path: Path) -> None:
    desk = filled(store, tmp_path)
    desk.erases()
    lower = [one.lower() for one in PLACES]
    assert hits(rows(store), [*PLACES, *lower]) == []


def test_not_even_in_the_pages_that_sqlite_has_given_up(sqlite_store: SqlStore, tmp_path: Path) -> None:
    sqlite_store.vault = Vault(Keyring([MASTER]))
    desk = filled(sqlite_store, tmp_path)
    desk.erases()
    sqlite_store.close()
    with open_store(str(sqlite_store.engine.url)).engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    left = b"".join(path.read_bytes() for path in tmp_path.glob("akzess.db*"))
    assert hits(left, PLACES) == []


def test_who_steals_the_database_and_the_key_file_reads_nothing_of_an_erased_case(
    store: SqlStore, tmp_path: Path
) -> None:
    desk = filled(store, tmp_path)
    desk.erases()
    store.vault = Vault(Keyring([MASTER]))
    lines = store.read().history(1, desk.case)
    assert [dict(line.detail) for line in lines if line.commitment and line.detail and len(line.detail)] == []
    assert desk.office.engine.variables(desk.case) == {}


def test_the_canaries_were_there_before(store: SqlStore, tmp_path: Path) -> None:
    desk = filled(store, tmp_path)
    lines = store.read().history(1, desk.case)
    assert PLACES[14] in str([dict(line.detail) for line in lines])
