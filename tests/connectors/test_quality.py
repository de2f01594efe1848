"""The quality scale says what can be seen, not what is claimed, and holds back what is not good enough."""

from __future__ import annotations

import ast
import dataclasses
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from connectors import quality_evidence
from connectors.base import Misconfigured
from connectors.quality import RULES, Level, read
from connectors.registry import Agency, Directory, discover

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "tests" / "contracts"
LISTED = {test for tests in quality_evidence.TESTS.values() for test in tests}


def copied(name: str, folder: Path) -> Agency:
    """The agency as if its folder were this copy."""
    shutil.copytree(discover()[name].folder, folder / name)
    return dataclasses.replace(discover()[name], folder=folder / name)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_contract_test_proves_a_rule() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in CONTRACTS.glob("test_*.py")]
    defined = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}

    assert {name for name in defined if name.startswith("test_")} == LISTED
    assert set(quality_evidence.TESTS) <= {rule for rules in RULES.values() for rule in rules}


def test_the_tests_listed_for_an_agency_are_those_that_pytest_runs_for_it() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", str(CONTRACTS), "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    collected: dict[str, set[str]] = defaultdict(set)
    for test, words in re.findall(r"::(test_\w+)\[(.+)\]$", done.stdout, re.M):
        for name in set(words.split("-")) & set(discover()):
            collected[name].add(test)

    assert {name: sorted(tests) for name, tests in collected.items()} == {
        name: quality_evidence.contract_tests(agency) for name, agency in discover().items()
    }


@pytest.mark.parametrize(
    ("rule", "file", "old", "new"),
    [
        ("delivery-class", "README.md", "| consult | A |", "| consult | B |"),
        ("simulator", "simulator.py", "from ..simulated_rest", "from . import wire\nfrom ..simulated_rest"),
        ("element-templates", "template.json", "Gewerbe", "Handwerk"),
        ("fault-table", "README.md", "| Fault | Outcome |", "| Fault | |"),
        ("readme", "README.md", "Known not to work", "Works"),
    ],
)
def test_a_claim_that_the_folder_does_not_bear_out_is_not_done(
    tmp_path: Path, rule: str, file: str, old: str, new: str
) -> None:
    agency = copied("gewerbeamt", tmp_path)
    assert quality_evidence.standing(agency).lines[rule].status == "done"

    change(agency.folder / file, old, new)

    line = quality_evidence.standing(agency).lines[rule]
    assert (line.status, line.reason.partition(":")[0]) == ("todo", "computed")


def test_an_agency_that_talks_cannot_be_exempt_from_verifying_the_sender(tmp_path: Path) -> None:
    agency = copied("bva", tmp_path)

    change(agency.folder / "quality.yaml", "sender-verified: done", "sender-verified: {status: exempt, reason: no}")

    assert quality_evidence.standing(agency).level is Level.BRONZE


def test_an_open_secret_in_the_configuration_is_seen() -> None:
    @dataclasses.dataclass(frozen=True)
    class Open:
        webhook_secret: str = ""

    agency: Any = dataclasses.replace(discover()["bva"], config=Open)

    assert quality_evidence.standing(agency).level is Level.NONE


def config(**more: Any) -> dict[str, Any]:
    return {"azr": discover()["azr"].demo_config("http://127.0.0.1:1/azr", "http://127.0.0.1:2")} | more


def test_an_agency_below_the_operators_level_is_refused_at_start() -> None:
    with pytest.raises(
        Misconfigured, match="azr is silver, platinum is demanded; missing: independent-client"
    ) as refusal:
        Directory(config(minimum_quality="platinum"))

    assert refusal.value.code == "quality"


def test_an_agency_that_reaches_the_level_is_activated() -> None:
    assert len(Directory(config(minimum_quality="silver"))) == 1


def test_a_level_of_its_own_goes_before_the_common_one() -> None:
    values = config(minimum_quality="platinum")
    values["azr"]["minimum_quality"] = "bronze"

    assert len(Directory(values)) == 1


def test_a_level_nobody_knows_is_found_at_start() -> None:
    with pytest.raises(Misconfigured, match="minimum_quality"):
        Directory(config(minimum_quality="titanium"))


@pytest.mark.parametrize("name", sorted(discover()))
def test_what_is_missing_for_the_next_level_has_a_reason(name: str) -> None:
    found = quality_evidence.standing(discover()[name])

    assert all(found.missing().values())
    assert set(read(discover()[name].folder)) == set(found.lines)
