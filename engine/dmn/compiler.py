"""Compiles boxed expressions to closures, once per model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine.feel import FeelSyntaxError, Function, UnaryTests, compile_unary
from engine.feel import Type as FeelType
from engine.feel import compile as compile_feel

from .convert import coerce
from .findings import Finding
from .run import Code, Run, Scope
from .syntax import Expression, Literal, Place
from .type_table import TypeTable
from .types import ANY, Type

Names = frozenset[str]
NO_NAMES: Final[Names] = frozenset()
MAX_CHARACTERS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Use:
    """A FEEL text of the model, the names it may use and those it does use; for the static checks."""

    place: Place
    cell: tuple[int, int] | None
    text: str
    visible: Names
    used: Names


@dataclass(slots=True)
class Compiler:
    """What compiling the expressions of one model needs; complaints about FEEL texts go to ``findings``."""

    types: TypeTable
    handlers: Mapping[type, Callable[[Compiler, Any, Names], Code]]
    functions: Mapping[str, Function] | None = None
    findings: list[Finding] = field(default_factory=list)
    members: Names = NO_NAMES
    feel_types: Mapping[str, FeelType] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    characters: int = 0

    def expression(self, source: Expression | None, names: Names) -> Code:
        """The code of an expression that sees ``names``; an absent one is null."""
        if source is None:
            return _null
        return self.typed(self._untyped(source, names), source.type_ref, source.place)

    def feel(self, text: str, names: Iterable[str], where: Place, cell: tuple[int, int] | None = None) -> Code:
        """The code of a FEEL text. A text that is no FEEL is complained about and evaluates to null."""
        element_id = where.element_id
        if not text or not self._affordable(text, where):
            return _null
        try:
            expression = compile_feel(
                text, names=self.members.union(names), functions=self.functions, types=self.feel_types
            )
        except FeelSyntaxError as error:
            return self._broken(error, text, where, cell)
        self.uses.append(Use(where, cell, text, frozenset(names), expression.names))
        evaluate = expression.evaluate

        def code(scope: Scope, run: Run) -> Any:
            answer = evaluate(scope, functions=run.functions, now=run.now)
            if answer.problems:
                run.note_all(element_id, answer.problems)
            return answer.value

        return code

    def unary(self, text: str, names: Iterable[str], where: Place, cell: tuple[int, int] | None) -> UnaryTests | None:
        """Compiled unary tests, None for a text that is none (then complained about)."""
        if not self._affordable(text, where):
            return None
        try:
            seen = self.members.union(names)
            tests = compile_unary(text, names=seen, functions=self.functions, types=self.feel_types)
        except FeelSyntaxError as error:
            self._broken(error, text, where, cell)
            return None
        self.uses.append(Use(where, cell, text, frozenset(names), tests.names))
        return tests

    def typed(self, code: Code, reference: str, where: Place) -> Code:
        """``code`` whose value is converted to the named type, or becomes null with a problem."""
        wanted = self.types.resolve(reference, where.element_id, where.line)
        return code if wanted is ANY else conforming(code, wanted, where.element_id)

    def _affordable(self, text: str, where: Place) -> bool:
        """Whether the text may still be compiled; a file full of long texts would keep the reader for minutes."""
        before, self.characters = self.characters, self.characters + len(text)
        if before <= MAX_CHARACTERS < self.characters:
            message = f"the expressions of the model have more than {MAX_CHARACTERS} characters"
            self.findings.append(Finding(where.element_id, "too-large", message, where.line))
        return self.characters <= MAX_CHARACTERS

    def _broken(self, error: FeelSyntaxError, text: str, where: Place, cell: tuple[int, int] | None) -> Code:
        message = f"this is not FEEL: {error.message} (line {error.line}, column {error.column}) in: {text[:200]}"
        self.findings.append(Finding(where.element_id, "feel-syntax", message, where.line, cell=cell))

        def code(scope: Scope, run: Run) -> Any:
            run.note(where.element_id, error.message, text)
            return None

        return code

    def _untyped(self, source: Expression, names: Names) -> Code:
        if isinstance(source, Literal):
            return self.feel(source.text, names, source.place)
        return self.handlers[type(source)](self, source, names)


def conforming(code: Code, wanted: Type, element_id: str) -> Code:
    """``code`` with its value coerced to ``wanted``."""

    def converted(scope: Scope, run: Run) -> Any:
        value, reason = coerce(code(scope, run), wanted)
        if reason is not None:
            run.note(element_id, reason)
        return value

    return converted


def _null(scope: Scope, run: Run) -> Any:
    return None
