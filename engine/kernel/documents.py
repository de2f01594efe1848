"""Opens XML from strangers: no DTD, no entities, nothing fetched, bounded in size, depth and number of elements."""

from __future__ import annotations

import re

from lxml import etree

from ..errors import Finding

MAX_BYTES = 2_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 200
_UTF_16 = frozenset({"UTF-16", "UTF-16LE", "UTF-16BE"})
_ENCODINGS = _UTF_16 | {"UTF-8", "US-ASCII", "ASCII"}
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_ALSO_NOT = {
    "{http://www.w3.org/2001/XInclude}": "XInclude",
    "{http://www.w3.org/1999/XSL/Transform}": "XSLT",
}


class BadDocument(Exception):
    """The file is refused before anything in it is read; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def parse(data: bytes, filename: str) -> etree._Element:
    """The root element; raises BadDocument (payload-too-large, xml-dtd-forbidden, xml-include-forbidden, malformed-xml,
    xml-limit)."""
    if len(data) > MAX_BYTES:
        raise _bad(
            filename,
            "payload-too-large",
            f"Die Datei hat {len(data)} Byte; erlaubt sind {MAX_BYTES}.",
            f"The file has {len(data)} bytes; {MAX_BYTES} are allowed. Divide it.",
        )
    if _contains(data, "<!DOCTYPE"):
        raise _bad(
            filename,
            "xml-dtd-forbidden",
            "Die Datei enthält eine DOCTYPE-Deklaration; bitte entfernen.",
            "The file has a DOCTYPE declaration; please take it away.",
        )
    if _contains(data, "<?xml-stylesheet"):
        raise _bad(
            filename,
            "xml-include-forbidden",
            "Ein Stylesheet wird nicht ausgeführt; bitte entfernen.",
            "A stylesheet is not executed; please take it away.",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        # libxml2 has limits of its own (depth, attribute and text sizes); they are ours only by another name.
        limit = any(word in (error.msg or "").lower() for word in ("depth", "huge", "too long", "exceed"))
        code = "xml-limit" if limit else "malformed-xml"
        raise _bad(
            filename,
            code,
            f"Kein wohlgeformtes XML: {error.msg}",
            f"No well-formed XML: {error.msg}",
            error.lineno or 0,
        ) from error
    except (ValueError, LookupError) as error:
        raise _bad(filename, "malformed-xml", f"Nicht lesbar: {error}", f"Not readable: {error}") from error
    document = root.getroottree().docinfo
    if document.internalDTD is not None:
        raise _bad(
            filename,
            "xml-dtd-forbidden",
            "Die Datei enthält eine DOCTYPE-Deklaration; bitte entfernen.",
            "The file has a DOCTYPE declaration; please take it away.",
        )
    declared = _declared_encoding(data)
    if declared not in _ENCODINGS or (document.encoding or "UTF-8").upper() not in _ENCODINGS:
        raise _bad(
            filename,
            "malformed-xml",
            f"Zeichensatz {document.encoding}: erlaubt sind UTF-8 und UTF-16.",
            f"Character set {document.encoding}: UTF-8 and UTF-16 are allowed; `akzess import` converts others.",
        )
    if (declared in _UTF_16) != _is_utf_16(data):
        # Readers differ in whom they believe, the bytes or the declaration: one file would be two.
        raise _bad(
            filename,
            "malformed-xml",
            f"Der Zeichensatz ist nicht der angegebene ({declared}).",
            f"The character set is not the declared one ({declared}); save the file anew.",
        )
    _check_size(root, filename)
    return root


def _contains(data: bytes, text: str) -> bool:
    """Whether a text occurs, in any of the encodings that we accept: looked for before a parser sees the file."""
    return any(text.encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def _declared_encoding(data: bytes) -> str:
    """What the first line says, in capitals; without a word about it what the bytes look like (XML 1.0, 4.3.3)."""
    found = _DECLARED.search(data[:400].replace(b"\x00", b""))
    if found is not None:
        return found[1].decode("ascii", "replace").upper()
    return "UTF-16" if _is_utf_16(data) else "UTF-8"


def _is_utf_16(data: bytes) -> bool:
    """Whether every character takes two bytes, by the mark or by the first "<" (XML 1.0, appendix F.1)."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def _check_size(root: etree._Element, filename: str) -> None:
    count = 0
    todo = [(root, 1)]
    while todo:
        element, depth = todo.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise _bad(
                filename,
                "xml-limit",
                f"Tiefer als {MAX_DEPTH} Ebenen verschachtelt.",
                f"Nested deeper than {MAX_DEPTH} levels.",
                line_of(element),
            )
        if count > MAX_ELEMENTS:
            raise _bad(
                filename,
                "xml-limit",
                f"Mehr als {MAX_ELEMENTS} Elemente.",
                f"More than {MAX_ELEMENTS} elements; divide the file.",
            )
        if len(element.attrib) > MAX_ATTRIBUTES or len(element.nsmap) > MAX_ATTRIBUTES:
            raise _bad(
                filename,
                "xml-limit",
                f"Mehr als {MAX_ATTRIBUTES} Attribute.",
                f"More than {MAX_ATTRIBUTES} attributes.",
                line_of(element),
            )
        for namespace, name in _ALSO_NOT.items():
            if isinstance(element.tag, str) and element.tag.startswith(namespace):
                raise _bad(
                    filename,
                    "xml-include-forbidden",
                    f"{name} wird nicht ausgeführt; bitte entfernen.",
                    f"{name} is not executed; please take it away.",
                    line_of(element),
                )
        todo += [(child, depth + 1) for child in element]


def line_of(element: etree._Element) -> int:
    """The line that an element starts in, from 1; 0 when unknown."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _bad(filename: str, code: str, message: str, english: str, line: int = 0) -> BadDocument:
    return BadDocument(Finding(filename, "", code, message, "error", line, message_en=english))
