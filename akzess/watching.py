"""A store that tells which case each committed unit of work wrote: whoever plays many cases need not search them."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from engine.model import Case, Changes
from engine.ports import Store, UnitOfWork

Watch = Callable[[Case], None]


class WatchedStore:
    """Everything the inner store does, and a word after each commit."""

    def __init__(self, inner: Store, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    def unit_of_work(self) -> Any:
        """A unit of work that remembers the cases it writes."""
        return _WatchedUnit(self._inner.unit_of_work(), self._watch)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _WatchedUnit:
    def __init__(self, inner: UnitOfWork, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch
        self._written: list[Case] = []

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inner.__exit__(kind, error, trace)

    def insert_case(self, case: Case, changes: Changes) -> None:
        self._inner.insert_case(case, changes)
        self._written.append(case)

    def save_case(self, case: Case, changes: Changes) -> None:
        self._inner.save_case(case, changes)
        self._written.append(case)

    def commit(self) -> None:
        self._inner.commit()
        for case in self._written:
            self._watch(case)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
