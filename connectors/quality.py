"""The quality scale: what an agency's `quality.yaml` says about itself, and the level that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml


class Level(StrEnum):
    """From nothing to everything; each level includes those before it."""

    NONE = "none"
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    PLATINUM = "platinum"


#: Rule by level. The sentence says what a reader may rely on when the rule is done.
RULES: Mapping[Level, Mapping[str, str]] = {
    Level.BRONZE: {
        "typed-operations": "every operation and message has a schema with labels in German and English",
        "delivery-class": "every operation declares A, B or C, and the reason is in the README",
        "contract-file": "the agency's contract is in contract/ and is what the tests validate against",
        "samples": "contract/samples/ holds letters as the agency would write them",
        "examples": "every operation has an example that its simulator accepts",
        "simulator": "the stand-in is built from the contract and shares no code with the connector",
        "element-templates": "the designer's templates are generated from the types and up to date",
        "secrets-hidden": "no secret in repr, logs or errors",
    },
    Level.SILVER: {
        "probe": "probe() tells whether the agency is reachable and takes us for who we are",
        "three-errors": "every failure is Unavailable, Refused or Misconfigured",
        "answers-checked": "answers are validated against the contract before anyone reads them",
        "repeat-safe": "a repeat has one effect (A), can be asked about (B) or is never made (C)",
        "sender-verified": "incoming messages are verified before they are parsed",
    },
    Level.GOLD: {
        "personas": "the simulator plays good, bad and silent counterparts",
        "fault-table": "the README's table of faults is tested line by line",
        "readme": "interface, version, contact and known gaps are written down",
        "independent-client": "software that no one here wrote has spoken with it",
    },
    Level.PLATINUM: {
        "mutual-tls": "both sides show certificates, tested",
        "message-signature": "messages are signed and verified beyond the transport",
        "real-agency": "it has spoken with the agency's own test system",
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: `done`, `exempt` or `todo`; the last two carry a reason."""

    status: str
    reason: str = ""


def read(folder: Path) -> Mapping[str, Line]:
    """The lines of a folder's quality.yaml. Error: ValueError when a rule is unknown, missing or lacks its reason."""
    loaded: Mapping[str, Any] = yaml.safe_load((folder / "quality.yaml").read_text(encoding="utf-8"))
    lines = {
        str(rule): Line(value) if isinstance(value, str) else Line(str(value["status"]), str(value.get("reason", "")))
        for rule, value in loaded.items()
    }
    expected = {rule for rules in RULES.values() for rule in rules}
    if set(lines) != expected:
        raise ValueError(f"{folder.name}/quality.yaml: {sorted(expected ^ set(lines))}")
    for rule, line in lines.items():
        if line.status not in ("done", "exempt", "todo") or (line.status != "done" and not line.reason):
            raise ValueError(f"{folder.name}/quality.yaml: {rule} needs done, or exempt or todo with a reason")
    return lines


def level(lines: Mapping[str, Line]) -> Level:
    """The highest level of which, and below which, nothing is left to do."""
    reached = Level.NONE
    for candidate, rules in RULES.items():
        if any(lines[rule].status == "todo" for rule in rules):
            break
        reached = candidate
    return reached
