"""`akzess evidence`: found, checked, shown and proven from the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from akzess import evidence_keys
from akzess.clocks import MovableClock
from akzess.house import VirtualHouse
from akzess.people import named
from connectors.ledger import Part
from engine.commands import CancelCase
from engine.handlers.deployments import read_here
from store import open_store
from tests.akzess.conftest import Shell

from .conftest import BUNDLE, MORNING, Ledger, Office


@pytest.fixture
def office(shell: Shell) -> Iterator[Office]:
    """A finished exchange with the Bundesagentur, on the shell's database, with the keys beside it."""
    store = open_store(shell.database)
    clock = MovableClock(MORNING)
    file = evidence_keys.default_file(shell.database)
    assert file is not None
    kept = Ledger(store, evidence_keys.add_key(file), clock)
    with VirtualHouse(store, MORNING, clock=clock, over_http=True, read_bundle=read_here, ledger=kept) as house:
        house.deploy({"small.bpmn": (BUNDLE / "small.bpmn").read_bytes()})
        yield Office(house, store, kept)
    store.close()


def test_a_case_lists_its_messages(shell: Shell, office: Office) -> None:
    office.applies().hears()

    rows = shell("evidence", office.number, "--json").json["evidence"]

    assert [(row["direction"], row["agency"], row["part"]) for row in rows] == [
        ("out", "bundesagentur", "request"),
        ("in", "bundesagentur", "answer"),
        ("in", "bundesagentur", "message"),
        ("out", "bundesagentur", "acknowledgement"),
    ]
    assert "Mustermann" not in shell.out


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--agency", "bundesagentur"], 2),
        (["--agency", "kammern"], 0),
        (["--since", "2026-10-19"], 2),
        (["--since", "2026-10-20"], 0),
        (["--until", "2026-10-18"], 0),
        (["--until", "2026-10-19"], 2),
    ],
)
def test_messages_are_found_by_agency_and_day(shell: Shell, office: Office, options: list[str], count: int) -> None:
    office.applies()

    assert len(shell("evidence", *options, "--json").json["evidence"]) == count


def test_request_and_decision_share_the_key(shell: Shell, office: Office) -> None:
    office.applies().hears()
    key = office.entry("bundesagentur", Part.REQUEST).key

    assert len(shell("evidence", "list", key, "--json").json["evidence"]) == 4


def test_a_key_that_nobody_knows_is_not_found(shell: Shell, office: Office) -> None:
    assert shell("evidence", "nirgendwo").code == 3
    assert shell("evidence", "prove", "nirgendwo", "--pdf", "x.pdf").code == 3


def test_the_proof_is_one_page_of_pdf(shell: Shell, office: Office, tmp_path: Path) -> None:
    office.applies().hears()
    key = office.entry("bundesagentur", Part.REQUEST).key

    shell("evidence", "prove", key, "--pdf", str(tmp_path / "proof.pdf"))

    page = (tmp_path / "proof.pdf").read_bytes()
    assert (shell.code, page[:5]) == (0, b"%PDF-")
    assert len(re.findall(rb"/Type ?/Page\b", page)) == 1


def test_the_sender_of_a_message_gets_a_proof_that_it_arrived(shell: Shell, office: Office, tmp_path: Path) -> None:
    office.applies().hears()
    message_id = office.entry("bundesagentur", Part.MESSAGE).message_id

    shell("evidence", "prove", message_id, "--pdf", str(tmp_path / "proof.pdf"))

    assert (shell.code, "decision" in shell.out) == (0, True)


def test_what_nobody_confirmed_is_not_proven(shell: Shell, office: Office, tmp_path: Path) -> None:
    office.house.town["bundesagentur"].fail_next("reset")
    office.applies()
    key = office.entry("bundesagentur", Part.REQUEST).key

    shell("evidence", "prove", key, "--pdf", str(tmp_path / "proof.pdf"))

    assert (shell.code, (tmp_path / "proof.pdf").exists()) == (1, False)
    assert "outcome-unknown" in shell.err


def _forged(engine: Engine, statement: str) -> None:
    """What somebody with all rights on the database may do."""
    with engine.begin() as connection:
        for trigger in ("evidence_no_update", "evidence_no_delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "change",
    [
        "at = at - 86400000000",
        "sha256 = zeroblob(32)",
        "outcome = 'refused X'",
        "content = (SELECT content FROM evidence WHERE id = 2)",
    ],
)
def test_tampering_is_found_and_never_proven(shell: Shell, office: Office, tmp_path: Path, change: str) -> None:
    office.applies()
    key = office.entry("bundesagentur", Part.REQUEST).key
    _forged(office.store.engine, "UPDATE evidence SET " + change + " WHERE id = 1")

    found = shell("evidence", "check", office.number, "--json")

    assert (found.code, [row["state"] for row in found.json["problems"]]) == (5, ["tampered"])
    assert shell("evidence", "prove", key, "--pdf", str(tmp_path / "proof.pdf")).code == 5
    assert not (tmp_path / "proof.pdf").exists()


def test_an_untouched_ledger_is_in_order(shell: Shell, office: Office) -> None:
    office.applies().hears()

    found = shell("evidence", "check", "--json")

    assert (found.code, found.json["intact"], found.json["problems"]) == (0, 4, [])


def test_a_wrong_key_file_is_a_clear_error(shell: Shell, office: Office, tmp_path: Path) -> None:
    office.applies()
    evidence_keys.add_key(tmp_path / "other.keys")
    key = office.entry("bundesagentur", Part.REQUEST).key

    shell("evidence", "prove", key, "--pdf", str(tmp_path / "proof.pdf"), "--keys", str(tmp_path / "other.keys"))

    assert shell.code == 7
    assert "but the key file has only" in shell.err


def test_after_erasure_receipt_is_proven_without_the_content(shell: Shell, office: Office, tmp_path: Path) -> None:
    office.applies()
    key = office.entry("bundesagentur", Part.REQUEST).key
    office.kept.erase(1, office.case_id, office.number)

    assert shell("evidence", "check", "--json").json["erased"] == 2
    assert shell("evidence", "prove", key, "--pdf", str(tmp_path / "proof.pdf")).code == 0
    assert shell("evidence", "show", "1", "--out", str(tmp_path / "gone.xml")).code == 7


def test_the_bytes_of_a_message_can_be_shown(shell: Shell, office: Office, tmp_path: Path) -> None:
    office.applies()

    shell("evidence", "show", "1", "--out", str(tmp_path / "request.xml"))

    assert (shell.code, b"submitApprovalRequest" in (tmp_path / "request.xml").read_bytes()) == (0, True)
    assert shell("evidence", "show", "99", "--out", str(tmp_path / "none.xml")).code == 3


def ended(office: Office, years: int) -> str:
    """A case that ended so many years ago by the clock of the command line."""
    office.applies().hears()
    house = office.house
    case = house.find(office.number)
    house.handle(CancelCase(actor=named("clara.akz-lead"), case_id=case.id, reason="zurückgenommen"))
    at = datetime.now(UTC) - timedelta(days=366 * years)
    with office.store.engine.begin() as connection:
        micros = int(at.timestamp() * 1_000_000)
        connection.exec_driver_sql("UPDATE case_instance SET ended_at = ? WHERE id = ?", (micros, case.id))
    return office.number


CLARA, DORA = ("--as", "clara.akz-lead"), ("--as", "dora.dpo")


def test_a_case_that_need_not_be_kept_any_more_is_erased_and_its_hashes_stay(shell: Shell, office: Office) -> None:
    number = ended(office, 11)

    shell("erase", number, *CLARA, "--reference", "Löschlauf 2037")
    assert shell("erase", number, *DORA, "--approve", "--json").json["keysDestroyed"] >= 1

    shell("evidence", "check", number)
    assert "gelöscht" in shell.out


def test_who_erased_what_and_why_is_on_record(shell: Shell, office: Office) -> None:
    number = ended(office, 11)

    shell("erase", number, *CLARA, "--reference", "Löschlauf 2037")
    shell("erase", number, *DORA, "--approve")

    (event,) = office.store.read().security_events(1, kind="case-erased").items
    assert (event.person, event.detail["reference"]) == (named("dora.dpo").person, "Löschlauf 2037")


def test_an_open_case_is_not_erased(shell: Shell, office: Office) -> None:
    office.applies().hears()

    shell("erase", office.number, *CLARA, "--reference", "1")

    assert shell.code == 1
    assert "not over" in shell.err + shell.out


def test_a_case_that_has_to_be_kept_is_not_erased_except_on_an_order(shell: Shell, office: Office) -> None:
    number = ended(office, 1)

    shell("erase", number, *CLARA, "--reference", "Löschlauf 2027")
    assert (shell.code, "must-stay" in shell.err + shell.out) == (1, True)

    shell("erase", number, *CLARA, "--basis", "court-order", "--reference", "VG Dresden, 3 K 1/27")
    assert shell.code == 0


def test_a_held_case_is_not_erased_on_any_order(shell: Shell, office: Office) -> None:
    number = ended(office, 11)
    shell("hold", number, *CLARA, "--reason", "Klage 3 K 1/27")

    shell("erase", number, *CLARA, "--basis", "court-order", "--reference", "VG Dresden, 3 K 1/27")

    assert (shell.code, "legal-hold" in shell.err + shell.out) == (1, True)


def test_a_clerk_decides_about_no_erasure(shell: Shell, office: Office) -> None:
    number = ended(office, 11)

    shell("erase", number, "--as", "anna.akz-clerk", "--reference", "1")

    assert (shell.code, "forbidden" in shell.err + shell.out) == (1, True)


def test_what_is_due_is_shown_and_nothing_is_changed(shell: Shell, office: Office) -> None:
    ended(office, 11)
    shell("retention", "--do")

    shown = shell("retention", "--json").json

    assert (len(shown["due"]), len(shown["waiting"]), shown["done"]) == (0, 1, None)
