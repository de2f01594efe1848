"""Regular expressions as XPath reads them, run by RE2 so that no pattern can back-track (XPath functions, 5.6)."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Protocol

from .errors import FeelError, LimitExceeded
from .regex_syntax import translate
from .runtime import Run

_re2: Any = importlib.import_module("re2")  # it ships no type information
_MAX_MEMORY = 2_000_000
_REFERENCE = re.compile(r"\\([\\$])|\$([0-9]+)|([\\$])")


class Match(Protocol):
    """What RE2 and Python's `re` answer alike."""

    def start(self) -> int: ...
    def end(self) -> int: ...
    def group(self, index: int, /) -> str | None: ...


class Pattern(Protocol):
    """What RE2 and Python's `re` offer alike."""

    @property
    def groups(self) -> int: ...
    def search(self, text: str, /) -> Match | None: ...
    def finditer(self, text: str, /) -> Iterator[Match]: ...


def pattern(run: Run, text: str, source: str, flags: str) -> Pattern:
    """The compiled pattern, the work of matching it against `text` counted; raises `FeelError` if it is none."""
    if len(source) > run.limits.pattern:
        raise LimitExceeded(f"a regular expression of more than {run.limits.pattern} characters")
    if not set(flags) <= set("smixq") or len(flags) > 10:
        raise FeelError(f"'{flags[:20]}' are no flags: they are s, m, i, x and q")
    compiled, backtracks, size = _compile(source, "".join(sorted(set(flags))))
    run.spend(1 + (len(text) * size >> 7))  # what RE2 needs at worst, a step being about a microsecond
    if backtracks and len(text) > 1000:
        raise FeelError("a back-reference is matched against at most 1000 characters")
    return compiled


@lru_cache(maxsize=512)
def _compile(source: str, flags: str) -> tuple[Pattern, bool, int]:
    translated, backtracks = translate(source, flags)
    if backtracks:
        return _python(translated), True, 10 * len(source)
    options = _re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        compiled = _re2.compile(translated, options)
    except _re2.error as error:
        raise FeelError(f"'{source[:40]}' is no regular expression") from error
    return compiled, False, int(compiled.programsize)


def _python(translated: str) -> Pattern:
    try:
        return re.compile(translated)
    except (re.error, OverflowError) as error:
        raise FeelError("the pattern is no regular expression") from error


def replace(run: Run, text: str, compiled: Pattern, replacement: str, literal: bool) -> str:
    """`text` with every match replaced; raises `FeelError` when the pattern matches nothing at all."""
    if compiled.search("") is not None:
        raise FeelError("the pattern also matches an empty string")
    parts = [replacement] if literal else _parts(replacement, compiled.groups)
    pieces: list[str] = []
    last = size = 0
    for match in compiled.finditer(text):
        piece = text[last : match.start()]
        for part in parts:
            piece += part if isinstance(part, str) else match.group(part) or ""
        pieces.append(piece)
        last = match.end()
        size += len(piece)
        run.check_string(size)
        run.spend(4 + (len(piece) >> 6))
    return "".join(pieces) + text[last:]


def _parts(replacement: str, groups: int) -> list[str | int]:
    """The replacement as texts and numbers of groups; `$12` is group 1 and "2" when there is no group 12."""
    parts: list[str | int] = []
    last = 0
    for match in _REFERENCE.finditer(replacement):
        parts.append(replacement[last : match.start()])
        last = match.end()
        if match[3]:
            raise FeelError("in a replacement '$' begins a group and '\\' stands before '$' or '\\'")
        if match[1]:
            parts.append(match[1])
            continue
        digits, rest = match[2], ""
        while len(digits) > 1 and int(digits[:6]) > groups:
            digits, rest = digits[:-1], digits[-1] + rest
        parts.extend((int(digits), rest) if int(digits) <= groups else ("", rest))
    return [*parts, replacement[last:]]


def split(run: Run, text: str, compiled: Pattern) -> list[str]:
    """The parts of `text` between matches; raises `FeelError` when the pattern matches nothing at all."""
    if compiled.search("") is not None:
        raise FeelError("the pattern also matches an empty string")
    parts: list[str] = []
    last = 0
    for match in compiled.finditer(text):
        parts.append(text[last : match.start()])
        last = match.end()
        run.spend(4)
        run.check_list(len(parts))
    return [*parts, text[last:]]
