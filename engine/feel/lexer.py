"""From FEEL text to tokens (DMN 1.5, 10.3.1.2 and 10.3.1.3), in one linear pass."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import FeelSyntaxError

_NAME_START = (
    "[^\\W\\d]|[?\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
)
_TOKEN = re.compile(
    rf"""(?P<space>[\s\u0085\u180e\u200b\ufeff]+|//[^\n\r]*|/\*(?s:.*?)\*/)
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
    |(?P<name>(?:{_NAME_START})(?:\w|{_NAME_START}|[\u00b7\u0300-\u036f\u203f-\u2040])*)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<op>\.\.|\*\*|->|<=|>=|!=|[-+*/=<>()\[\]{{}},:.@])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\", "/": "/"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `kind` is number, name, string, op, other or end; `text` its source, for strings the value."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`, closed by one of kind "end"; raises `FeelSyntaxError` for a broken string or comment."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "space":
            continue
        source = match.group()
        if kind == "string":
            source = _unescape(source[1:-1], match.start(), text)
        elif source == '"':
            raise FeelSyntaxError("this string has no end", match.start(), text)
        elif source == "/" and text.startswith("/*", match.start()):
            raise FeelSyntaxError("this comment has no end", match.start(), text)
        tokens.append(Token(kind, source, match.start(), match.end()))
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _unescape(body: str, position: int, text: str) -> str:
    if "\\" in body:
        body = _ESCAPE.sub(_escaped, body)
        body = _SURROGATES.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), body)
    if _LONE.search(body):
        raise FeelSyntaxError("half a surrogate pair is no character", position, text)
    return body


def _escaped(match: re.Match[str]) -> str:
    digits = match.group(1) or match.group(2)
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else match.group()
    # A backslash before any other character stays: patterns such as "\d" are written with one.
    return _SIMPLE.get(match.group(3), match.group())
