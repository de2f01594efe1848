"""Walks every object of a PDF for what starts, embeds or plays something; pages are counted, nothing is drawn."""

from __future__ import annotations

from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NullObject

from ..errors import Unacceptable

OBJECTS = 200_000
PAGES = 500
DEPTH = 60
#: Actions (ISO 32000-2, 12.6.4) that leave the document or start something: refused.
_STARTS = {"/Launch": "starts a program", "/ImportData": "loads data", "/GoToE": "opens an embedded file"}
#: Parts that carry other files or players: refused.
_PLAYS = frozenset({"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen", "/FileAttachment"})
_BROKEN = (PyPdfError, PdfReadError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)


def inspect(file: BinaryIO) -> tuple[str, ...]:
    """Flags: "pdf-javascript", "pdf-form", "pdf-submit", "pdf-links", "pdf-encrypted", "pdf-xfa".

    Error: `Unacceptable`.
    """
    file.seek(0)
    try:
        reader = PdfReader(file, strict=False)
        flags = _unlocked(reader)
        pages = len(reader.pages)
    except _BROKEN:
        raise Unacceptable("upload-broken", "the PDF cannot be read") from None
    if not pages:
        raise Unacceptable("upload-broken", "the PDF has no page")
    if pages > PAGES:
        raise Unacceptable("upload-too-complex", f"more than {PAGES} pages")
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > OBJECTS:
        raise Unacceptable("upload-too-complex", f"more than {OBJECTS} objects")
    try:
        found: Any = reader.trailer
        _walk(found, flags, DEPTH)
        for generation, table in reader.xref.items():
            for number in table:
                _walk(reader.get_object(IndirectObject(number, generation, reader)), flags, DEPTH)
        for number in reader.xref_objStm:
            _walk(reader.get_object(IndirectObject(number, 0, reader)), flags, DEPTH)
    except _BROKEN:
        # An object that cannot be read is not one that can be cleared.
        raise Unacceptable("upload-broken", "an object of the PDF cannot be read") from None
    return tuple(sorted(flags))


def _unlocked(reader: PdfReader) -> set[str]:
    """A password to open it: refused. A password only against printing or changing: a note."""
    if not reader.is_encrypted:
        return set()
    try:
        opened = bool(reader.decrypt(""))
    except (NotImplementedError, *_BROKEN):
        opened = False
    if not opened:
        raise Unacceptable("upload-encrypted", "the PDF needs a password")
    return {"pdf-encrypted"}


def _walk(value: Any, flags: set[str], depth: int) -> None:
    """One object with what lies directly in it; references are visited by their own number."""
    if depth < 0:
        raise Unacceptable("upload-too-complex", "objects are nested too deeply")
    if isinstance(value, DictionaryObject):
        _judge(value, flags)
        for key in value:
            _walk(value.raw_get(key), flags, depth - 1)
    elif isinstance(value, ArrayObject):
        for item in list.__iter__(value):
            _walk(item, flags, depth - 1)


def _judge(value: DictionaryObject, flags: set[str]) -> None:
    action, subtype, kind = (_name(value, key) for key in ("/S", "/Subtype", "/Type"))
    if action in _STARTS:
        raise Unacceptable("upload-active-content", f"the PDF {_STARTS[action]}")
    if action == "/JavaScript" or "/JS" in value:
        flags.add("pdf-javascript")
    if action == "/SubmitForm":
        flags.add("pdf-submit")
    if action in ("/URI", "/GoToR"):
        flags.add("pdf-links")
    if subtype in _PLAYS:
        raise Unacceptable("upload-active-content", f"the PDF contains {subtype.removeprefix('/')}")
    if kind == "/EmbeddedFile" or "/EmbeddedFiles" in value or "/EF" in value:
        raise Unacceptable("upload-active-content", "the PDF carries another file")
    if "/XFA" in value:
        flags.add("pdf-xfa")
    if "/AcroForm" in value:
        flags.add("pdf-form")


def _name(value: DictionaryObject, key: str) -> str:
    found = value.raw_get(key) if key in value else NullObject()
    if isinstance(found, IndirectObject):
        found = found.get_object() or NullObject()
    return str(found) if isinstance(found, NameObject) else ""
