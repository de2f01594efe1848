"""Runs the betsy engine cases (BPMN conformance by other people) and counts passed, refused and silently wrong.

A test-only adapter maps their scripts to jobs and their conditions to FEEL; the product does not learn them.
`python -m tests.conformance.betsy` prints the table of docs/conformance-bpmn.md.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from engine import commands as c
from engine.errors import Undeployable
from engine.model import CaseStatus
from tests.kernel.office import Office

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "betsy"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_CONTAINS = re.compile(r'^(\w+)\.contains\("(\w)"\)$')


@dataclass(frozen=True)
class Result:
    """One case: `verdict` is passed, refused or wrong."""

    name: str
    number: int
    verdict: str
    expected: list[str]
    got: list[str]


def adapt(data: bytes) -> bytes:
    """Their scripts become jobs of type betsy.<script>, their conditions FEEL."""
    root = etree.fromstring(data)
    for script in root.iter(f"{BPMN}scriptTask", f"{BPMN}globalScriptTask"):
        text = script.findtext(f"{BPMN}script") or ""
        script.remove(script.find(f"{BPMN}script"))
        script.tag = script.tag.replace("scriptTask", "serviceTask").replace("globalScriptTask", "globalTask")
        _extend(script, "taskDefinition", type=f"betsy.{text}")
    for tag in ("conditionExpression", "condition", "loopCondition", "completionCondition", "loopCardinality"):
        for expression in root.iter(f"{BPMN}{tag}"):
            if expression.text and expression.text.strip():
                expression.text = feel(expression.text.strip())
    return etree.tostring(root)


def _extend(node: Any, name: str, **attributes: str) -> None:
    holder = node.find(f"{BPMN}extensionElements")
    if holder is None:
        holder = etree.Element(f"{BPMN}extensionElements")
        node.insert(0, holder)
    etree.SubElement(holder, f"{ZEEBE}{name}", attributes)


def feel(text: str) -> str:
    """Their expression as FEEL."""
    contains = _CONTAINS.match(text)
    if contains:
        return f'=contains({contains[1]}, "{contains[2]}")'
    if re.fullmatch(r"-?\d+", text):
        return text
    return "=" + text.removeprefix("${").removesuffix("}")


class Bench:
    """One engine with one of their files, noting the trace of scripts."""

    def __init__(self, file: Path) -> None:
        self.office = Office()
        self.trace: list[str] = []
        self.office.deploy(adapt(file.read_bytes()))

    def run(self, name: str, case: dict[str, Any]) -> list[str]:
        if case["parallel"]:
            self.office.starts("ParallelProcess")
            self.quiet()
        self.office.starts(name, test=case["input"] or "", integerVariable=case["int"])
        self.quiet()
        deadline = self.office.clock.now() + timedelta(milliseconds=case["delay"])
        while True:
            due = self.office.store.due_timers(now=deadline, limit=1)
            if not due:
                break
            self.office.passes(seconds=max(0.0, (due[0].fire_at - self.office.clock.now()).total_seconds()))
            self.quiet()
        if self.office.status is CaseStatus.INCIDENT:
            code = self.office.incidents()[0]
            self.trace.append("ERROR_thrownErrorEvent" if code == "uncaught-error" else f"ERROR_{code}")
        return self.trace

    def quiet(self) -> None:
        """Do jobs, oldest first, until none is due."""
        for _ in range(1000):
            self.office.relays()
            jobs = self.office.store.claim_jobs(
                queues=["betsy"], limit=1, now=self.office.clock.now(), lease_seconds=600, worker="w"
            )
            if not jobs:
                return
            self.do(jobs[0])

    def do(self, job: Any) -> None:
        """Perform one script."""
        name = job.type.removeprefix("betsy.")
        if name == "WAIT_TEN_SECONDS":
            self.office.passes(seconds=10)
            if self.office.job(job.id).state != 1:
                return  # interrupted while it waited
        result: dict[str, Any] = {}
        if name.startswith("SCRIPT_"):
            self.trace.append(name)
        elif name == "CREATE_MARKER_FILE":
            self.trace.append("MARKER_exists")
        elif name == "SET_STRING_DATA":
            result = {"data": "String"}
        elif name == "LOG_DATA":
            self.trace.append("DATA_correct" if self.office.variables().get("data") == "String" else "DATA_wrong")
        elif name.startswith("INCREMENT"):
            result = {"integerVariable": int(self.office.variables()["integerVariable"]) + 1}
            if name.endswith("_AND_LOG"):
                self.trace.append("INCREMENT_correct")
        if name == "THROW_ERROR":
            self.office.engine.handle(c.ThrowJobError(job_id=job.id, fence=job.fence, error_code="ERR_CODE"))
        else:
            self.office.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence, variables=result))


def run_all() -> Iterator[Result]:
    """Every case of the folder."""
    for item in json.loads((FOLDER / "cases.json").read_text()):
        for case in item["cases"]:
            expected = sorted(case["traces"])
            try:
                got = sorted(Bench(FOLDER / item["file"]).run(item["name"], case))
            except Undeployable as refused:
                right = any(trace.startswith("ERROR") for trace in expected)
                yield Result(item["name"], case["n"], "passed" if right else "refused", expected, [str(refused)])
                continue
            yield Result(item["name"], case["n"], "passed" if same(expected, got) else "wrong", expected, got)


def same(expected: list[str], got: list[str]) -> bool:
    """Equal as multisets; a plain ERROR stands for any loud one."""
    loud = [trace for trace in got if trace.startswith("ERROR")]
    if expected == ["ERROR"] or expected == ["ERROR_runtime"]:
        return bool(loud)
    return expected == got


def main() -> None:
    """Print the figures and every case that is not passed."""
    results = list(run_all())
    counts = Counter(result.verdict for result in results)
    print(
        f"betsy: {counts['passed']} passed, {counts['refused']} refused, {counts['wrong']} silently wrong of {len(results)}"
    )
    for result in results:
        if result.verdict != "passed":
            print(f"  {result.verdict}: {result.name} {result.number}: expected {result.expected}, got {result.got}")


if __name__ == "__main__":
    main()
