"""Keeps secrets and persons out of log lines, whoever wrote them: fields masked by name, texts by what they look like.

No line needs it: events carry ids and kinds of errors. It is for the one that somebody writes tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from structlog.types import EventDict

#: Characters of one value; a user agent of a megabyte is not evidence of anything.
LONGEST = 300
_DEEPEST = 3
_MOST = 50

#: Fields that hold a secret, or what somebody typed; whatever is in them stays out.
SECRET = frozenset({
    "password", "passwd", "secret", "token", "authorization", "cookie", "csrf", "session", "private_key", "pem", "pin",
})  # fmt: skip
CONTENT = frozenset({
    "variables", "answers", "payload", "body", "content", "input", "output", "result", "comment", "draft", "query",
    "applicant", "employer", "given_names", "family_name", "familyname", "givennames", "address", "email", "user_agent",
})  # fmt: skip

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_LOOKS = re.compile(
    rf"(?P<id>{_UUID})"
    r"|(?P<secret>eyJ[\w-]{5,}\.[\w-]{5,}\.?[\w-]*|\b(?:Bearer|Basic)\s+\S+|-----BEGIN[^\x00]*"
    r"|\b(?:password|passwort|token|secret|key|pin)\s*[=:]\s*\S+|://[^/\s:@]+:[^/\s@]+@)"
    r"|(?P<person>[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\w.])\d{9,}(?![\w.]))",
    re.IGNORECASE,
)
# JSON escapes what is not ASCII and what is below space; a terminal obeys one more.
_DELETE = {0x7F: "\\x7f"}
_SEGMENT = re.compile(rf"[a-z][a-z._-]{{0,40}}|[0-9]{{1,6}}|{_UUID}(?:\.[0-9]{{1,9}}(?:\.[a-z]{{1,20}})?)?")


def redacted(logger: Any, method: str, event: EventDict) -> EventDict:
    """A processor of structlog: the same line without what must not be in it."""
    return {str(name): _value(str(name), value, 0) for name, value in event.items()}


def text(value: str) -> str:
    """A text without secrets, addresses and numbers of persons, cut, in one line."""
    if len(value) <= LONGEST and f"_{value}".isidentifier() and not value.isdigit():
        return value  # one word, as most are: it cannot be any of that
    shown = _LOOKS.sub(_mask, value[: 4 * LONGEST])
    shown = shown.translate(_DELETE)
    return shown if len(shown) <= LONGEST and len(value) <= 4 * LONGEST else f"{shown[:LONGEST]}… ({len(value)})"


def path(value: str) -> str:
    """A path of which every part that is neither a word of ours nor an id is masked: somebody may have typed it."""
    parts = value.split("?")[0].split("/")
    return text("/".join(part if not part or _SEGMENT.fullmatch(part) else "*" for part in parts[:12]))


def _mask(found: re.Match[str]) -> str:
    if found.lastgroup == "id":
        return found.group()
    return "[secret]" if found.lastgroup == "secret" else "[person]"


def _value(name: str, value: Any, depth: int) -> Any:
    plain = name.lower().replace("-", "_")
    if plain in SECRET:
        return "[secret]"
    if plain in CONTENT:
        return "[content]"
    if isinstance(value, str):
        return path(value) if plain == "path" else text(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        return type(value).__name__  # what it says may quote data
    if isinstance(value, bytes | bytearray | memoryview):
        return f"[{len(value)} bytes]"
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {text(str(key)): _value(str(key), part, depth + 1) for key, part in list(value.items())[:_MOST]}
    if depth < _DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [_value(name, part, depth + 1) for part in list(value)[:_MOST]]
    return type(value).__name__
