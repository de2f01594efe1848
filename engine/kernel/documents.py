"""Opens XML from strangers: no DTD, no entities, nothing fetched, bounded in size, depth and number of elements."""

from __future__ import annotations

from lxml import etree

from ..errors import Finding

MAX_BYTES = 2_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 200
_ENCODINGS = frozenset({"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII"})


class BadDocument(Exception):
    """The file is refused before anything in it is read; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def parse(data: bytes, filename: str) -> etree._Element:
    """The root element; raises BadDocument (payload-too-large, xml-dtd-forbidden, malformed-xml, xml-limit)."""
    if len(data) > MAX_BYTES:
        raise _bad(filename, "payload-too-large", f"Die Datei hat {len(data)} Byte; erlaubt sind {MAX_BYTES}.")
    if _declares_doctype(data):
        raise _bad(filename, "xml-dtd-forbidden", "Die Datei enthält eine DOCTYPE-Deklaration; bitte entfernen.")
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
        raise _bad(filename, code, f"Kein wohlgeformtes XML: {error.msg}", error.lineno or 0) from error
    except (ValueError, LookupError) as error:
        raise _bad(filename, "malformed-xml", f"Nicht lesbar: {error}") from error
    document = root.getroottree().docinfo
    if document.internalDTD is not None:
        raise _bad(filename, "xml-dtd-forbidden", "Die Datei enthält eine DOCTYPE-Deklaration; bitte entfernen.")
    if (document.encoding or "UTF-8").upper() not in _ENCODINGS:
        raise _bad(filename, "malformed-xml", f"Zeichensatz {document.encoding}: erlaubt sind UTF-8 und UTF-16.")
    _check_size(root, filename)
    return root


def _declares_doctype(data: bytes) -> bool:
    """True when a DOCTYPE occurs, in any of the encodings that we accept: looked for before a parser sees the file."""
    return any("<!DOCTYPE".encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def _check_size(root: etree._Element, filename: str) -> None:
    count = 0
    todo = [(root, 1)]
    while todo:
        element, depth = todo.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise _bad(filename, "xml-limit", f"Tiefer als {MAX_DEPTH} Ebenen verschachtelt.", line_of(element))
        if count > MAX_ELEMENTS:
            raise _bad(filename, "xml-limit", f"Mehr als {MAX_ELEMENTS} Elemente.")
        if len(element.attrib) > MAX_ATTRIBUTES or len(element.nsmap) > MAX_ATTRIBUTES:
            raise _bad(filename, "xml-limit", f"Mehr als {MAX_ATTRIBUTES} Attribute.", line_of(element))
        if isinstance(element.tag, str) and element.tag.startswith("{http://www.w3.org/2001/XInclude}"):
            raise _bad(filename, "xml-include-forbidden", "XInclude wird nicht ausgeführt; bitte entfernen.")
        todo += [(child, depth + 1) for child in element]


def line_of(element: etree._Element) -> int:
    """The line that an element starts in, from 1; 0 when unknown."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _bad(filename: str, code: str, message: str, line: int = 0) -> BadDocument:
    return BadDocument(Finding(filename, "", code, message, "error", line))
