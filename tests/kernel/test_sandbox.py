"""Files of strangers are read in a process with limits, and refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.errors import NotInTime
from engine.kernel import sandbox
from engine.kernel.documents import BadDocument, parse
from engine.kernel.warm_reader import WarmReader
from tests.kernel.diagrams import HEAD, element, end, flows, process, start, user

GOOD = process(start(), user("a"), end(), flows("start -> a -> end"))
BODY = GOOD.split(b"\n", 1)[1]


def dtd(text: str) -> bytes:
    return f'<?xml version="1.0"?>\n<!DOCTYPE d [{text}]>\n'.encode() + BODY


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("xml-dtd-forbidden", dtd('<!ENTITY x SYSTEM "file:///etc/passwd">')),
        ("xml-dtd-forbidden", dtd('<!ENTITY x "y">')),
        ("xml-dtd-forbidden", dtd('<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">')),
        ("xml-dtd-forbidden", b'<?xml version="1.0"?>\n<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">\n' + BODY),
        ("xml-dtd-forbidden", ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d>' + BODY.decode()).encode("utf-16")),
        ("malformed-xml", GOOD[:-20]),
        ("malformed-xml", b"\x00\xff\xfe"),
        ("malformed-xml", b""),
        ("payload-too-large", GOOD + b" " * 2_000_001),
        ("xml-limit", (HEAD + "<bpmn:a>" * 300 + "</bpmn:a>" * 300 + "</bpmn:definitions>").encode()),
        ("xml-limit", (HEAD + "<bpmn:a/>" * 20_001 + "</bpmn:definitions>").encode()),
        ("xml-include-forbidden", GOOD.replace(b"<bpmn:process", b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><bpmn:process')),
        ("malformed-xml", GOOD.replace(b'encoding="UTF-8"', b'encoding="EBCDIC-CP-US"')),
    ],
)  # fmt: skip
def test_a_hostile_document_is_refused_before_it_is_read(code: str, data: bytes) -> None:
    with pytest.raises(BadDocument) as refused:
        parse(data, "x.bpmn")
    assert refused.value.finding.code == code


def test_utf_16_is_read() -> None:
    text = GOOD.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert parse(text.encode("utf-16"), "x.bpmn") is not None


def test_a_good_file_comes_back_as_a_table() -> None:
    table, findings = sandbox.read({"a.bpmn": GOOD})
    assert {finding.severity for finding in findings} <= {"info"}
    assert b'"userTask"' in table


def test_a_wrong_file_comes_back_with_line_and_element() -> None:
    table, findings = sandbox.read(
        {"a.bpmn": process(start(), element("complexGateway", "odd"), flows("start -> odd"))}
    )
    assert table == b""
    assert [(f.resource, f.element_id, f.code) for f in findings] == [("a.bpmn", "odd", "bpmn-unsupported")]
    assert findings[0].line > 1


def test_a_reader_that_a_busy_machine_gives_no_time_is_no_finding_about_the_files() -> None:
    with pytest.raises(NotInTime):
        sandbox.read({"a.bpmn": GOOD}, wall_seconds=0.01)


def test_six_hundred_tasks_in_a_row_are_refused_not_a_crash() -> None:
    names = [f"t{number}" for number in range(600)]
    data = process(start(), *(user(name) for name in names), flows("start -> " + " -> ".join(names)))
    _, findings = sandbox.read({"a.bpmn": data})
    assert [f.code for f in findings] == ["bpmn-limit"]


@pytest.fixture
def warm() -> Iterator[WarmReader]:
    """A reader that stays."""
    reader = WarmReader()
    yield reader
    reader.close()


def test_a_reader_that_stays_says_of_each_change_what_a_fresh_one_says(warm: WarmReader) -> None:
    split = process(
        start(), element("exclusiveGateway", "x"), user("a"), user("b"), element("parallelGateway", "j"), end(),
        flows("start -> x -> a -> j -> end", "x -> b -> j"),
    )  # fmt: skip
    for resources in ({"a.bpmn": GOOD}, {"a.bpmn": split}, {"a.bpmn": GOOD[:-20]}, {"a.bpmn": split}):
        table, findings = warm.read(resources)
        refused = any(one.severity == "error" for one in findings)
        assert (b"" if refused else table, findings) == sandbox.read(resources)


def test_a_reader_that_was_ended_for_taking_too_long_is_begun_anew(warm: WarmReader) -> None:
    with pytest.raises(NotInTime):
        warm.read({"a.bpmn": GOOD}, wall_seconds=0.01)
    table, _ = warm.read({"a.bpmn": GOOD})

    assert table
