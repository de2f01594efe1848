"""File names as people may see them and as headers may carry them; nothing is ever stored under a name."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from .kinds import Kind

LONGEST = 150
#: Device names of Windows: a file saved under one of them goes nowhere, or somewhere else.
_RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))})
_FORBIDDEN = frozenset('<>:"|?*')


def shown(name: str, kind: Kind) -> str:
    """A name without paths, control and direction characters, of bounded length, with the ending of its kind."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    composed = unicodedata.normalize("NFC", last)
    # Cc control, Cf format (directions, joiners), Cs surrogates, Co private, Zl and Zp separators of lines.
    kept = "".join(
        " " if unicodedata.category(c) in ("Zl", "Zp", "Zs") else c
        for c in composed
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") and c not in _FORBIDDEN
    )
    clean = " ".join(kept.split()).strip(". ")
    path = PurePosixPath(clean or "Dokument")
    ending = path.suffix if path.suffix.lower() in kind.extensions else kind.extensions[0]
    stem = path.stem if path.suffix.lower() in kind.extensions else path.name
    if stem.partition(".")[0].strip().upper() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem[: LONGEST - len(ending)].rstrip('. ') or 'Dokument'}{ending}"


def disposition(name: str, *, inline: bool = False) -> str:
    """The value of Content-Disposition (RFC 6266): a plain name for old readers, the true one by RFC 8187."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in plain).strip()
    if plain[:1] in ("", "."):
        plain = f"document{plain}"
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
