"""The list of failpoints is the list of places in the code (reliability C-4)."""

from __future__ import annotations

import re
from pathlib import Path

from engine import failpoints

ROOT = Path(__file__).parents[2]
PACKAGES = ("akzess", "documents", "engine", "service", "store", "workers")
#: The bytes between workers and agencies are seen by the rigs' wire alone.
ON_THE_WIRE = {"conn.mid_send", "conn.after_send", "conn.mid_read"}
#: Waits for what it is about: there is no export but a page of proof.
NOT_YET = {"export.mid"}
_HIT = re.compile(r"\bhit\(\s*(f?)\"([a-z0-9_.{}]+)\"")
_PASSING = re.compile(r"\bpassing\(\w+, \"([a-z_]+)\"\)")


def in_code() -> set[str]:
    """Every name that a place in the code gives itself."""
    found: set[str] = set()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            content = path.read_text(encoding="utf-8")
            found |= {
                re.sub(r"\{[^}]*\}", "1", name) if formatted else name for formatted, name in _HIT.findall(content)
            }
            for where in _PASSING.findall(content):
                found |= {f"{stage}.{where}" for stage in ("api", *set(failpoints._STAGES.values()))} & set(
                    failpoints.POINTS
                )
    return found


def test_every_failpoint_is_a_place_in_the_code() -> None:
    assert set(failpoints.POINTS) - in_code() == ON_THE_WIRE | NOT_YET


def test_every_place_in_the_code_is_a_failpoint() -> None:
    assert {name for name in in_code() if not failpoints.known(name)} == set()
