"""Looks into text documents (DOCX, ODT) for what runs, calls or loads by itself: macros, DDE, templates, objects."""

from __future__ import annotations

import re
from typing import BinaryIO

from lxml import etree

from ..errors import Unacceptable
from . import archive
from .kinds import DOCX, ODT, Kind

#: Relations to outside that a text program follows without being asked; a hyperlink waits for a click.
_CLICKED = "hyperlink"
#: Field instructions that start programs or load foreign content.
_LOADS = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON)\b", re.IGNORECASE)
_MACRO_PARTS = re.compile(r"(vbaproject|vbadata|/activex/|/embeddings/|oleobject|/afchunk|altchunk)", re.IGNORECASE)
_ODT_PARTS = re.compile(r"^(basic/|scripts/|object |objectreplacements/object )", re.IGNORECASE)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_XLINK = "{http://www.w3.org/1999/xlink}href"


def inspect(file: BinaryIO, size: int, kind: Kind) -> tuple[str, ...]:
    """Flags of a harmless document. Error: `Unacceptable`."""
    parts = archive.contents(file, size, (".xml", ".rels", "mimetype"))
    trees = {name: _parsed(name, data) for name, data in parts.items() if name.lower().endswith((".xml", ".rels"))}
    if kind is DOCX:
        return _docx(list(parts), trees)
    if parts.get("mimetype") != ODT.media_type.encode():
        raise Unacceptable("upload-type-mismatch", "the archive is no text document")
    return _odt(list(parts), trees)


def _active(detail: str, place: str = "") -> Unacceptable:
    return Unacceptable("upload-active-content", detail, place[:100])


def _parsed(name: str, data: bytes) -> etree._Element | None:
    if not data.strip():
        return None
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise _active("a part declares entities", name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise Unacceptable("upload-broken", "a part is not well-formed", name[:100]) from None


def _docx(names: list[str], trees: dict[str, etree._Element | None]) -> tuple[str, ...]:
    types = trees.get("[Content_Types].xml")
    declared = [] if types is None else [str(e.get("ContentType", "")) for e in types.iter("{*}Override", "{*}Default")]
    if any("macroenabled" in name.lower() or "vbaproject" in name.lower() for name in declared):
        raise _active("macros")
    for name in names:
        if _MACRO_PARTS.search(name):
            raise _active("macros or embedded objects", name)
    if _DOCX_MAIN not in declared:
        raise Unacceptable("upload-type-mismatch", "the archive is no text document")
    flags: set[str] = set()
    for name, tree in trees.items():
        if tree is None:
            continue
        if name.lower().endswith(".rels"):
            flags |= _relations(name, tree)
        elif name.lower().startswith("word/"):
            _fields(name, tree)
    return tuple(sorted(flags))


def _relations(name: str, tree: etree._Element) -> set[str]:
    flags = set()
    for relation in tree.iter("{*}Relationship"):
        if str(relation.get("TargetMode", "")).lower() != "external":
            continue
        if str(relation.get("Type", "")).rsplit("/", 1)[-1].lower() != _CLICKED:
            raise _active("something is loaded from outside", name)
        flags.add("links")
    return flags


def _fields(name: str, tree: etree._Element) -> None:
    # An instruction may be cut into runs ("DD" + "EAUTO"): what is read together is searched together.
    for space in (_WORD, _STRICT_WORD):
        for paragraph in tree.iter(f"{space}p"):
            text = "".join(piece.text or "" for piece in paragraph.iter(f"{space}instrText"))
            if _LOADS.search(text):
                raise _active("a field starts or loads something", name)
        whole = "".join(piece.text or "" for piece in tree.iter(f"{space}instrText"))
        simple = " ".join(str(field.get(f"{space}instr", "")) for field in tree.iter(f"{space}fldSimple"))
        if re.search(r"DDE(AUTO)?\b", whole, re.IGNORECASE) or _LOADS.search(simple):
            raise _active("a field starts or loads something", name)


def _odt(names: list[str], trees: dict[str, etree._Element | None]) -> tuple[str, ...]:
    for name in names:
        if _ODT_PARTS.search(name):
            raise _active("macros or embedded objects", name)
    flags: set[str] = set()
    for name, tree in trees.items():
        if tree is None:
            continue
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            tag = etree.QName(element).localname
            if tag in (
                "event-listener",
                "script",
                "dde-connection-decl",
                "dde-source",
                "plugin",
                "applet",
                "object-ole",
            ):
                raise _active("a script, an object or a data link", name)
            if tag == "encryption-data":
                raise Unacceptable("upload-encrypted", "the document needs a password")
            flags |= _odt_link(name, tag, str(element.get(_XLINK, "")))
    return tuple(sorted(flags))


def _odt_link(name: str, tag: str, target: str) -> set[str]:
    if target.lower().startswith(("vnd.sun.star.script:", "macro:", "javascript:")):
        raise _active("a link runs a script", name)
    if "://" not in target and not target.startswith(("//", "../")):
        return set()
    if tag == "a":
        return {"links"}
    raise _active("something is loaded from outside", name)
