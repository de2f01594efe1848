"""What a procedure lives in and its diagrams do not say: groups, agencies, messages, texts, the law's periods.

Everything may be unknown (None or empty): a rule that would need it is then silent, for a warning about what nobody told
us would be noise. The record travels as JSON into the process that reads strangers' files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names that diagrams may use.

    groups: candidate groups that somebody can be in. operations: names in an agency's answer, by job type; required:
    names that its request must have.
    messages: names in the payload, by message that comes from outside. constants: the tree of read-only variables
    (`{"parameter": {…}}`). start: variables that an application brings. texts: keys, by language. stages: keys, by
    process. periods: by id (T04) the shortest statutory period as an ISO 8601 duration, and its norm.
    """

    groups: frozenset[str] | None = None
    operations: Mapping[str, frozenset[str]] | None = None
    required: Mapping[str, frozenset[str]] | None = None
    messages: Mapping[str, frozenset[str]] | None = None
    constants: Mapping[str, Any] = field(default_factory=dict)
    start: frozenset[str] | None = None
    texts: Mapping[str, frozenset[str]] | None = None
    stages: Mapping[str, frozenset[str]] | None = None
    periods: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The record as JSON data."""
        return {
            "groups": _listed(self.groups),
            "operations": _by_name(self.operations),
            "required": _by_name(self.required),
            "messages": _by_name(self.messages),
            "constants": _names_only(self.constants),
            "start": _listed(self.start),
            "texts": _by_name(self.texts),
            "stages": _by_name(self.stages),
            "periods": {name: list(period) for name, period in self.periods.items()},
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Surroundings:
        """What `plain` made; missing keys are unknown."""

        def sets(name: str) -> Mapping[str, frozenset[str]] | None:
            found = plain.get(name)
            return None if found is None else {key: frozenset(names) for key, names in found.items()}

        def names(name: str) -> frozenset[str] | None:
            found = plain.get(name)
            return None if found is None else frozenset(found)

        return cls(
            groups=names("groups"),
            operations=sets("operations"),
            required=sets("required"),
            messages=sets("messages"),
            constants=plain.get("constants") or {},
            start=names("start"),
            texts=sets("texts"),
            stages=sets("stages"),
            periods={name: (period[0], period[1]) for name, period in (plain.get("periods") or {}).items()},
        )


NOTHING_KNOWN = Surroundings()


def _listed(names: Iterable[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _by_name(sets: Mapping[str, frozenset[str]] | None) -> dict[str, list[str]] | None:
    return None if sets is None else {name: sorted(names) for name, names in sets.items()}


def _names_only(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Constants without their values: for a check only the names count, and the values may be long."""
    return {name: _names_only(value) if isinstance(value, Mapping) else None for name, value in tree.items()}
