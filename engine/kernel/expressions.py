"""Evaluates what stands in a diagram: FEEL behind a leading "=", plain text otherwise; never anything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .. import feel

Functions = Mapping[str, feel.Function]


class Stuck(Exception):
    """An activation cannot go on: it keeps its place and a person gets an incident with this code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Evaluator:
    """Evaluates expressions of one bundle at one instant; parsed expressions are kept for the bundle's life."""

    __slots__ = ("_cache", "functions", "now")

    def __init__(self, cache: dict[str, feel.Expression], functions: Functions, now: datetime) -> None:
        self._cache = cache
        self.functions = functions
        self.now = now

    def value(self, text: str, view: Mapping[str, Any]) -> Any:
        """The value as JSON data; text without "=" stands for itself. Limits exceeded are Stuck."""
        return self.explained(text, view)[0]

    def explained(self, text: str, view: Mapping[str, Any]) -> tuple[Any, str]:
        """The value and, when a part of the expression became null, why."""
        if not text.startswith("="):
            return text, ""
        expression = self._cache.get(text)
        try:
            if expression is None:
                expression = self._cache[text] = feel.compile(text[1:], functions=self.functions)
            result = expression.evaluate(view, now=self.now)
        except feel.FeelSyntaxError as error:
            raise Stuck("expression-invalid", f"{text}: {error.message}") from error
        except feel.LimitExceeded as error:
            raise Stuck("expression-limit", f"{text}: {error}") from error
        except Exception as error:  # a defect of a function must stop this activation, not the worker
            raise Stuck("expression-failed", f"{text}: {type(error).__name__}: {error}") from error
        why = "; ".join(problem.reason for problem in result.problems[:3])
        return feel.to_json(result.value), why

    def condition(self, text: str, view: Mapping[str, Any]) -> bool:
        """A condition must be true or false; anything else is Stuck."""
        value, why = self.explained(text, view)
        if isinstance(value, bool):
            return value
        raise Stuck("condition-not-boolean", f"{text} is {value!r}, not true or false. {why}".strip())

    def text(self, text: str, view: Mapping[str, Any], what: str) -> str:
        """A text or number as text; null is Stuck."""
        value, why = self.explained(text, view)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        raise Stuck(f"{what}-missing", f"{what} {text} is {value!r}. {why}".strip())

    def names(self, text: str | None, view: Mapping[str, Any]) -> tuple[str, ...]:
        """Group or user names: a FEEL list or text, or plain text separated by commas."""
        if not text:
            return ()
        value = self.value(text, view)
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return tuple(value)
        raise Stuck("assignment-invalid", f"{text} is {value!r}, not a list of names")
