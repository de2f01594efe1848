"""Files of older tools keep their letters, whatever character set they were saved in."""

from __future__ import annotations

import pytest

from engine.importing import translate
from engine.importing.encodings import ONE_BYTE, as_utf8
from engine.kernel.documents import BadDocument, parse

TEXT = (
    '<?xml version="1.0" encoding="{}"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'targetNamespace="t"><process id="p" name="{}"/></definitions>'
)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("WINDOWS-1252", "Prüfung – „Größe“ €"), ("ISO-8859-15", "Gebühr 5 €"), ("windows-1251", "Заявка"),
     ("ISO-8859-1", "Ämter"), ("IBM850", "Straße")],
)  # fmt: skip
def test_a_name_reads_the_same_after_import(encoding: str, name: str) -> None:
    codec = ONE_BYTE[encoding.upper()]
    process = parse(translate(TEXT.format(encoding, name).encode(codec)).data, "p.bpmn")[0]
    assert process.get("name") == name


def test_the_report_says_which_character_set_it_was() -> None:
    imported = translate(TEXT.format("WINDOWS-1252", "ö").encode("cp1252"))
    assert [line.was for line in imported.lines] == ['encoding="WINDOWS-1252"']


def test_a_byte_that_means_nothing_is_refused_with_its_place() -> None:
    with pytest.raises(BadDocument, match="Stelle"):
        as_utf8(TEXT.format("WINDOWS-1252", "@").encode().replace(b"@", b"\x81"))


@pytest.mark.parametrize("encoding", ["UTF-7", "UTF-8", "UTF-16", "EBCDIC-CP-BE", "SHIFT_JIS"])
def test_other_character_sets_are_left_to_the_reader(encoding: str) -> None:
    data = TEXT.format(encoding, "a").encode()
    assert as_utf8(data) == (data, "")
