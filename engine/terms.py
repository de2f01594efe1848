"""Turns names and numbers into search terms, so that one finds "Müller" as Muller, Mueller or MÜLLER.

Letters are those of DIN 91379 (Latin with diacritics, composed or not); other scripts keep their letters. A term that
somebody has typed in part is a beginning of the whole one, whatever letters are still to come.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: Longer terms are cut, and no more than so many are kept of one case.
LONGEST = 64
MOST = 80

# Letters of DIN 91379 that Unicode does not take apart into a base letter and marks.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ŋ": "ng",
        "ŧ": "t",
        "ĸ": "k",
        "ŉ": "n",
        "ə": "e",
        "ǝ": "e",
        "ɨ": "i",
        "ʉ": "u",
        "ƶ": "z",
        "ƒ": "f",
        "ɓ": "b",
        "ɗ": "d",
        "ɖ": "d",
        "ɛ": "e",
        "ɔ": "o",
        "ƙ": "k",
        "ƴ": "y",
        "ǥ": "g",
        "ŀ": "l",
    }
)
_APOSTROPHES = re.compile("['`´ʹʺʻʼʽʾʿˈ\u02bf\u2018\u2019\u201b\u2032]")
_DIGRAPH = re.compile("([aou])e")
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Lower case without diacritics, for sorting as DIN 5007-1 does: ä like a, ß like ss."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).translate(_LETTERS)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words(text: str) -> frozenset[str]:
    """The terms of a name: each of its words; of one with an apostrophe both the whole and the parts."""
    plain = folded(text)
    joined = _APOSTROPHES.sub("", plain)
    return frozenset(_term(word) for source in (joined, _APOSTROPHES.sub(" ", plain)) for word in _WORD.findall(source))


def numbers(text: str) -> frozenset[str]:
    """The terms of a number like AKZ-DD-2026-000123: the whole, every end of it, and its last part as a plain number."""
    parts = _WORD.findall(folded(text))
    ends = {"".join(parts[start:]) for start in range(len(parts))}
    if parts and parts[-1].isdecimal():
        ends.add(parts[-1].lstrip("0") or "0")
    return frozenset(end[:LONGEST] for end in ends)


def asked(query: str) -> tuple[str, ...]:
    """The beginnings of terms that somebody looks for; all of them have to fit. At most eight count."""
    found: list[str] = []
    for piece in folded(query).split():
        if any(letter.isdecimal() for letter in piece):
            found.append("".join(_WORD.findall(piece))[:LONGEST])
        else:
            found.extend(_term(word) for word in _WORD.findall(_APOSTROPHES.sub("", piece)))
    return tuple(dict.fromkeys(term for term in found if term))[:8]


def terms(names: Iterable[str], numbered: Iterable[str]) -> tuple[str, ...]:
    """The terms of a case in order, each once."""
    found = {term for name in names for term in words(name)}
    found |= {term for number in numbered for term in numbers(number)}
    return tuple(sorted(found))[:MOST]


def _term(word: str) -> str:
    """Mueller and Müller are one: the e that stands for an umlaut goes (and so does that of Samuel, on both sides)."""
    return _DIGRAPH.sub(r"\1", word)[:LONGEST]
