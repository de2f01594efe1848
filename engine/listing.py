"""What lists show of a case and what one finds it by: FEEL expressions over its process variables, data of a procedure.

Only what the rule names is ever shown or found: free texts, health and security data have no place in it (Art. 9 GDPR).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from . import feel
from .desk import Listed
from .terms import terms

COLUMNS = ("applicant", "employer", "azr_number", "case_group", "nationality")
LONGEST = 200  # of a text in a list


class ListingError(ValueError):
    """The rule names a column that no list has, or an expression that cannot be read."""


@dataclass(frozen=True, slots=True)
class Listing:
    """`columns`: expression by column; `names` and `numbers`: expressions for what is searched as words or as numbers.

    An expression's value may be a text, a number, null, or a list of them; one that fails shows nothing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    compiled: Mapping[str, feel.Expression] = field(init=False, repr=False)
    reads: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Raises ListingError."""
        unknown = sorted(set(self.columns) - set(COLUMNS))
        if unknown:
            raise ListingError(f"no list has a column {', '.join(unknown)}")
        compiled = {}
        for text in (*self.columns.values(), *self.names, *self.numbers):
            try:
                compiled[text] = feel.compile(text.removeprefix("="))
            except feel.FeelSyntaxError as error:
                raise ListingError(f"{text}: {error.message}") from error
        object.__setattr__(self, "compiled", compiled)
        object.__setattr__(self, "reads", frozenset().union(*(one.names for one in compiled.values())))

    def shown(self, variables: Mapping[str, Any], case_number: str, now: datetime) -> tuple[Listed, tuple[str, ...]]:
        """What lists show of a case with these process variables, and the terms that it is found by."""

        def texts(text: str) -> list[str]:
            return _texts(self.compiled[text], variables, now)

        columns = {name: ", ".join(texts(text))[:LONGEST] for name, text in self.columns.items()}
        names = [part for text in self.names for part in texts(text)]
        numbers = [case_number, *(part for text in self.numbers for part in texts(text))]
        found = terms(names, numbers)
        digest = hashlib.sha256(orjson.dumps([sorted(columns.items()), found])).hexdigest()[:16]
        return Listed(**columns, digest=digest), found


NOTHING = Listing()


def _texts(expression: feel.Expression, variables: Mapping[str, Any], now: datetime) -> list[str]:
    try:
        value = feel.to_json(expression.evaluate(variables, now=now).value)
    except Exception:  # noqa: BLE001  # what a list shows must never stop a case, whatever its variables hold
        return []
    parts = value if isinstance(value, list) else [value]
    return [text for part in parts if (text := _text(part))]


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value).split())


def read(content: Mapping[str, Any]) -> Listing:
    """A listing from its data file; ListingError for what is not right.

    ```yaml
    columns: {applicant: "=…", …}
    find: {names: ["=…"], numbers: ["=…"]}
    ```
    """
    find = content.get("find") or {}
    extra = sorted((set(content) - {"columns", "find"}) | (set(find) - {"names", "numbers"}))
    if extra:
        raise ListingError(f"unknown: {', '.join(extra)}")
    return Listing(dict(content.get("columns") or {}), tuple(find.get("names") or ()), tuple(find.get("numbers") or ()))
