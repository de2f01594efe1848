"""Decodes a picture within limits: its dimensions are read before a single pixel is."""

from __future__ import annotations

import warnings
from typing import BinaryIO

from PIL import Image, ImageFile, UnidentifiedImageError

from ..errors import Unacceptable
from .kinds import JPEG, Kind

#: A phone takes 48 megapixels; nothing that an authority needs to read has more.
PIXELS = 64_000_000
SIDE = 20_000
_GPS = 0x8825
_BROKEN = (OSError, SyntaxError, ValueError, OverflowError, EOFError, KeyError, IndexError, TypeError)


def opened(file: BinaryIO, kind: Kind) -> Image.Image:
    """The picture with nothing but its header read. Error: `Unacceptable`."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # ours is stricter, and an error instead of a warning
    file.seek(0)
    try:
        image = Image.open(file, formats=["JPEG" if kind is JPEG else "PNG"])
    except (UnidentifiedImageError, *_BROKEN):
        raise Unacceptable("upload-broken", "the picture cannot be read") from None
    width, height = image.size
    if width > SIDE or height > SIDE or width * height > PIXELS:
        raise Unacceptable("upload-image-limit", f"{width} × {height} pixels are too many")
    return image


def inspect(file: BinaryIO, kind: Kind) -> tuple[str, ...]:
    """Flags of a whole, readable picture: "gps", "exif-broken", "animated". Error: `Unacceptable`."""
    flags = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = opened(file, kind)
        try:
            image.load()
        except (Image.DecompressionBombError, *_BROKEN):
            raise Unacceptable("upload-broken", "the picture cannot be decoded") from None
        try:
            if dict(image.getexif().get_ifd(_GPS)):
                flags.append("gps")
        except _BROKEN:
            flags.append("exif-broken")
        if getattr(image, "n_frames", 1) > 1 and kind is not JPEG:
            flags.append("animated")
    return tuple(flags)
