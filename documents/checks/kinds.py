"""Tells the kind of a file from its bytes; name and declared media type only have to agree with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from ..errors import Unacceptable

#: How far a reader looks for the header of a PDF, and so how far we look for a second one.
_HEADER_WINDOW = 1024
#: The end of an archive may lie this far from the end of the file (comment of 65,535 bytes, record of 22).
_TAIL = 65_535 + 22
_END_OF_ARCHIVE = b"PK\x05\x06"
#: Bytes that may follow the last mark of a PDF: line ends and the padding of some scanners.
_AFTER_PDF = 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken in; `inline` kinds may be shown by a browser (in a sandbox)."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    inline: bool = False
    aliases: tuple[str, ...] = ()


PDF = Kind("pdf", "application/pdf", (".pdf",), inline=True, aliases=("application/x-pdf",))
PNG = Kind("png", "image/png", (".png",), inline=True)
JPEG = Kind("jpeg", "image/jpeg", (".jpg", ".jpeg"), inline=True, aliases=("image/jpg", "image/pjpeg"))
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
ODT = Kind("odt", "application/vnd.oasis.opendocument.text", (".odt",))

#: The short list: what applicants photograph, scan, print or write. Nothing on it is markup that a browser runs.
ALLOWED = (PDF, PNG, JPEG, DOCX, ODT)
#: What senders declare when they do not know.
UNDECLARED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
#: Endings that some system runs or unpacks; a name with one of them is refused whatever the bytes say.
RUNS = frozenset(
    f".{ending}"
    for line in (
        "apk app bat bin chm cmd com cpl dll docm dot dotm elf exe gif gz hta htm html iso jar js jse lnk mht mhtml mjs",
        "msi msp pif ps1 py rar reg rtf scr sh svg svgz swf tar url vb vbe vbs wsf xht xhtml xml xsl zip 7z",
    )
    for ending in line.split()
)
_BY_EXTENSION = {extension: kind for kind in ALLOWED for extension in kind.extensions}
_BY_MEDIA_TYPE = {name: kind for kind in ALLOWED for name in (kind.media_type, *kind.aliases)}


def by_media_type(media_type: str) -> Kind | None:
    """The kind that was stored under a media type."""
    return _BY_MEDIA_TYPE.get(media_type)


def sniff(file: BinaryIO, size: int) -> Kind | None:
    """The kind by the first bytes, None for anything not on the list. Archives are told apart by their first entry.

    Error: `Unacceptable("upload-type-mismatch")` for a file that is two things at once.
    """
    file.seek(0)
    head = file.read(4096)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    kind = _by_magic(head)
    if kind is None:
        return None
    if kind in (DOCX, ODT):
        return kind
    if _ends_as_archive(tail):
        raise Unacceptable("upload-type-mismatch", "the file is an archive as well")
    if kind is not PDF and b"%PDF-" in head[:_HEADER_WINDOW]:
        raise Unacceptable("upload-type-mismatch", "the image is a PDF as well")
    if kind is PDF and _goes_on_after_its_end(tail, size):
        raise Unacceptable("upload-type-mismatch", "something follows the end of the PDF")
    return kind


def agrees(kind: Kind, file_name: str, declared: str) -> None:
    """Name and declaration must not claim another kind. Error: `Unacceptable("upload-type-mismatch")`."""
    ending = PurePosixPath(file_name).suffix.lower()
    if ending in RUNS or _BY_EXTENSION.get(ending, kind) is not kind:
        raise Unacceptable("upload-type-mismatch", f"the name says {ending}, the content {kind.name}")
    media_type = declared.partition(";")[0].strip().lower()
    if media_type not in UNDECLARED and _BY_MEDIA_TYPE.get(media_type) is not kind:
        raise Unacceptable("upload-type-mismatch", f"declared as something else than {kind.name}")


def _by_magic(head: bytes) -> Kind | None:
    if head[:7] in (b"%PDF-1.", b"%PDF-2."):
        return PDF
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return PNG
    if head[:3] == b"\xff\xd8\xff":
        return JPEG
    if head[:4] == b"PK\x03\x04":
        # OpenDocument 1.3 part 2, 3.3: the entry "mimetype" comes first, stored, without extra field.
        written = b"mimetype" + ODT.media_type.encode()
        return ODT if head[30 : 30 + len(written)] == written else DOCX
    return None


def _ends_as_archive(tail: bytes) -> bool:
    """Whether an archive program would find a directory: its end record, with a comment that fits the file's end."""
    at = tail.rfind(_END_OF_ARCHIVE)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + 22 + comment == len(tail):
            return True
        at = tail.rfind(_END_OF_ARCHIVE, 0, at)
    return False


def _goes_on_after_its_end(tail: bytes, size: int) -> bool:
    at = tail.rfind(b"%%EOF")
    if at < 0:
        return size > len(tail)  # the mark is missing or far away from the end
    return len(tail[at + 5 :].strip(b"\x00\t\n\x0c\r ")) > _AFTER_PDF
