"""The canonical form of a message: the same bytes however XML or JSON was written down."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from lxml import etree

XML = "c14n"
JSON = "jcs"
#: The time that Canonical XML takes grows with the square of attributes and namespaces: a hostile message of 1 MB would
#: hold a worker for minutes. `connectors.envelope` takes no more elements either.
_MOST, _MOST_ELEMENTS = 500, 20_000


def canonical(media_type: str, body: bytes) -> tuple[str, bytes]:
    """(name of the form, bytes): Canonical XML 1.0, JSON by RFC 8785, or ("", b"") when the body is neither.

    Whatever an agency sent is kept; a body that cannot be read has no canonical form, and that is no error.
    """
    kind = media_type.partition(";")[0].strip().lower()
    try:
        if kind.endswith(("/xml", "+xml")):
            return XML, _xml(body)
        if kind.endswith(("/json", "+json")):
            return JSON, _json(json.loads(body)).encode()
    except (etree.LxmlError, ValueError, RecursionError):
        pass
    return "", b""


def _xml(body: bytes) -> bytes:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("a document type")
    if body.count(b"xmlns") > _MOST:
        raise ValueError("too many namespaces")
    # Our own messages carry documents in one text node, longer than the limit for strangers.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    root = etree.fromstring(body, parser)
    for number, element in enumerate(root.iter()):
        if number > _MOST_ELEMENTS or len(element.attrib) > _MOST:
            raise ValueError("too many elements or attributes")
    # With comments, as `xmllint --c14n` writes it, so that others can compare.
    return etree.tostring(root.getroottree(), method="c14n", with_comments=True)


def _json(value: Any) -> str:
    if isinstance(value, Mapping):
        # RFC 8785 3.2.3: names sorted by their UTF-16 code units.
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_text(name)}:{_json(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_json(part) for part in value) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return number(value)
    return json.dumps(value)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """A number as ECMAScript writes it (RFC 8785 3.2.2.3). Error: ValueError for NaN and infinities."""
    if not math.isfinite(value):
        raise ValueError("no JSON number")
    if value == 0:
        return "0"
    digits, _, power = f"{value!r}".lower().partition("e")
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, _, fraction = digits.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(power or 0)  # where the decimal point stands in the digits
    digits = whole + fraction
    leading = len(digits) - len(digits.lstrip("0"))
    digits, point = digits.lstrip("0").rstrip("0"), point - leading
    if 0 < point <= 21:
        text = digits.ljust(point, "0")
        return sign + (text[:point] + ("." + text[point:] if len(text) > point else ""))
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"
