"""Mutants that mean the same as the procedure itself: no scenario can notice them, and a person has said why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from akzess.scenario_file import BadScenario, load_yaml

FILE = "equivalent.yaml"


def read(scenarios: Path) -> Mapping[str, Mapping[str, str]]:
    """Reason (`de`, `en`) by mutant id, from the folder of the scenarios; empty without a file. Errors: BadScenario."""
    path = scenarios / FILE
    if not path.exists():
        return {}
    found = load_yaml(path) or {}
    if not isinstance(found, dict):
        raise BadScenario(f"{FILE}: reasons by mutant id, not {type(found).__name__}")
    for name, reason in found.items():
        if not isinstance(reason, dict) or not {"de", "en"} <= reason.keys():
            raise BadScenario(f"{FILE}: {name} has no reason in both languages")
    return found


def strangers(reasons: Mapping[str, object], planted: Iterable[str]) -> tuple[str, ...]:
    """Ids in the file that no mutant has any more: the diagram changed, and somebody has to look again."""
    return tuple(sorted(set(reasons) - set(planted)))
