"""Files of older tools in one-byte character sets, as UTF-8: the only kind that is accepted afterwards."""

from __future__ import annotations

import re

from ..errors import Finding
from ..kernel.documents import BadDocument

_DECLARATION = re.compile(rb"""^(<\?xml[^>]*?\sencoding\s*=\s*["'])([A-Za-z0-9._:-]+)(["'][^>]*\?>)""")
#: By the name that a file gives itself (IANA names and the aliases in use), Python's codec.
ONE_BYTE = {
    **{f"ISO-8859-{part}": f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)},
    **{f"WINDOWS-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"CP{page}": f"cp{page}" for page in range(1250, 1259)},
    "LATIN1": "iso8859-1",
    "LATIN-1": "iso8859-1",
    "ISO8859-1": "iso8859-1",
    "ISO8859_1": "iso8859-1",
    "MACINTOSH": "mac-roman",
    "MACROMAN": "mac-roman",
    "IBM850": "cp850",
    "KOI8-R": "koi8-r",
}


def as_utf8(data: bytes, filename: str = "import.bpmn") -> tuple[bytes, str]:
    """The same file in UTF-8, declared so, and the name of the character set that it had; "" when nothing was changed.

    Only character sets of one byte per character are taken (XML 1.0, 4.3.3): in them no byte can mean two things.
    Error: BadDocument (malformed-xml) when a byte means nothing in the declared one.
    """
    found = _DECLARATION.match(data)
    if found is None:
        return data, ""
    declared = found[2].decode("ascii")
    codec = ONE_BYTE.get(declared.upper())
    if codec is None:
        return data, ""
    try:
        text = data[found.end() :].decode(codec)
    except UnicodeDecodeError as error:
        german = f"Das Byte an Stelle {found.end() + error.start} bedeutet in {declared} nichts; als UTF-8 speichern."
        english = f"The byte at {found.end() + error.start} means nothing in {declared}; save the file as UTF-8."
        raise BadDocument(Finding(filename, "", "malformed-xml", german, message_en=english)) from error
    return found[1] + b"UTF-8" + found[3] + text.encode(), declared
