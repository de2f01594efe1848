"""From XPath's notation of regular expressions to RE2's: escapes, classes, blocks, subtraction, flags."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

from .errors import FeelError

_NAME_START = r"\p{L}:_\p{Nl}"
_NAME_CHAR = r"\p{L}:_\p{Nl}\-.0-9\p{M}\x{B7}\p{Nd}"
# The escapes of a class of characters: what stands for them inside of square brackets, or for their complement.
_CLASSES = {"d": r"\p{Nd}", "s": r" \t\n\r", "i": _NAME_START, "c": _NAME_CHAR}
_WORD_COMPLEMENT = r"\p{P}\p{Z}\p{C}"
_PLAIN_ESCAPES = frozenset("\\|.?*+(){}-[]^$")
_CONTROLS = {"n": r"\n", "r": r"\r", "t": r"\t"}
_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Devanagari": (0x0900, 0x097F),
    "Thai": (0x0E00, 0x0E7F),
    "Georgian": (0x10A0, 0x10FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
}
_CATEGORY = re.compile(r"(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)")
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
        """What `\\d`, `\\P{L}` and the like stand for inside of square brackets, and whether its complement is meant."""
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
        if name.startswith("Is") and name[2:] in _BLOCKS:
            first, last = _BLOCKS[name[2:]]
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
                return _written(self._subtracted())
            parts.append(self._class_part(character, first=not parts))

    def _class_part(self, character: str, *, first: bool) -> str:
        if character == "\\":
            escaped = self._next()
            inside, negated = self._escaped_class(escaped)
            if inside is not None:
                return _complement(inside) if negated else inside
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
                    found |= _members(inside, inverted)
                continue
            low = high = ord(character)
            if self.source.startswith("-", self.at) and self.source[self.at + 1 : self.at + 2] not in ("[", "]", ""):
                self.at += 1
                high = ord(self._next())
            found |= set(range(low, high + 1))
        return (set(range(sys.maxunicode + 1)) - found if negated else found) - minus


_CONTROL_VALUES = {"n": "\n", "r": "\r", "t": "\t"}


def _safe(character: str) -> str:
    return "\\" + character if character in r"\[]^-&~|" else character


def _complement(inside: str) -> str:
    """The complement of a class inside of square brackets."""
    simple = re.fullmatch(r"\\p\{(\w+)\}", inside)
    return rf"\P{{{simple[1]}}}" if simple else _ranges(frozenset(_members(inside, True)))


@lru_cache(maxsize=64)
def _members(inside: str, negated: bool) -> frozenset[int]:
    """The characters a translated class stands for."""
    categories = tuple(re.findall(r"\\p\{(\w+)\}", inside))
    singles = _singles(re.sub(r"\\p\{\w+\}", "", inside))
    found = {
        code
        for code in range(sys.maxunicode + 1)
        if code in singles or any(unicodedata.category(chr(code)).startswith(category) for category in categories)
    }
    return frozenset(set(range(sys.maxunicode + 1)) - found if negated else found)


def _singles(text: str) -> set[int]:
    found: set[int] = set()
    decoded = re.sub(r"\\x\{([0-9A-F]+)\}", lambda match: chr(int(match[1], 16)), text)
    decoded = decoded.replace(r"\t", "\t").replace(r"\n", "\n").replace(r"\r", "\r")
    index = 0
    while index < len(decoded):
        if decoded[index] == "\\":
            index += 1
        elif decoded[index + 1 : index + 2] == "-" and index + 2 < len(decoded):
            found |= set(range(ord(decoded[index]), ord(decoded[index + 2]) + 1))
            index += 3
            continue
        found.add(ord(decoded[index]))
        index += 1
    return found


def _written(characters: set[int]) -> str:
    """A class of these characters; without any it matches nothing."""
    text = _ranges(frozenset(characters))
    if not text:
        return r"[^\x{0}-\x{10FFFF}]"
    return f"[{text}]"


def _ranges(characters: frozenset[int]) -> str:
    parts: list[str] = []
    ordered = sorted(code for code in characters if not 0xD800 <= code <= 0xDFFF)
    index = 0
    while index < len(ordered):
        first = last = ordered[index]
        while index + 1 < len(ordered) and ordered[index + 1] == last + 1:
            index += 1
            last = ordered[index]
        parts.append(rf"\x{{{first:X}}}-\x{{{last:X}}}")
        index += 1
    return "".join(parts)
