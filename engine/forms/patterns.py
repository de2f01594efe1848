"""Patterns of forms: JavaScript regular expressions, translated for RE2 so that no answer can make them back-track."""

from __future__ import annotations

import importlib
from functools import lru_cache, partial
from typing import Any

from . import backtracking
from .schema import FormError

_re2: Any = importlib.import_module("re2")  # it ships no type information
_MAX_PATTERN = 2_000
_MAX_MEMORY = 8_000_000

_SPACE = r"\t\n\x0b\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
_NOT_SPACE = (
    r"\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}"
    r"\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"
)
_DOT = r"[^\n\r\x{2028}\x{2029}]"
_NOTHING = r"[^\x00-\x{10ffff}]"
_ANYTHING = r"[\x00-\x{10ffff}]"
_SAME = frozenset("dDwWbBnrtfv")
_CONTROL = {"v": r"\x0b", "0": r"\x00"}
_HEX = frozenset("0123456789abcdefABCDEF")


def found(pattern: str, text: str) -> bool:
    """Whether a JavaScript pattern (no flags) is found anywhere in `text`.

    Raises `FormError` for patterns that are none, or use look-around or back-references: those cannot be matched in
    linear time, so a form that needs them is refused when it is deployed.
    """
    return compiled(pattern).search(text) is not None


def check(pattern: str) -> None:
    """Raise `FormError` for a pattern that cannot be matched here, or that a browser could take for ever to match."""
    compiled(pattern)
    if backtracking.loops(pattern) and backtracking.explodes(pattern, partial(_sample, "".join(_SAMPLE) + pattern)):
        raise FormError(f"{pattern[:80]!r} can be matched in exponentially many ways")


#: Characters of every kind that patterns tell apart; those of the pattern itself come on top.
_SAMPLE = [*map(chr, range(128)), *"äÄßéłẞ€\u00a0\u2028\u3000漢😀"]


@lru_cache(maxsize=512)
def _sample(characters: str, atom: str) -> frozenset[str]:
    """Which of the characters a single character, escape or class matches."""
    whole = _re2.compile(f"\\A(?:{_Translator(atom).translated()})\\z")
    return frozenset(character for character in characters if whole.match(character))


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """The RE2 form of a JavaScript pattern; cached."""
    if len(pattern) > _MAX_PATTERN:
        raise FormError(f"a pattern has more than {_MAX_PATTERN} characters")
    options = _re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        return _re2.compile(_Translator(pattern).translated(), options)
    except _re2.error as error:
        raise FormError(f"{pattern[:80]!r} is no regular expression") from error


class _Translator:
    """Reads a pattern once from left to right; `at` is the next character."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def translated(self) -> str:
        parts: list[str] = []
        while self._at < len(self._source):
            character = self._next()
            match character:
                case "\\":
                    parts.append(self._escape(inside_class=False))
                case "[":
                    parts.append(self._class())
                case ".":
                    parts.append(_DOT)
                case "(":
                    parts.append(self._group())
                case _:
                    parts.append(character)
        return "".join(parts)

    def _next(self) -> str:
        if self._at >= len(self._source):
            raise FormError(f"{self._source[:80]!r} is no regular expression: it ends too early")
        self._at += 1
        return self._source[self._at - 1]

    def _follows(self, text: str) -> bool:
        if self._source.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _group(self) -> str:
        if self._follows("?:"):
            return "(?:"
        if self._source.startswith(("?=", "?!", "?<=", "?<!"), self._at):
            raise FormError(f"{self._source[:80]!r} looks ahead or behind, which is not supported")
        if self._follows("?<"):
            return "(?P<"
        if self._source.startswith("?", self._at):
            raise FormError(f"{self._source[:80]!r} is no regular expression")
        return "("

    def _class(self) -> str:
        negated = self._follows("^")
        if self._follows("]"):
            return _ANYTHING if negated else _NOTHING
        parts = ["[^" if negated else "["]
        while (character := self._next()) != "]":
            if character == "\\":
                parts.append(self._escape(inside_class=True))
            else:
                parts.append(r"\[" if character == "[" else character)
        return "".join(parts) + "]"

    def _escape(self, *, inside_class: bool) -> str:
        character = self._next()
        if character in "sS":
            content = _SPACE if character == "s" else _NOT_SPACE
            return content if inside_class else f"[{content}]"
        if inside_class and character == "b":
            return r"\x08"
        if inside_class and character == "B":
            return "B"
        if character == "0" and not self._source[self._at : self._at + 1].isdigit():
            return r"\x00"
        if character in "0123456789k":
            raise FormError(f"{self._source[:80]!r} refers back to a group, which is not supported")
        if character in "ux":
            return self._code_point(4 if character == "u" else 2, character)
        if character == "c":
            return rf"\x{ord(self._next().upper()) & 31:02x}"
        if character in _SAME:
            return _CONTROL.get(character, "\\" + character)
        if character.isascii() and not character.isalnum():
            return "\\" + character
        return character  # JavaScript reads an escaped letter that means nothing as that letter

    def _code_point(self, length: int, letter: str) -> str:
        digits = self._source[self._at : self._at + length]
        if len(digits) < length or not set(digits) <= _HEX:
            return letter
        self._at += length
        return rf"\x{{{digits}}}"
