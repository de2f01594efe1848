"""Boxed contexts, lists, relations, conditionals, filters and iterators (DMN 1.5, 10.2.1)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from engine.feel import Expression, Range
from engine.feel import compile as compile_feel

from .compiler import Compiler, Names
from .run import Code, Run, Scope
from .syntax import Conditional, Context, Filter, Iterator, ListExpression, Literal, Place, Relation

_ITEMS: Final = "dmn_items"


@lru_cache(maxsize=1)
def _each() -> Expression:
    """The numbers or dates in a range, counted by FEEL."""
    return compile_feel("for each in range return each", names=("range",))


def context(compiler: Compiler, source: Context, names: Names) -> Code:
    """Entries from top to bottom, each seeing those above; the value is the last unnamed entry, else the context."""
    seen = names
    entries: list[tuple[str, Code]] = []
    for entry in source.entries:
        if entry.variable is None or not entry.variable.name:
            entries.append(("", compiler.expression(entry.value, seen)))
            continue
        name = entry.variable.name
        # A boxed function may call itself by the name of its entry.
        code = compiler.expression(entry.value, seen | {name})
        entries.append((name, compiler.typed(code, entry.variable.type_ref, source.place)))
        seen = seen | {name}

    def code_of_context(scope: Scope, run: Run) -> Any:
        run.step()
        inner = dict(scope)
        value: dict[str, Any] = {}
        for name, code in entries:
            found = code(inner, run)
            if not name:
                return found
            inner[name] = value[name] = found
        return value

    return code_of_context


def list_expression(compiler: Compiler, source: ListExpression, names: Names) -> Code:
    """The values of the items in order."""
    items = [compiler.expression(item, names) for item in source.items]

    def code(scope: Scope, run: Run) -> Any:
        run.step()
        return [item(scope, run) for item in items]

    return code


def relation(compiler: Compiler, source: Relation, names: Names) -> Code:
    """A list with one context per row."""
    keys = [column.name for column in source.columns]
    rows = [
        [
            compiler.typed(compiler.expression(cell, names), column.type_ref, source.place)
            for column, cell in zip(source.columns, row, strict=False)
        ]
        for row in source.rows
    ]

    def code(scope: Scope, run: Run) -> Any:
        run.step()
        return [{key: cell(scope, run) for key, cell in zip(keys, row, strict=False)} for row in rows]

    return code


def conditional(compiler: Compiler, source: Conditional, names: Names) -> Code:
    """Then when the condition is true, otherwise when it is false or null, null when it is no boolean (TCK 1150)."""
    condition = compiler.expression(source.condition, names)
    then = compiler.expression(source.then, names)
    otherwise = compiler.expression(source.otherwise, names)

    def code(scope: Scope, run: Run) -> Any:
        run.step()
        decided = condition(scope, run)
        if decided is not None and not isinstance(decided, bool):
            run.note(source.place.element_id, "the condition is no boolean")
            return None
        return then(scope, run) if decided is True else otherwise(scope, run)

    return code


def filtered(compiler: Compiler, source: Filter, names: Names) -> Code:
    """The items for which the match is true; ``item`` and, for contexts, their entries are in scope."""
    origin = compiler.expression(source.source, names)
    if isinstance(source.match, Literal):
        return _filtered_by_feel(compiler, origin, source.match, names)
    match = compiler.expression(source.match, names | {"item"})
    where = source.place

    def code(scope: Scope, run: Run) -> Any:
        run.step()
        items = _as_list(origin(scope, run))
        if items is None:
            return None
        kept = []
        for item in items:
            run.step()
            inner = {**scope, **item, "item": item} if isinstance(item, dict) else {**scope, "item": item}
            answer = match(inner, run)
            if answer is True:
                kept.append(item)
            elif answer is not False and answer is not None:
                run.note(where.element_id, "the match of a filter is no boolean")
                return None
        return kept

    return code


def _filtered_by_feel(compiler: Compiler, origin: Code, match: Literal, names: Names) -> Code:
    """A filter by FEEL text, left to FEEL's own filter: only there a key called ``date`` hides the function."""
    compiler.feel(match.text, names | {"item"}, match.place)
    select = compiler.feel(f"{_ITEMS}[({match.text}) = true]", names | {_ITEMS}, match.place)

    def code(scope: Scope, run: Run) -> Any:
        run.step()
        items = _as_list(origin(scope, run))
        return None if items is None else select({**scope, _ITEMS: items}, run)

    return code


def iterator(compiler: Compiler, source: Iterator, names: Names) -> Code:
    """Boxed for, some and every. The body of a ``for`` sees its results so far as ``partial``."""
    origin = compiler.expression(source.source, names)
    variable, where = source.variable, source.place
    extra = {variable, "partial"} if source.kind == "for" else {variable}
    body = compiler.expression(source.body, names | extra)
    if source.kind == "for":
        return _for(origin, body, variable, where, needs_partial="partial" in repr(source.body))
    return _quantified(origin, body, variable, where, every=source.kind == "every")


def _for(origin: Code, body: Code, variable: str, where: Place, *, needs_partial: bool) -> Code:
    def code(scope: Scope, run: Run) -> Any:
        run.step()
        items = _iterable(origin(scope, run), run, where)
        if items is None:
            return None
        results: list[Any] = []
        for item in items:
            run.step()
            inner = {**scope, variable: item}
            if needs_partial:
                # A copy: a body that returns `partial` must not build a list that contains itself.
                run.steps += len(results) // 100
                inner["partial"] = list(results)
            results.append(body(inner, run))
        return results

    return code


def _quantified(origin: Code, body: Code, variable: str, where: Place, *, every: bool) -> Code:
    def code(scope: Scope, run: Run) -> Any:
        run.step()
        items = _iterable(origin(scope, run), run, where)
        if items is None:
            return None
        unknown = False
        for item in items:
            run.step()
            answer = body({**scope, variable: item}, run)
            if answer is not every and isinstance(answer, bool):
                return answer
            if not isinstance(answer, bool):
                unknown = True
        if unknown:
            run.note(where.element_id, "a condition is no boolean")
            return None
        return every

    return code


def _as_list(value: Any) -> list[Any] | None:
    """A list as such, null as null, anything else as a list of one (DMN 1.5, 10.3.2.9.4)."""
    if value is None or isinstance(value, list):
        return value
    return [value]


def _iterable(value: Any, run: Run, where: Place) -> list[Any] | None:
    if isinstance(value, Range):
        answer = _each().evaluate({"range": value})
        run.note_all(where.element_id, answer.problems)
        value = answer.value
    items = _as_list(value)
    if items is None:
        run.note(where.element_id, "there is nothing to iterate over")
    return items
