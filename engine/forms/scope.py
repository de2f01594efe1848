"""Where an expression of a form stands: the data it sees, its list item, and how its FEEL is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .. import feel
from .schema import FormError


@dataclass(frozen=True, slots=True)
class Scope:
    """`data` of the whole form, `this` item, its `parent`, and `i`, the positions (from 1) in the lists around."""

    data: Mapping[str, Any]
    this: Any
    parent: Any
    i: tuple[int, ...]

    def variables(self) -> dict[str, Any]:
        """The FEEL context: special names, overlaid by the data; with underscores they cannot be overlaid."""
        special = {"this": self.this, "parent": self.parent, "i": list(self.i)}
        return {**special, **self.data, **{f"_{name}_": value for name, value in special.items()}}

    def item(self, value: Any, position: int) -> Scope:
        """The scope inside the item at `position` (from 1) of a list in this scope."""
        around = self.this if isinstance(self.this, Mapping) else {}
        parent = Scope(around, self.this, self.parent, self.i).variables()
        return Scope(self.data, value, parent, (*self.i, position))


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates the FEEL of one form; `names` are the variable names that may hold blanks or signs."""

    names: tuple[str, ...]
    now: datetime | None

    def value(self, text: str, scope: Scope) -> Any:
        """The JSON value of an expression, null where it cannot be computed. Raises `FormError` if it is no FEEL."""
        try:
            found = feel.compile(text, names=self.names).evaluate(scope.variables(), now=self.now)
        except feel.FeelSyntaxError as error:
            raise FormError(f"={text[:80]} is no FEEL: {error}") from error
        return feel.to_json(found.value)

    def holds(self, text: str, variables: Mapping[str, Any]) -> bool:
        """Whether a condition holds. It is a unary test of null, as in form-js: a condition that is null holds.

        `=amount > 3` therefore hides its field while no amount is entered.
        """
        try:
            test = feel.compile_unary(text, names=self.names)
        except feel.FeelSyntaxError as error:
            raise FormError(f"={text[:80]} is no FEEL: {error}") from error
        return test.evaluate(variables, None, now=self.now).value is True
