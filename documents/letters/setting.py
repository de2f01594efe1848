"""Sets a letter with typst: one template, data as JSON, fonts from wheels, PDF/A-2a and PDF/UA-1 at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from processes import AKZESS

from ..errors import Unrenderable

#: Packages that hold nothing but font files (SIL Open Font License 1.1): Latin, Greek and Cyrillic; Arabic.
FONTS = ("fontpkg_fira_sans", "fontpkg_ibm_plex_sans_arabic")
#: Accessible and fit for long-term keeping (ISO 19005-2 level A, ISO 14289-1).
STANDARDS: typst.PDFStandards = ["a-2a", "ua-1"]
#: Latin with its first extensions is in every font of ours; anything else is asked for once.
_SURE = 0x180
_INSTEAD = "\u25a1"
_PROBE = Path(__file__).with_name("probe.typ")


class Setter:
    """One per process; a letter takes about ten milliseconds, one at a time."""

    def __init__(self, template: Path = AKZESS / "letters" / "letter.typ") -> None:
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=_folders())
        self._compiler = typst.Compiler(template, font_paths=self._fonts, ignore_system_fonts=True)
        self._one = typst.Compiler(_PROBE, font_paths=self._fonts, ignore_system_fonts=True)
        self._guard = Lock()
        self._can = lru_cache(maxsize=4096)(self._can_show)

    def pdf(self, data: Mapping[str, Any], at: datetime) -> bytes:
        """The letter; the same data at the same second give the same bytes. Error: Unrenderable."""
        text = json.dumps(self._showable(data), ensure_ascii=False)
        with self._guard:
            try:
                made = self._compiler.compile(
                    format="pdf",
                    sys_inputs={"data": text},
                    pdf_standards=STANDARDS,
                    timestamp=at.replace(microsecond=0),
                )
            except typst.TypstError as error:
                raise Unrenderable(str(error.message)[:200]) from None
        if not isinstance(made, bytes):
            raise Unrenderable("a letter is one document")
        return made

    def _showable(self, value: Any) -> Any:
        """The same data with a box in place of every character that no font of ours has: PDF/A forbids to omit one."""
        if isinstance(value, str):
            if value.isascii():
                return value
            return "".join(c if ord(c) < _SURE or self._can(c) else _INSTEAD for c in value)
        if isinstance(value, Mapping):
            return {key: self._showable(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._showable(item) for item in value]
        return value

    def _can_show(self, character: str) -> bool:
        with self._guard:
            try:
                self._one.compile(format="pdf", sys_inputs={"c": f"a{character}"}, pdf_standards=STANDARDS)
            except typst.TypstError:
                return False
        return True


def _folders() -> list[str]:
    folders = []
    for name in FONTS:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise Unrenderable(f"the package {name} with the fonts of the letters is missing")
        folders.append(str(Path(spec.origin).parent / "files"))
    return folders
