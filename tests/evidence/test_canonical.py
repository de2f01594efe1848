"""The canonical form is the same however a message was written down."""

from __future__ import annotations

import pytest

from store.evidence.canonical import canonical, number

# RFC 8785, appendix B.
NUMBERS = [
    (0.0, "0"),
    (-0.0, "0"),
    (5e-324, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"),
    (9007199254740992.0, "9007199254740992"),
    (295147905179352830000.0, "295147905179352830000"),
    (9.999999999999997e22, "9.999999999999997e+22"),
    (1e23, "1e+23"),
    (999999999999999700000.0, "999999999999999700000"),
    (1e21, "1e+21"),
    (9.999999999999997e-7, "9.999999999999997e-7"),
    (0.000001, "0.000001"),
    (333333333.33333325, "333333333.33333325"),
    (-0.0000033333333333333333, "-0.0000033333333333333333"),
    (1424953923781206.2, "1424953923781206.2"),
]


@pytest.mark.parametrize(("value", "text"), NUMBERS)
def test_numbers_are_written_as_rfc_8785_says(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_has_no_form(value: float) -> None:
    with pytest.raises(ValueError, match="no JSON number"):
        number(value)


def test_names_are_sorted_by_their_utf_16_units() -> None:
    """RFC 8785 3.2.3: the emoji comes before U+FB33 although its code point is greater."""
    body = '{"\\u20ac": 1, "\\r": 2, "\\ufb33": 3, "1": 4, "\\ud83d\\ude00": 5, "\\u0080": 6, "\\u00f6": 7}'

    _, found = canonical("application/json", body.encode())

    assert found.decode() == '{"\\r":2,"1":4,"\x80":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'


@pytest.mark.parametrize("other", ['{ "b":[1.0,true],\n "a":"\\u00fc" }', '{"a":"ü","b":[1,true]}'])
def test_the_same_json_has_one_form(other: str) -> None:
    assert canonical("application/problem+json; charset=utf-8", other.encode()) == (
        "jcs",
        '{"a":"ü","b":[1,true]}'.encode(),
    )


@pytest.mark.parametrize(
    "other",
    ["<a y='2' x='1'><b/></a>", '<?xml version="1.0"?>\n<a  x="1"\n y="2"><b></b></a>', '<a x="1" y="2"><b/></a>'],
)
def test_the_same_xml_has_one_form(other: str) -> None:
    assert canonical("application/soap+xml", other.encode()) == ("c14n", b'<a x="1" y="2"><b></b></a>')


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/html", b"<p>"),
        ("application/json", b"{"),
        ("application/json", b'{"a": NaN}'),
        ("application/json", b"[" * 100_000),
        ("text/xml", b"<a>"),
        ("text/xml", b'<a xmlns:x="relative"/>'),
        ("text/xml", b"<a>" * 100_000 + b"</a>" * 100_000),
        ("text/xml", b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'),
        ("text/xml", b""),
        ("text/xml", b"<a " + b" ".join(b'x%d="1"' % n for n in range(50_000)) + b"/>"),
        ("text/xml", b"<a " + b" ".join(b'xmlns:x%d="urn:%d"' % (n, n) for n in range(20_000)) + b"/>"),
        ("text/xml", b"<a>" + b"<b/>" * 300_000 + b"</a>"),
        ("", b"{}"),
    ],
)
def test_what_is_neither_has_none_and_is_no_error(media_type: str, body: bytes) -> None:
    assert canonical(media_type, body) == ("", b"")
