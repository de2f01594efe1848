"""From XPath's notation of regular expressions to RE2's: escapes, classes, blocks, subtraction, flags."""

from __future__ import annotations

import re
import sys

from .errors import FeelError
from .regex_classes import BLOCKS, complement, members, written

_NAME_START = r"\p{L}:_\p{Nl}"
_NAME_CHAR = r"\p{L}:_\p{Nl}\-.0-9\p{M}\x{B7}\p{Nd}"
# The escapes of a class of characters: what stands for them inside of square brackets, or for their complement.
_CLASSES = {"d": r"\p{Nd}", "s": r" \t\n\r", "i": _NAME_START, "c": _NAME_CHAR}
_WORD_COMPLEMENT = r"\p{P}\p{Z}\p{C}"
_PLAIN_ESCAPES = frozenset("\\|.?*+(){}-[]^$")
_CONTROLS = {"n": r"\n", "r": r"\r", "t": r"\t"}
_CATEGORY = re.compile(r"(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)")
_CONTROL_VALUES = {"n": "\n", "r": "\r", "t": "\t"}
_QUANTIFIER = re.compile(r"[*+?]\??|\{[0-9]{1,4}(?:,[0-9]{0,4})?\}\??")


def translate(source: str, flags: str) -> tuple[str, bool]:
    """The pattern for RE2, or, second value true, for Python's `re` because it has a back-reference.

    A back-reference goes together with at most one repetition and no alternative, so that the work stays quadratic in
    the input; raises `FeelError` for more, and for what is no regular expression.
    """
    inline = "".join(flag for flag in "ims" if flag in flags)
    prefix = f"(?{inline})" if inline else ""
    if "q" in flags:
        return prefix + re.escape(source), False
    writer = _Writer(_without_blanks(source) if "x" in flags else source, "s" in flags)
    body = writer.pattern()
    if not writer.references:
        return prefix + body, False
    if writer.repetitions > 1 or writer.alternatives:
        raise FeelError("a back-reference beside several repetitions or alternatives is not supported")
    if r"\p{" in body or r"\x{" in body:
        raise FeelError("a back-reference beside character properties is not supported")
    return prefix + body, True


def _without_blanks(source: str) -> str:
    """The flag x: white space outside of square brackets does not count."""
    kept: list[str] = []
    level, escaped = 0, False
    for character in source:
        if level or character not in " \t\n\r":
            kept.append(character)
        if not escaped:
            level += (character == "[") - (character == "]" and level > 0)
        escaped = character == "\\" and not escaped
    return "".join(kept)


class _Writer:
    """Reads a pattern from left to right and writes RE2's."""

    def __init__(self, source: str, dot_all: bool) -> None:
        self.source, self.at, self.dot_all = source, 0, dot_all
        self.groups, self.closed = 0, set[int]()
        self.references = self.repetitions = self.alternatives = 0

    def _fail(self) -> FeelError:
        return FeelError(f"'{self.source[:40]}' is no regular expression")

    def _next(self) -> str:
        if self.at >= len(self.source):
            raise self._fail()
        self.at += 1
        return self.source[self.at - 1]

    def pattern(self) -> str:
        result: list[str] = []
        opened: list[int] = []
        while self.at < len(self.source):
            result.append(self._piece(opened))
        if opened:
            raise self._fail()
        return "".join(result)

    def _piece(self, opened: list[int]) -> str:
        quantifier = _QUANTIFIER.match(self.source, self.at)
        if quantifier:
            self.at = quantifier.end()
            self.repetitions += 1
            return quantifier.group()
        character = self._next()
        if character == "\\":
            return self._escape()
        if character == "[":
            return self._class()
        if character == "(":
            return self._open(opened)
        if character == ")":
            group = opened.pop() if opened else None
            if group is None:
                raise self._fail()
            self.closed.add(group)
        elif character == "|":
            self.alternatives += 1
        elif character == ".":
            return "." if self.dot_all else r"[^\n\r]"
        elif character in "{}]":
            raise self._fail()
        return character

    def _open(self, opened: list[int]) -> str:
        if self.source.startswith("?:", self.at):
            self.at += 2
            opened.append(0)
            return "(?:"
        if self.source.startswith("?", self.at):
            raise self._fail()
        self.groups += 1
        opened.append(self.groups)
        return "("

    def _escape(self) -> str:
        character = self._next()
        if character.isascii() and character.isdigit():
            return self._reference(character)
        inside, negated = self._escaped_class(character)
        if inside is None:
            return self._escaped_character(character)
        return f"[{'^' if negated else ''}{inside}]"

    def _reference(self, digits: str) -> str:
        while self.source[self.at : self.at + 1].isdigit() and int(digits + self.source[self.at]) <= self.groups:
            digits += self._next()
        if int(digits) not in self.closed or digits[0] == "0":
            raise FeelError(f"there is no group {digits} before the back-reference")
        self.references += 1
        return f"(?:\\{digits})"

    def _escaped_character(self, character: str) -> str:
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in _PLAIN_ESCAPES:
            return "\\" + character
        raise self._fail()

    def _escaped_class(self, character: str) -> tuple[str | None, bool]:
        """What `\\d`, `\\P{L}` and the like stand for in square brackets, and whether the complement is meant."""
        low = character.lower()
        if low == "w":
            return _WORD_COMPLEMENT, character == "w"
        if low in _CLASSES:
            return _CLASSES[low], character.isupper()
        if low != "p":
            return None, False
        if self._next() != "{":
            raise self._fail()
        end = self.source.find("}", self.at)
        name = self.source[self.at : max(end, self.at)]
        self.at = end + 1
        if end < 0:
            raise self._fail()
        return self._property(name), character == "P"

    def _property(self, name: str) -> str:
        if name.startswith("Is") and name[2:] in BLOCKS:
            first, last = BLOCKS[name[2:]]
            return rf"\x{{{first:X}}}-\x{{{last:X}}}"
        if not _CATEGORY.fullmatch(name):
            raise self._fail()
        return rf"\p{{{name}}}"

    def _class(self) -> str:
        """A class in square brackets; with a subtraction it is worked out character by character."""
        start = self.at - 1
        negated = self.source.startswith("^", self.at)
        self.at += negated
        parts: list[str] = []
        while True:
            character = self._next()
            if character == "]" and parts:
                return f"[{'^' if negated else ''}{''.join(parts)}]"
            if character == "-" and self.source.startswith("[", self.at) and parts:
                self.at = start + 1
                return written(self._subtracted())
            parts.append(self._class_part(character, first=not parts))

    def _class_part(self, character: str, *, first: bool) -> str:
        if character == "\\":
            escaped = self._next()
            inside, negated = self._escaped_class(escaped)
            if inside is not None:
                return complement(inside) if negated else inside
            return self._escaped_character(escaped) + self._range_end(self.source[self.at - 1])
        if character in "[]":
            raise self._fail()
        if character == "-":
            if first or self.source.startswith("]", self.at):
                return "\\-"
            if self.source[self.at : self.at + 1] in ("[", ""):
                raise self._fail()
            return "\\-"
        return _safe(character) + self._range_end(character)

    def _range_end(self, low: str) -> str:
        if not self.source.startswith("-", self.at) or self.source[self.at + 1 : self.at + 2] in ("[", "]", ""):
            return ""
        self.at += 1
        high = self._next()
        if high == "\\":
            high = self._next()
            return "-" + self._escaped_character(high)
        if high < low:
            raise self._fail()
        return "-" + _safe(high)

    def _subtracted(self) -> set[int]:
        """The characters of a class, from behind its opening bracket to its closing one."""
        negated = self.source.startswith("^", self.at)
        self.at += negated
        found: set[int] = set()
        minus: set[int] = set()
        while True:
            character = self._next()
            if character == "]":
                break
            if character == "-" and self.source.startswith("[", self.at):
                self.at += 1
                minus = self._subtracted()
                if self._next() != "]":
                    raise self._fail()
                break
            if character == "\\":
                escaped = self._next()
                inside, inverted = self._escaped_class(escaped)
                if inside is None:
                    found.add(ord(_CONTROL_VALUES.get(escaped, escaped)))
                else:
                    found |= members(inside, inverted)
                continue
            low = high = ord(character)
            if self.source.startswith("-", self.at) and self.source[self.at + 1 : self.at + 2] not in ("[", "]", ""):
                self.at += 1
                high = ord(self._next())
            found |= set(range(low, high + 1))
        return (set(range(sys.maxunicode + 1)) - found if negated else found) - minus


def _safe(character: str) -> str:
    return "\\" + character if character in r"\[]^-&~|" else character
