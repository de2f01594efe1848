"""Files as applicants and attackers make them, built from their formats' rules; nothing here is a real document."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

#: The industry's harmless test signature (eicar.org), in two halves so that this file itself is not found.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ODT = "application/vnd.oasis.opendocument.text"
_OFFICE = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0">{}</office:document-content>'
)


# -- PDF


def pdf(pages: int = 1, change: Callable[[PdfWriter], None] | None = None, password: str | None = None) -> bytes:
    """Blank pages of A4, changed as wanted."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if change is not None:
        change(writer)
    if password is not None:
        writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def action(kind: str, **more: str) -> Callable[[PdfWriter], None]:
    """The action when the document opens."""

    def change(writer: PdfWriter) -> None:
        act = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
        act.update({NameObject(f"/{key}"): TextStringObject(value) for key, value in more.items()})
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(act)

    return change


def with_javascript(writer: PdfWriter) -> None:
    """A script of the document, in the tree of names."""
    act = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    tree = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("n"), writer._add_object(act)])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})


def with_file(writer: PdfWriter) -> None:
    writer.add_attachment("data.exe", b"MZ")


def annotation(subtype: str) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject(f"/{subtype}"),
                NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)]),
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return change


def padded_pdf(size: int) -> bytes:
    """A whole PDF of exactly this many bytes: the padding is a comment before the cross-reference table."""
    body = pdf()
    table = body.rindex(b"xref\n", 0, body.rindex(b"startxref"))
    grown = size - len(body)
    # The offset of the table has as many digits more as it grows by.
    for digits in range(10):
        padding = b"%" + b"x" * (grown - digits - 2) + b"\n"
        moved = str(table + len(padding)).encode()
        whole = body[:table] + padding + body[table:].replace(str(table).encode() + b"\n%%EOF", moved + b"\n%%EOF")
        if len(whole) == size:
            return whole
    raise AssertionError(size)


# -- pictures


def png(width: int = 8, height: int = 8, info: PngImagePlugin.PngInfo | None = None) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int) -> bytes:
    """A picture that claims these dimensions and packs its rows into a few kilobytes."""
    rows = zlib.compressobj()
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(rows.compress(row) for _ in range(min(height, 2000))) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def png_with_profile(size: int) -> bytes:
    """An ICC profile that unpacks to `size` zero bytes."""
    body = png()
    profile = _chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(size), 9))
    return body[:33] + profile + body[33:]


def jpeg(gps: bool = False, exif: bytes | None = None) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (16, 16), "maroon")
    if gps:
        data = image.getexif()
        data[0x010F] = "Kamerahersteller"
        data.get_ifd(0x8825).update({1: "N", 2: (51.0, 3.0, 1.0), 3: "E", 4: (13.0, 44.0, 2.0)})
        image.save(out, "JPEG", exif=data)
    elif exif is not None:
        image.save(out, "JPEG", exif=exif)
    else:
        image.save(out, "JPEG")
    return out.getvalue()


# -- archives


def archive(entries: Mapping[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in entries.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            target.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, compress_type=how)
    return out.getvalue()


def docx(
    body: str = "<w:p/>", main: str = MAIN, relations: str = "", more: Mapping[str, bytes | str] | None = None
) -> bytes:
    return archive(
        {
            "[Content_Types].xml": _TYPES.format(main=main),
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": _RELS.format(relations),
            **(more or {}),
        }
    )


def outside(kind: str, target: str) -> str:
    """A relation of this kind to somewhere else."""
    return f'<Relationship Id="r1" Type="{_RELATION}{kind}" Target="{target}" TargetMode="External"/>'


def field(*pieces: str) -> str:
    """A paragraph with one field instruction, cut into runs."""
    return "<w:p>" + "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces) + "</w:p>"


def odt(body: str = "<office:body/>", more: Mapping[str, bytes | str] | None = None) -> bytes:
    return archive({"mimetype": _ODT, "content.xml": _OFFICE.format(body), **(more or {})}, stored=("mimetype",))


def bomb(size: int = 200 * 1024 * 1024) -> bytes:
    """One entry of zeros."""
    return docx(more={"word/media/zeros.bmp": bytes(size)})


def honest_bomb() -> bytes:
    """Under the sum, over the ratio."""
    return docx(more={"word/media/zeros.bmp": bytes(90 * 1024 * 1024)})


def nested() -> bytes:
    inner = archive({"0.bin": bytes(1000)})
    return docx(more={"word/media/inner.bmp": inner})


def crowded(entries: int = 100_000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for number in range(entries):
            target.writestr(zipfile.ZipInfo(str(number)), b"")
    return out.getvalue()


def named(name: str) -> bytes:
    return docx(more={name: b"x"})


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        link = zipfile.ZipInfo("word/document.xml")
        link.external_attr = 0o120777 << 16
        target.writestr("[Content_Types].xml", _TYPES.format(main=MAIN))
        target.writestr(link, "/etc/passwd")
    return out.getvalue()


def overlapping() -> bytes:
    """Two directory entries that name the same bytes."""
    body = bytearray(docx(more={"word/a.bmp": bytes(5000), "word/b.bmp": bytes(5000)}))
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as read:
        first = read.getinfo("word/a.bmp").header_offset
        second = read.getinfo("word/b.bmp").header_offset
    at = body.rfind(b"word/b.bmp") - 46
    assert struct.unpack_from("<I", body, at + 42)[0] == second
    struct.pack_into("<I", body, at + 42, first)
    return bytes(body)


def locked() -> bytes:
    """A document whose entries say that they need a password."""
    body = bytearray(docx())
    at = 0
    while (at := body.find(b"PK\x01\x02", at)) >= 0:
        body[at + 8] |= 1
        at += 4
    return bytes(body)


def lying() -> bytes:
    """An entry that unpacks to more than its directory says."""
    body = bytearray(docx(more={"word/z.bmp": bytes(300_000)}))
    at = body.rfind(b"word/z.bmp") - 46
    struct.pack_into("<I", body, at + 24, 10)
    return bytes(body)
