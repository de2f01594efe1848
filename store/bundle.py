"""Keeps the files of a deployment as one zip archive, the same bytes for the same files."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def pack(resources: Mapping[str, bytes]) -> bytes:
    """A zip archive of the files, sorted by name, without times."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in sorted(resources):
            archive.writestr(ZipInfo(name), resources[name], ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """The files of an archive by name."""
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
