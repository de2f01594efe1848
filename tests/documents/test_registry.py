"""What is handed in is checked, kept, scanned and shown; what nobody could check is kept and not shown."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from documents.checks.scanner import Clamd
from documents.errors import TooMany, Unacceptable
from documents.model import Scan

from . import files
from .clamd import clamd, free_address
from .conftest import Counter


def test_a_certificate_is_filed_under_a_name_that_is_safe_to_show(counter: Counter) -> None:
    document = counter.hands_in(files.pdf(), "..\\..\\Zeug\u202enis\r\n.pdf")
    assert (document.version.file_name, document.version.media_type) == ("Zeugnis.pdf", "application/pdf")


def test_a_file_that_is_refused_leaves_no_bytes(counter: Counter) -> None:
    with pytest.raises(Unacceptable):
        counter.hands_in(b"MZ" + bytes(100))
    counter.cabinet.days_pass(2)
    assert counter.registry.tend() == 0


def test_the_same_request_twice_is_one_document(counter: Counter) -> None:
    first = counter.hands_in(files.pdf(), key="one")
    assert counter.hands_in(files.pdf(), key="one").id == first.id
    counter.cabinet.days_pass(2)
    assert counter.registry.tend() == 1  # the second one's bytes


def test_the_hundred_and_first_document_is_refused(counter: Counter) -> None:
    for _ in range(100):
        counter.cabinet.filed()
    with pytest.raises(TooMany):
        counter.hands_in(files.pdf())


def test_a_known_virus_is_refused_before_anything_opens_it(counter: Counter) -> None:
    with clamd() as server:
        counter.scanner = Clamd(server.url)
        with pytest.raises(Unacceptable) as refused:
            counter.hands_in(files.docx(more={"word/media/a.txt": files.EICAR}), "a.docx")
    assert refused.value.code == "upload-malware"


def test_without_the_scanner_a_file_waits_and_is_served_when_it_was_scanned(counter: Counter) -> None:
    counter.scanner = Clamd(free_address(), seconds=2)
    document = counter.hands_in(files.pdf())
    assert not document.version.scan.served
    assert counter.registry.tend() == 0
    with clamd() as server:
        counter.scanner = Clamd(server.url)
        assert counter.registry.tend() == 1
    found = counter.cabinet.files.document(1, document.id)
    assert found is not None
    assert found.version.scan is Scan.CLEAN


def test_a_virus_that_came_while_the_scanner_was_away_is_never_served(counter: Counter) -> None:
    counter.scanner = Clamd(free_address(), seconds=2)
    document = counter.hands_in(files.pdf() + b"\n%" + files.EICAR)
    with clamd() as server:
        counter.scanner = Clamd(server.url)
        counter.registry.tend()
    found = counter.cabinet.files.document(1, document.id)
    assert found is not None
    assert (found.version.scan, found.version.scan.served) == (Scan.MALWARE, False)


def test_a_file_too_large_for_the_scanner_holds_up_no_other(counter: Counter) -> None:
    counter.scanner = Clamd(free_address(), seconds=2)
    large = counter.hands_in(files.padded_pdf(200_000))
    small = counter.hands_in(files.pdf())
    with clamd() as server:
        server.largest = 100_000
        counter.scanner = Clamd(server.url)
        counter.registry.tend()
    waiting = [version.document_id for _, version in counter.cabinet.files.waiting_for_scan(limit=9)]
    assert waiting == [large.id]
    assert small.id not in waiting


def test_a_preview_shows_pixels_and_says_nothing_about_where_the_picture_was_taken(counter: Counter) -> None:
    document = counter.hands_in(files.jpeg(gps=True), "foto.jpg")
    assert document.version.flags == ("gps",)
    pages, image = counter.registry.preview(document.version, 1, 500)
    shown = Image.open(io.BytesIO(image))
    assert (pages, shown.format, dict(shown.getexif()), shown.info) == (1, "PNG", {}, {})


def test_every_page_of_a_pdf_can_be_seen_and_no_other(counter: Counter) -> None:
    document = counter.hands_in(files.pdf(pages=3))
    pages, image = counter.registry.preview(document.version, 3, 595)
    assert (pages, Image.open(io.BytesIO(image)).width) == (3, 595)
    with pytest.raises(IndexError):
        counter.registry.preview(document.version, 4, 400)
