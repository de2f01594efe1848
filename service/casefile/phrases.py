"""Says in German and English what a cell of a decision table asks for; what is too much for a phrase stays FEEL."""

from __future__ import annotations

import re

_PHRASES = {
    "de": {
        "<": "weniger als {0}",
        "<=": "höchstens {0}",
        ">": "mehr als {0}",
        ">=": "mindestens {0}",
        "not": "nicht {0}",
        "or": " oder ",
        "true": "ja",
        "false": "nein",
        "null": "ohne Angabe",
        "range": "von {0} bis {1}",
        "holds": "enthält {0}",
    },
    "en": {
        "<": "less than {0}",
        "<=": "at most {0}",
        ">": "more than {0}",
        ">=": "at least {0}",
        "not": "not {0}",
        "or": " or ",
        "true": "yes",
        "false": "no",
        "null": "not given",
        "range": "from {0} to {1}",
        "holds": "contains {0}",
    },
}
_COMPARED = re.compile(r"(<=|>=|<|>)\s*(\S.*)")
_RANGE = re.compile(r"\[\s*([^\s\[\]]+)\s*\.\.\s*([^\s\[\]]+)\s*\]")
_HOLDS = re.compile(r"list contains\(\?,\s*([^()]+)\)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def in_words(test: str, language: str) -> str:
    """A unary test as a phrase (`language` "de" or "en"): `>= 18` → "mindestens 18", `"A", "B"` → "A oder B"."""
    text = test.strip()
    phrases = _PHRASES[language]
    if text.startswith("not(") and text.endswith(")") and text.count("(") == 1:
        return phrases["not"].format(in_words(text[4:-1], language))
    parts = _split(text)
    if len(parts) > 1:
        return phrases["or"].join(in_words(part, language) for part in parts)
    compared = _COMPARED.fullmatch(text)
    if compared:
        return phrases[compared[1]].format(_value(compared[2], language))
    holds = _HOLDS.fullmatch(text)
    if holds:
        return phrases["holds"].format(_value(holds[1].strip(), language))
    between = _RANGE.fullmatch(text)
    if between:
        return phrases["range"].format(_value(between[1], language), _value(between[2], language))
    return _value(text, language)


def _value(text: str, language: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        return text[1:-1]
    if _NUMBER.fullmatch(text) and language == "de":
        return text.replace(".", ",")
    return _PHRASES[language].get(text, text) if text in ("true", "false", "null") else text


def _split(text: str) -> list[str]:
    """The alternatives of a list of tests; commas inside brackets and quotation marks separate nothing."""
    parts, depth, quoted, begin = [], 0, False, 0
    for place, sign in enumerate(text):
        if sign == '"' and text[place - 1 : place] != "\\":
            quoted = not quoted
        elif not quoted and sign in "([{":
            depth += 1
        elif not quoted and sign in ")]}":
            depth -= 1
        elif sign == "," and not quoted and depth == 0:
            parts.append(text[begin:place].strip())
            begin = place + 1
    return [*parts, text[begin:].strip()]
