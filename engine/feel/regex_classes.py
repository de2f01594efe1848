"""Sets of characters for classes that RE2 cannot write: complements inside brackets and subtractions."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

BLOCKS = {
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


def complement(inside: str) -> str:
    """The complement of a class inside of square brackets."""
    simple = re.fullmatch(r"\\p\{(\w+)\}", inside)
    return rf"\P{{{simple[1]}}}" if simple else _ranges(frozenset(members(inside, True)))


@lru_cache(maxsize=64)
def members(inside: str, negated: bool) -> frozenset[int]:
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


def written(characters: set[int]) -> str:
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
