"""What the sandboxed child does with a file: run the checks of its kind, or draw one page of it."""

from __future__ import annotations

import io
import json
import os
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from .checks import images, kinds, office, pdf
from .errors import Unacceptable

_KINDS = {kind.name: kind for kind in kinds.ALLOWED}
#: A page of A4 at 200 dpi; wider ones are drawn smaller.
WIDEST = 1654
_HIGHEST = 6000


def do(file: BinaryIO, order: dict[str, Any]) -> bytes:
    """The answer's bytes. Error: `Unacceptable`."""
    kind = _KINDS[order["kind"]]
    if order["do"] == "inspect":
        return json.dumps({"flags": _inspect(file, kind)}).encode()
    pages, image = _draw(file, kind, order["number"], min(order["width"], WIDEST))
    return json.dumps({"pages": pages}).encode() + b"\n" + image


def _inspect(file: BinaryIO, kind: kinds.Kind) -> tuple[str, ...]:
    if kind is kinds.PDF:
        flags = pdf.inspect(file)
        _pdf(file).close()  # what cannot be drawn cannot be read by a clerk either
        return flags
    if kind in (kinds.PNG, kinds.JPEG):
        return images.inspect(file, kind)
    return office.inspect(file, os.fstat(file.fileno()).st_size, kind)


def _pdf(file: BinaryIO) -> pdfium.PdfDocument:
    file.seek(0)
    try:
        return pdfium.PdfDocument(file.read())
    except pdfium.PdfiumError:
        raise Unacceptable("upload-broken", "the PDF cannot be drawn") from None


def _draw(file: BinaryIO, kind: kinds.Kind, number: int, width: int) -> tuple[int, bytes]:
    if kind is kinds.PDF:
        document = _pdf(file)
        pages = len(document)
        if not 1 <= number <= pages:
            return pages, b""
        page = document[number - 1]
        wide, high = page.get_size()
        scale = min(width / max(wide, 1), _HIGHEST / max(high, 1))
        # Forms are not initialised: no script of the document ever runs.
        return pages, _png(page.render(scale=scale, may_draw_forms=False).to_pil())
    if kind in (kinds.PNG, kinds.JPEG):
        if number != 1:
            return 1, b""
        picture = images.opened(file, kind)
        picture.draft("RGB", (width, _HIGHEST))
        upright = ImageOps.exif_transpose(picture) or picture
        upright.thumbnail((width, _HIGHEST))
        return 1, _png(upright)
    raise Unacceptable("no-preview", "there is no preview of this kind")


def _png(image: Image.Image) -> bytes:
    """A picture of pixels only: no EXIF, no profile, no text."""
    plain = Image.new("RGB", image.size, "white")
    mask = image.convert("RGBA").getchannel("A") if "A" in image.getbands() or "transparency" in image.info else None
    plain.paste(image.convert("RGB"), mask=mask)
    out = io.BytesIO()
    plain.save(out, "PNG", optimize=False)
    return out.getvalue()
