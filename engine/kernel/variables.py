"""Variables in scopes: looked up outwards, written to the nearest scope that has the name, else to the process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .state import Activation
from .values import same

_MISSING = object()


class ScopeView(Mapping[str, Any]):
    """What an expression sees at an activation: `extra` first, then its scopes outwards, then the predefined ones."""

    __slots__ = ("_activation", "_extra", "_predefined")

    def __init__(
        self, activation: Activation, predefined: Mapping[str, Any], extra: Mapping[str, Any] | None = None
    ) -> None:
        self._activation = activation
        self._predefined = predefined
        self._extra = extra

    def get(self, name: str, default: Any = None) -> Any:
        if self._extra is not None and name in self._extra:
            return self._extra[name]
        activation: Activation | None = self._activation
        while activation is not None:
            if activation.vars is not None and name in activation.vars:
                return activation.vars[name]
            if "iso" in activation.x:
                break
            activation = activation.scope
        return self._predefined.get(name, default)

    def __getitem__(self, name: str) -> Any:
        value = self.get(name, _MISSING)
        if value is _MISSING:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name, _MISSING) is not _MISSING

    def flat(self) -> dict[str, Any]:
        """All visible variables as one dictionary."""
        layers: list[Mapping[str, Any]] = [self._extra] if self._extra else []
        for activation in self._activation.ancestors():
            if activation.vars is not None:
                layers.append(activation.vars)
            if "iso" in activation.x:
                break
        result = dict(self._predefined)
        for layer in reversed(layers):
            result.update(layer)
        return result

    def __iter__(self) -> Iterator[str]:
        return iter(self.flat())

    def __len__(self) -> int:
        return len(self.flat())


def owner_of(name: str, scope: Activation) -> Activation:
    """The scope that a write of `name` from inside `scope` goes to: the nearest that has it, else the process."""
    activation = scope
    while True:
        if activation.vars is not None and name in activation.vars:
            return activation
        if activation.scope is None or activation.node.type == "process":
            return activation
        activation = activation.scope


def assign(scope: Activation, target: str, value: Any) -> str | None:
    """Write `value` to `target` ("a" or "a.b.c": into the context `a`, other entries kept).

    Returns the name, or None when it had this value already: what watches variables then has nothing to look at.
    Values are never changed in place, since several scopes may share them.
    """
    name, *path = target.split(".")
    owner = owner_of(name, scope)
    if owner.vars is None:
        owner.vars = {}
    if path:
        # A called process that writes into its caller's context gets a copy of it, with all other entries.
        seen = owner.vars[name] if name in owner.vars else ScopeView(scope, {}).get(name)
        value = _put(seen, path, value)
    if name in owner.vars and same(owner.vars[name], value):
        return None
    owner.vars[name] = value
    return name


def put(local: dict[str, Any], target: str, value: Any) -> None:
    """Write to an activity's own variables only ("a.b": into a context of its own)."""
    name, *path = target.split(".")
    local[name] = _put(local.get(name), path, value) if path else value


def _put(context: Any, path: list[str], value: Any) -> dict[str, Any]:
    result = dict(context) if isinstance(context, dict) else {}
    head, *rest = path
    result[head] = _put(result.get(head), rest, value) if rest else value
    return result
