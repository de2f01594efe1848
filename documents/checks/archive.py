"""Opens an archive only as far as it is harmless: few entries, honest sizes, no paths, links, passwords or archives."""

from __future__ import annotations

import stat
import zipfile
import zlib
from typing import BinaryIO

from ..errors import Unacceptable

ENTRIES = 2_000
TOTAL = 100 * 1024 * 1024
RATIO = 100
#: Below this size no ratio is suspicious: a page of empty table cells packs well.
SMALL = 4 * 1024 * 1024
_LOCAL_HEADER = 30
_CHUNK = 256 * 1024


def _refuse(detail: str, place: str = "") -> Unacceptable:
    return Unacceptable("upload-archive-limit", detail, place[:100])


def contents(file: BinaryIO, size: int, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """Unpack everything once, counting, and keep entries with these endings; every name is a key (others: b"").

    Error: `Unacceptable` with `upload-archive-limit`, `upload-encrypted` or `upload-broken`.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError):
        raise Unacceptable("upload-broken", "the archive has no directory") from None
    with archive:
        entries = archive.infolist()
        _check_directory(archive, entries, file, size)
        found: dict[str, bytes] = {}
        budget = TOTAL
        for entry in entries:
            data, used = _unpack(archive, entry, budget, keep=entry.filename.lower().endswith(wanted))
            budget -= used
            found[entry.filename] = data
    unpacked = TOTAL - budget
    if unpacked > SMALL and unpacked > RATIO * size:
        raise _refuse("unpacks to more than a hundred times its size")
    return found


def _check_directory(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], file: BinaryIO, size: int) -> None:
    if not entries:
        raise Unacceptable("upload-broken", "the archive is empty")
    if len(entries) > ENTRIES:
        raise _refuse(f"more than {ENTRIES} entries")
    if sum(entry.file_size for entry in entries) > TOTAL:
        raise _refuse(f"unpacks to more than {TOTAL} bytes")
    if len({entry.filename for entry in entries}) != len(entries):
        raise _refuse("two entries of one name")
    if archive.comment or min(entry.header_offset for entry in entries) != 0:
        raise Unacceptable("upload-type-mismatch", "something surrounds the archive")
    for entry in entries:
        _check_entry(entry)
    _check_overlap(entries, file, archive.start_dir)
    if archive.start_dir > size:
        raise Unacceptable("upload-broken", "the directory lies outside the file")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    if entry.flag_bits & 0x1:
        raise Unacceptable("upload-encrypted", "an entry needs a password", name[:100])
    if name.startswith(("/", "\\")) or ".." in parts or "\\" in name or "\x00" in name or ":" in parts[0]:
        raise _refuse("an entry leads out of the archive", name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refuse("an entry is a link", name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refuse("unusual compression", name)


def _check_overlap(entries: list[zipfile.ZipInfo], file: BinaryIO, directory: int) -> None:
    """Two entries must not share bytes: that is how a small archive becomes petabytes."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise _refuse("entries overlap", entry.filename)
        file.seek(entry.header_offset + _LOCAL_HEADER - 4)
        lengths = file.read(4)
        if len(lengths) < 4:
            raise Unacceptable("upload-broken", "an entry lies outside the file")
        names = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        end = entry.header_offset + _LOCAL_HEADER + names + entry.compress_size
    if end > directory:
        raise _refuse("entries overlap the directory")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int, *, keep: bool) -> tuple[bytes, int]:
    kept = bytearray()
    used = 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                if (not used and chunk[:4] in (b"PK\x03\x04", b"PK\x05\x06")) or chunk[:6] == b"7z\xbc\xaf\x27\x1c":
                    raise _refuse("an archive in the archive", entry.filename)
                used += len(chunk)
                if used > budget or used > entry.file_size:
                    raise _refuse("an entry is larger than it says", entry.filename)
                if keep:
                    kept += chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise Unacceptable("upload-broken", "an entry cannot be unpacked", entry.filename[:100]) from None
    return bytes(kept), used
