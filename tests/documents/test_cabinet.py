"""What is filed is found again, unchanged and once; what was never filed or was erased is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from documents.errors import Erased, KeyReused, Missing, TooMany
from documents.model import LetterNote, Scan, Source
from store import MemoryStore
from store.evidence import Tampered
from store.filing.files import CHUNK

from .conftest import Cabinet


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_what_was_filed_is_read_again(cabinet: Cabinet, size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert cabinet.read(cabinet.filed([data[:100], data[100:]])) == data


def test_a_document_says_what_it_is(cabinet: Cabinet) -> None:
    document = cabinet.filed()
    found = cabinet.files.document(1, document.id)
    assert found == document
    assert (document.title, document.version.file_name) == ("Zeugnis von Anjali", "Zeugnis Mustermann-Rao.pdf")


def test_a_filing_that_comes_twice_counts_once(cabinet: Cabinet) -> None:
    first = cabinet.filed(key="letter:job-1")
    second = cabinet.filed(key="letter:job-1")
    assert second.id == first.id
    assert [document.id for document in cabinet.files.of_case(1, "c1", limit=9)] == [first.id]


def test_a_key_is_not_used_for_other_content(cabinet: Cabinet) -> None:
    cabinet.filed(key="upload:anna:1")
    with pytest.raises(KeyReused):
        cabinet.filed([b"other"], key="upload:anna:1")


def test_the_newest_document_comes_first_page_by_page(cabinet: Cabinet) -> None:
    filed = [cabinet.filed().id for _ in range(5)]
    pages: list[list[str]] = []
    after: str | None = None
    while page := [document.id for document in cabinet.files.of_case(1, "c1", limit=2, after=after)]:
        pages.append(page)
        after = page[-1]
    assert [one for page in pages for one in page] == sorted(filed, reverse=True)


def test_a_new_version_leaves_the_old_one(cabinet: Cabinet) -> None:
    first = cabinet.filed([b"one"])
    second = cabinet.filed([b"two"], replaces=first.id, file_name="neu.pdf")
    assert (second.id, second.version.number, cabinet.read(second)) == (first.id, 2, b"two")
    old = cabinet.files.versions(1, first.id)[1]
    assert (old.file_name, b"".join(cabinet.files.content(old))) == ("Zeugnis Mustermann-Rao.pdf", b"one")


def test_a_document_of_another_case_is_not_replaced(cabinet: Cabinet) -> None:
    cabinet.new_case("c2")
    foreign = cabinet.filed(case_id="c2")
    with pytest.raises(Missing):
        cabinet.filed(replaces=foreign.id)


def test_bytes_of_another_case_are_not_filed(cabinet: Cabinet) -> None:
    cabinet.new_case("c2")
    foreign = cabinet.files.keep(1, "c2", [b"x"])
    with pytest.raises(Missing):
        cabinet.filed(blob=foreign)


def test_a_case_holds_so_many_documents_and_no_more(cabinet: Cabinet) -> None:
    for _ in range(3):
        cabinet.filed(most=3)
    with pytest.raises(TooMany):
        cabinet.filed(most=3)


def test_letters_of_ours_take_nobody_the_room(cabinet: Cabinet) -> None:
    for _ in range(3):
        cabinet.filed(source=Source.LETTER, letter=LetterNote("receipt", "de"), most=3)
    assert cabinet.filed(most=1).source is Source.CLERK


def test_a_document_that_was_taken_out_makes_room_and_says_why(cabinet: Cabinet) -> None:
    document = cabinet.filed(most=1)
    gone = cabinet.files.remove(1, document.id, by="anna", reason="Falsche Person", at=cabinet.clock.now())
    assert gone is not None
    assert (gone.delete_reason, gone.deleted_by) == ("Falsche Person", "anna")
    assert cabinet.filed(most=1).id != document.id


def test_an_unknown_case_holds_nothing(cabinet: Cabinet) -> None:
    with pytest.raises(Missing):
        cabinet.filed(case_id="c9")


def test_erasing_the_case_destroys_bytes_and_names(cabinet: Cabinet) -> None:
    document = cabinet.filed()
    cabinet.erase()
    left = cabinet.files.document(1, document.id)
    assert left is not None
    assert (left.title, left.version.file_name, left.version.uploaded_by_name) == ("", "", "")
    with pytest.raises(Erased):
        cabinet.read(document)
    with pytest.raises(Erased):
        cabinet.filed()


def test_names_and_bytes_are_not_in_the_tables_in_clear(cabinet: Cabinet) -> None:
    if isinstance(cabinet.store, MemoryStore):
        return  # there is no file anybody could look into
    cabinet.filed([b"Geburtsdatum 1990-01-01"])
    with cabinet.store.engine.connect() as connection:
        rows: list[Any] = []
        for table in ("document", "document_version", "document_chunk"):
            rows.extend(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
    stored = b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for row in rows for v in row)
    assert not any(word in stored for word in (b"Anjali", b"Mustermann", b"Beispiel", b"Geburtsdatum"))


def test_bytes_that_no_row_names_are_swept_after_a_day(cabinet: Cabinet) -> None:
    cabinet.files.keep(1, "c1", [b"left by a crash"])
    filed = cabinet.filed()
    assert cabinet.files.sweep(before=cabinet.clock.now()) == 0
    cabinet.days_pass(2)
    assert cabinet.files.sweep(before=cabinet.clock.now()) == 1
    assert cabinet.read(filed) == b"%PDF-1.7"


def test_bytes_that_were_swept_cannot_be_filed_any_more(cabinet: Cabinet) -> None:
    filing = cabinet.filing()
    cabinet.days_pass(2)
    cabinet.files.sweep(before=cabinet.clock.now())
    with pytest.raises(Missing):
        cabinet.files.file(filing)


def test_quarantine_is_left_once(cabinet: Cabinet) -> None:
    document = cabinet.filed(scan=Scan.PENDING)
    ((tenant, waiting),) = cabinet.files.waiting_for_scan(limit=9)
    assert (tenant, waiting.document_id, b"".join(cabinet.files.content(waiting))) == (1, document.id, b"%PDF-1.7")
    cabinet.files.scanned(1, document.id, 1, Scan.MALWARE)
    cabinet.files.scanned(1, document.id, 1, Scan.CLEAN)
    found = cabinet.files.document(1, document.id)
    assert found is not None
    assert found.version.scan is Scan.MALWARE


def test_a_letter_left_when_it_left_first(cabinet: Cabinet) -> None:
    letter = cabinet.filed(letter=LetterNote("receipt", "de"))
    first = cabinet.clock.now()
    cabinet.files.sent(1, letter.id, at=first, dispatch_id="d1")
    cabinet.days_pass(1)
    cabinet.files.sent(1, letter.id, at=cabinet.clock.now(), dispatch_id="d2")
    found = cabinet.files.document(1, letter.id)
    assert found is not None
    assert found.letter == LetterNote("receipt", "de", first, "d1")


class Cut(Exception):
    """The connection of the sender, or the process, is gone."""


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_a_crash_while_bytes_come_in_leaves_nothing_that_is_served(cabinet: Cabinet, chunks: int) -> None:
    def breaks() -> Iterator[bytes]:
        for _ in range(chunks):
            yield bytes(CHUNK)
        raise Cut

    with pytest.raises(Cut):
        cabinet.files.keep(1, "c1", breaks())
    cabinet.days_pass(2)
    assert cabinet.files.of_case(1, "c1", limit=9) == []
    assert cabinet.files.sweep(before=cabinet.clock.now()) == min(chunks, 1)


def test_bytes_that_somebody_changed_are_not_served(cabinet: Cabinet) -> None:
    if isinstance(cabinet.store, MemoryStore):
        return  # nobody can reach into it
    document = cabinet.filed([b"one", bytes(CHUNK)])
    with cabinet.store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE document_chunk SET number = 1 - number + 10")
        connection.exec_driver_sql("UPDATE document_chunk SET number = number - 10")
    with pytest.raises(Tampered):
        cabinet.read(document)


def test_the_list_of_a_case_reads_no_bytes_and_scans_no_table(cabinet: Cabinet) -> None:
    if isinstance(cabinet.store, MemoryStore):
        return
    seen: list[str] = []
    cabinet.filed()
    cabinet.store.watch = seen.append
    cabinet.files.of_case(1, "c1", limit=50)
    cabinet.store.watch = None
    assert len(seen) == 2
    assert not any("document_chunk" in sql for sql in seen)
