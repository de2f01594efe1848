"""Compiled expressions and unary tests: the way into FEEL for everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import InvalidOperation
from functools import lru_cache
from typing import Any

from . import compile_calls, compile_loops, compile_names, compile_tests
from .compiler import Compiler
from .errors import Evaluation, FeelSyntaxError, LimitExceeded, Limits
from .functions import BUILTINS, NAMES
from .names import Table, table
from .parser import Parser
from .runtime import Code, Run, Scope
from .types import Type
from .values import Function, from_python

_NO_FUNCTIONS: Mapping[str, Function] = {}
_DEFAULT = Limits()
_HANDLERS = (
    compile_calls,
    compile_loops,
    compile_names,
    compile_tests,
)  # imported because they register what they compile


def _evaluation(code: Code, run: Run, scope: Scope) -> Evaluation:
    try:
        value = code(run, scope)
    except RecursionError as error:
        raise LimitExceeded("the values are nested too deeply") from error
    except InvalidOperation as error:  # only a NaN among the variables leads here: FEEL has none
        raise LimitExceeded("a variable is not a finite number") from error
    return Evaluation(value, tuple(run.problems))


class Expression:
    """A FEEL expression, parsed and compiled once; may be evaluated at the same time in several threads.

    `text` is its source, `names` the variables it reads from the context, `calls` the functions it calls that nobody
    knows: only a variable that is a function could be meant (both for checks at deployment).
    """

    __slots__ = ("_code", "_limits", "calls", "names", "text")

    def __init__(
        self,
        text: str,
        code: Code,
        names: frozenset[str],
        calls: frozenset[str],
        limits: Limits,
    ) -> None:
        self.text = text
        self.names = names
        self.calls = calls
        self._code = code
        self._limits = limits

    def evaluate(
        self,
        context: Mapping[str, Any] | None = None,
        *,
        functions: Mapping[str, Function] | None = None,
        now: datetime | None = None,
    ) -> Evaluation:
        """The value for these variables, as FEEL values; what could not be computed is null, with the reason.

        `now`: what `now()` and `today()` answer. Raises `LimitExceeded`.
        """
        run = Run(context if context is not None else {}, functions or _NO_FUNCTIONS, now, self._limits)
        return _evaluation(self._code, run, None)

    def __repr__(self) -> str:
        return f"<FEEL expression {self.text!r}>"


class UnaryTests:
    """FEEL unary tests (the cell of a decision table), compiled once; see `Expression`."""

    __slots__ = ("_code", "_limits", "names", "text")

    def __init__(self, text: str, code: Code, names: frozenset[str], limits: Limits) -> None:
        self.text = text
        self.names = names
        self._code = code
        self._limits = limits

    def evaluate(
        self,
        context: Mapping[str, Any] | None,
        value: Any,
        *,
        functions: Mapping[str, Function] | None = None,
        now: datetime | None = None,
    ) -> Evaluation:
        """True, False or None (with reasons) for the tested value; raises `LimitExceeded`."""
        run = Run(context if context is not None else {}, functions or _NO_FUNCTIONS, now, self._limits)
        return _evaluation(self._code, run, ({"?": from_python(value)}, None))

    def __repr__(self) -> str:
        return f"<FEEL unary tests {self.text!r}>"


def compile(  # noqa: A001  # the agreed name; nobody may reach Python's own from here
    text: str,
    *,
    names: Iterable[str] = (),
    functions: Mapping[str, Function] | None = None,
    types: Mapping[str, Type] | None = None,
    limits: Limits = _DEFAULT,
) -> Expression:
    """Compile a FEEL expression (DMN 1.5, 10.3.1.2, rule 1); raises `FeelSyntaxError`.

    `names`: the variables in scope, needed for names with blanks or operators in them and to let a variable hide a
    built-in function; `functions`: further functions; `types`: item definitions by name, for `instance of`.
    Results are kept for the next call with the same arguments.
    """
    return _expression(text, frozenset(names), _frozen(functions), _frozen(types), limits)


def compile_unary(
    text: str,
    *,
    names: Iterable[str] = (),
    functions: Mapping[str, Function] | None = None,
    types: Mapping[str, Type] | None = None,
    limits: Limits = _DEFAULT,
) -> UnaryTests:
    """Compile unary tests (DMN 1.5, 10.3.1.2, rule 15); raises `FeelSyntaxError`. The arguments are as in `compile`."""
    return _unary(text, frozenset(names), _frozen(functions), _frozen(types), limits)


def _frozen(mapping: Mapping[str, Any] | None) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(mapping.items(), key=lambda item: item[0])) if mapping else ()


Frozen = tuple[tuple[str, Any], ...]


def _prepare(
    text: str, names: frozenset[str], functions: Frozen, types: Frozen, limits: Limits
) -> tuple[Parser, Compiler]:
    own = dict(functions)
    tables: tuple[Table, ...] = (NAMES, table(names))
    if own:
        tables += (table(frozenset(own)),)
    parser = Parser(text, tables, dict(types), limits)
    known = {**BUILTINS, **own} if own else BUILTINS
    return parser, Compiler(text, names, known, limits)


@lru_cache(maxsize=4096)
def _expression(text: str, names: frozenset[str], functions: Frozen, types: Frozen, limits: Limits) -> Expression:
    parser, compiler = _prepare(text, names, functions, types, limits)
    try:
        code = compiler.compile(parser.whole_expression())
    except RecursionError as error:
        raise FeelSyntaxError("nested too deeply", 0, text) from error
    return Expression(text, code, frozenset(compiler.free), frozenset(compiler.calls), limits)


@lru_cache(maxsize=8192)
def _unary(text: str, names: frozenset[str], functions: Frozen, types: Frozen, limits: Limits) -> UnaryTests:
    parser, compiler = _prepare(text, names, functions, types, limits)
    try:
        code = compile_tests.compile_tests(compiler, parser.whole_tests())
    except RecursionError as error:
        raise FeelSyntaxError("nested too deeply", 0, text) from error
    return UnaryTests(text, code, frozenset(compiler.free - {"?"}), limits)
