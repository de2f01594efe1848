"""String functions (DMN 1.5, 10.3.4.3)."""

from __future__ import annotations

from decimal import Decimal

from .. import regex
from ..errors import FeelError
from ..numbers import integer
from ..runtime import Run
from .registry import builtin


@builtin("substring", "string: string, start position: number, length?: number", result="string")
def _substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """Characters from a position, counted from 1 or, if negative, from the end."""
    first = integer(start)
    if first is None or first == 0 or abs(first) > len(string):
        raise FeelError(f"there is no position {start} in a string of {len(string)} characters")
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    if length < 1:
        raise FeelError("the length must be positive")
    return string[begin : begin + int(min(length, Decimal(len(string))))]


@builtin("string length", "string: string", result="number")
def _string_length(string: str) -> Decimal:
    """The number of characters (code points)."""
    return Decimal(len(string))


@builtin("upper case", "string: string", result="string")
def _upper_case(string: str) -> str:
    """In capital letters."""
    return string.upper()


@builtin("lower case", "string: string", result="string")
def _lower_case(string: str) -> str:
    """In small letters."""
    return string.lower()


@builtin("substring before", "string: string, match: string", result="string")
def _substring_before(string: str, match: str) -> str:
    """What comes before the first match; empty without one."""
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string: string, match: string", result="string")
def _substring_after(string: str, match: str) -> str:
    """What comes after the first match; empty without one."""
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string", result="boolean")
def _contains(string: str, match: str) -> bool:
    """Whether the match occurs."""
    return match in string


@builtin("starts with", "string: string, match: string", result="boolean")
def _starts_with(string: str, match: str) -> bool:
    """Whether the string begins with the match."""
    return string.startswith(match)


@builtin("ends with", "string: string, match: string", result="boolean")
def _ends_with(string: str, match: str) -> bool:
    """Whether the string ends with the match."""
    return string.endswith(match)


@builtin("matches", "input: string, pattern: string, flags?: string", result="boolean", contextual=True)
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the regular expression (XML Schema, as XPath reads it) matches somewhere."""
    return regex.pattern(run, text, pattern, flags or "").search(text) is not None


@builtin(
    "replace",
    "input: string, pattern: string, replacement: string, flags?: string",
    result="string",
    contextual=True,
)
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """The input with every match replaced; `$1` is the first group, `$0` the match."""
    return regex.replace(run, text, regex.pattern(run, text, pattern, flags or ""), replacement, "q" in (flags or ""))


@builtin("split", "string: string, delimiter: string", result="list<string>", contextual=True)
def _split(run: Run, string: str, delimiter: str) -> list[str]:
    """The parts between the matches of the delimiter, a regular expression."""
    return regex.split(run, string, regex.pattern(run, string, delimiter, ""))


@builtin("string join", "list: list, delimiter?: string, prefix?: string, suffix?: string", contextual=True)
def _string_join(
    run: Run, items: list[object], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> str:
    """The strings of the list, with the delimiter between them; nulls are left out."""
    strings: list[str] = []
    for item in items:
        if isinstance(item, str):
            strings.append(item)
        elif item is not None:
            raise FeelError("'string join' takes a list of strings")
    between = delimiter or ""
    run.check_string(sum(map(len, strings)) + len(between) * len(strings))
    return (prefix or "") + between.join(strings) + (suffix or "")
