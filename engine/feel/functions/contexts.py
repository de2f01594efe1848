"""Context functions (DMN 1.5, 10.3.4.10)."""

from __future__ import annotations

from typing import Any

from ..errors import FeelError
from ..runtime import Run
from ..types import named
from .registry import builtin


@builtin("get value", "m: context, key: string")
@builtin("get value", "context: context, key: string")
def _get_value(context: dict[str, Any], key: str) -> Any:
    """The value of an entry; null without one."""
    return context.get(key)


@builtin("get entries", "m: context", result="list<context>")
@builtin("get entries", "context: context", result="list<context>")
def _get_entries(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries as a list of contexts with `key` and `value`."""
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list<context>", result="context")
def _context(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """A context from a list of contexts with `key` and `value`."""
    result: dict[str, Any] = {}
    for entry in entries:
        if entry is None or "value" not in entry or type(entry.get("key")) is not str:
            raise FeelError("every entry needs a 'key', a string, and a 'value'")
        if entry["key"] in result:
            raise FeelError(f"the key '{entry['key'][:40]}' occurs twice")
        result[entry["key"]] = entry["value"]
    return result


@builtin("context put", "context: context, key: string, value", result="context")
def _context_put(context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The context with one entry set."""
    return {**context, key: value}


@builtin("context put", "context: context, keys: list<string>, value", result="context")
def _context_put_deep(context: dict[str, Any], keys: list[str], value: Any) -> dict[str, Any]:
    """The context with the entry at the end of the path of keys set."""
    if not keys or any(key is None for key in keys):
        raise FeelError("the keys must be strings, at least one")
    inner = value
    if len(keys) > 1:
        below = context.get(keys[0])
        if below is not None and type(below) is not dict:
            raise FeelError(f"the entry '{keys[0][:40]}' is no context but {named(below)}")
        inner = _context_put_deep(below or {}, keys[1:], value)
    return {**context, keys[0]: inner}


@builtin("context merge", "contexts: list<context>", result="context", contextual=True)
def _context_merge(run: Run, contexts: list[dict[str, Any]]) -> dict[str, Any]:
    """The entries of all contexts; of equal keys the last one wins."""
    result: dict[str, Any] = {}
    for context in contexts:
        if context is None:
            raise FeelError("one of the contexts is null")
        run.spend(len(context))
        result.update(context)
    return result
