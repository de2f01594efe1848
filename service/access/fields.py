"""Classes of data and who may read or change them, from `processes/<procedure>/access.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

import processes

from ..identity.roles import ROLES
from .decide import Standing

_HOW = frozenset({"own", "holder", "offered"})


@dataclass(frozen=True, slots=True)
class DataClass:
    """One class: the roles that may, by how they stand to the case; `sealed` names the folder that hides it."""

    name: str
    read: Mapping[str, frozenset[str]]
    write: Mapping[str, frozenset[str]]
    sealed: str = ""

    def may(self, act: str, standing: Standing, holder: Callable[[], bool]) -> bool:
        """Whether a caller may "read" or "write"; `holder` is asked only when it matters."""
        roles = self.read if act == "read" else self.write
        here = standing.own | standing.lent
        if here & roles.get("own", frozenset()) or standing.assigned & roles.get("offered", frozenset()):
            return True
        return bool((here | standing.assigned) & roles.get("holder", frozenset())) and holder()


@dataclass(slots=True)
class _Node:
    kind: str = ""
    children: dict[str, _Node] = field(default_factory=dict)


class Fields:
    """All classes of a procedure, and which variable is of which. Errors: ValueError for a file that contradicts itself."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._classes = {name: _class(name, line or {}) for name, line in content["classes"].items()}
        self._folders: Mapping[str, str] = dict(content.get("folders", {}))
        self.default = str(content["default"])
        self.paths: Mapping[str, str] = dict(content["paths"])
        unknown = {self.default, *self._folders.values(), *self.paths.values()} - set(self._classes)
        if unknown:
            raise ValueError(f"access.yaml names classes that it does not have: {', '.join(sorted(unknown))}")

    @property
    def kinds(self) -> frozenset[str]:
        """The names of all classes."""
        return frozenset(self._classes)

    def may(self, act: str, kind: str, standing: Standing, holder: Callable[[], bool]) -> bool:
        """Whether a caller may "read" or "write" a class. KeyError: no such class."""
        return self._classes[kind].may(act, standing, holder)

    def folder(self, kind: str) -> str:
        """The sealed folder that a class lies in, or ""."""
        return self._classes[kind].sealed

    def kind_of_folder(self, folder: str) -> str:
        """The class of the documents in a folder."""
        return self._folders.get(folder, "documents")

    def sealed_folders(self) -> frozenset[str]:
        """Folders that are opened with a reason."""
        return frozenset(found.sealed for found in self._classes.values() if found.sealed)

    @cached_property
    def tree(self) -> _Node:
        """The paths as a tree, the default at its root."""
        root = _Node(self.default)
        for path, kind in self.paths.items():
            node = root
            for part in path.split("."):
                node = node.children.setdefault(part, _Node())
            node.kind = kind
        return root


def masked(values: Mapping[str, Any], shows: Callable[[str], bool], fields: Fields | None = None) -> dict[str, Any]:
    """The values without those whose class is not shown; `shows` is asked once per class."""
    asked: dict[str, bool] = {}

    def shown(kind: str) -> bool:
        if kind not in asked:
            asked[kind] = shows(kind)
        return asked[kind]

    root = (fields or FIELDS).tree
    return _masked(values, root, root.kind, shown)


def _masked(values: Mapping[str, Any], node: _Node, around: str, shown: Callable[[str], bool]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        child = node.children.get(str(name))
        kind = (child.kind if child else "") or around
        if child is not None and child.children and isinstance(value, Mapping):
            inner = _masked(value, child, kind, shown)
            if inner or shown(kind):
                found[name] = inner
        elif shown(kind):
            found[name] = value
    return found


def _class(name: str, line: Mapping[str, Any]) -> DataClass:
    acts = {act: {how: frozenset(roles) for how, roles in (line.get(act) or {}).items()} for act in ("read", "write")}
    wrong = set(line) - {"read", "write", "sealed"}
    for roles in acts.values():
        wrong |= set(roles) - _HOW
        wrong |= {role for named in roles.values() for role in named} - ROLES
    if wrong:
        raise ValueError(f"access.yaml, class {name}: unknown {', '.join(sorted(wrong))}")
    return DataClass(name, acts["read"], acts["write"], str(line.get("sealed", "")))


def read_fields(folder: Path) -> Fields:
    """The classes of a procedure's folder. Errors: OSError, ValueError, yaml.YAMLError."""
    return Fields(yaml.safe_load((folder / "access.yaml").read_text(encoding="utf-8")))


FIELDS = read_fields(processes.AKZESS)
