"""Plays the 392 HOCS scenarios (case work of others, Camunda 7) on our engine after import and counts what came out.

Their test doubles become ours: a mocked call is a process of one job that returns the mocked variables in sequence, a
Java bean is a worker that answers what the scenario says (else nothing), and who waits at a user task gives the next
answer. `python -m tests.conformance.hocs` prints the figures and every scenario that is not passed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine import commands as c
from engine.errors import EngineError, Finding, Undeployable
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.importing import translate
from engine.importing.stand_ins import missing, stand_ins
from engine.model import Actor, CaseStatus, Job
from tests.kernel.office import CountedIds, Office

FOLDER = Path(__file__).parents[3] / "shared" / "conformance" / "hocs-workflow"
MOCK = "hocs.mock."
MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class Result:
    """One scenario: `verdict` is passed, refused (at deployment) or wrong; `problem` says what was different."""

    name: str
    verdict: str
    problem: str = ""


def scenarios() -> list[dict[str, Any]]:
    """Theirs, in the order of the file."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "scenarios.json").read_text(encoding="utf-8"))
    return found


def run_all(chosen: Iterable[Mapping[str, Any]] | None = None) -> Iterator[Result]:
    """Every scenario, or those chosen."""
    for scenario in scenarios() if chosen is None else chosen:
        name = f"{scenario['file']} {scenario['test']}"
        try:
            problems = Desk(scenario).run()
        except Undeployable as refused:
            errors = [f"{f.element_id} {f.code}" for f in refused.findings if f.severity == "error"]
            yield Result(name, "refused", "; ".join(errors[:3]))
            continue
        except EngineError as error:
            problems = [repr(error)]
        yield Result(name, "wrong" if problems else "passed", "; ".join(problems))


class Desk:
    """One scenario with everybody it needs: people, beans and mocked processes."""

    def __init__(self, scenario: Mapping[str, Any]) -> None:
        self.scenario = scenario
        self.office = Office()
        self.office.engine = Engine(self.office.store, self.office.clock, CountedIds(), read_bundle=_read_once)
        self.mocks = {mock["process"]: mock for mock in scenario["callMocks"]}
        self.asked: Counter[str] = Counter()
        self.calls: list[tuple[str, str, list[Any]]] = []

    def run(self) -> list[str]:
        """What was different from what the scenario verifies."""
        self.office.engine.handle(c.Deploy(resources=self._files()))
        (run,) = self.scenario["runs"]
        (start,) = run["starts"]
        beans = {name: value for name, value in self.scenario["beans"].items() if value != "$mock"}
        self.office.starts(start["key"], **beans, **start["vars"])
        for _ in range(MOST_STEPS):
            if not (self.office.relays() or self._works() or self._answers()):
                break
        else:
            return [f"not at rest after {MOST_STEPS} steps"]
        return [*self._stuck(), *self._counts(), *self._bean_calls()]

    def _files(self) -> dict[str, bytes]:
        files = {path: _translated(path) for path in self.scenario["deploy"] if Path(path).stem not in self.mocks}
        files |= {f"mock-{name}.bpmn": _mocked(name) for name in self.mocks}
        return files | stand_ins(missing(files))

    # -- who acts

    def _works(self) -> bool:
        jobs = self.office.store.claim_jobs(
            queues=None, limit=1, now=self.office.clock.now(), lease_seconds=600, worker="w"
        )
        for job in jobs:
            self.office.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables=self._result(job)))
        return bool(jobs)

    def _result(self, job: Job) -> dict[str, Any]:
        if job.type.startswith(MOCK):
            mock = self.mocks[job.type.removeprefix(MOCK)]
            return {**mock["always"], **self._next(job.type, mock["seq"] or [{}])}
        given = job.payload.get("input") or {}
        arguments = [given.get(f"arg{number}") for number in range(1, len(given) + 1)]
        bean, _, method = job.type.partition(".")
        self.calls.append((bean, method, arguments))
        for service in reversed(self.scenario["services"]):  # what is stubbed again is stubbed anew
            if (service["bean"], service["method"]) == (bean, method) and _same(service["args"], arguments):
                return {"result": self._next(f"{bean}.{method}", service["returns"])}
        return {"result": None}

    def _answers(self) -> bool:
        tasks = self.scenario["tasks"]
        task = next((task for task in self.office.tasks() if task.element_id in tasks), None)
        if task is None:
            return False
        actor = Actor("anna", "anna", frozenset({"clerk", *task.groups}))
        answers = self._next(task.element_id, tasks[task.element_id]["answers"])
        self.office.engine.handle(c.ClaimTask(task_id=task.id, actor=actor))
        self.office.engine.handle(c.CompleteTask(task_id=task.id, actor=actor, answers=answers))
        return True

    def _next(self, name: str, answers: list[Any]) -> Any:
        """The next answer; the last one again when they are used up."""
        self.asked[name] += 1
        return answers[min(self.asked[name], len(answers)) - 1]

    # -- what came out

    def _stuck(self) -> list[str]:
        return [f"incident {code}" for code in self.office.incidents()] + (
            [] if self.office.status is CaseStatus.COMPLETED else [f"{self.office.status}, open {self.office.open()}"]
        )

    def _counts(self) -> Iterator[str]:
        with self.office.store.unit_of_work() as work:
            lines = [line for line in work.history(1, self.office.case_id) if line.event == "element"]
        completed = Counter(line.element_id for line in lines if line.outcome == "completed")
        finished = Counter(line.element_id for line in lines)
        for wanted in self.scenario["verify"]:
            counts = completed if wanted["kind"] == "hasCompleted" else finished
            if not _within(counts[wanted["el"]], wanted):
                yield f"{wanted['el']} {wanted['kind']} {counts[wanted['el']]}, not {wanted['min']}"

    def _bean_calls(self) -> Iterator[str]:
        for wanted in self.scenario["verifyService"]:
            found = [
                arguments
                for bean, method, arguments in self.calls
                if (bean, method) == (wanted["bean"], wanted["method"]) and _same(wanted["args"], arguments)
            ]
            if not _within(len(found), wanted):
                others = [a for b, m, a in self.calls if (b, m) == (wanted["bean"], wanted["method"])]
                yield f"{wanted['method']}{wanted['args']} {len(found)} times, not {wanted['min']}; others {others}"


def _within(count: int, wanted: Mapping[str, Any]) -> bool:
    return bool(wanted["min"] <= count <= (count if wanted["max"] is None else wanted["max"]))


def _same(wanted: list[Any], found: list[Any]) -> bool:
    """Arguments as wanted; `$any` is whatever, a number is the same as its text (as in the bean's signature)."""
    return len(wanted) == len(found) and all(
        isinstance(one, dict) or one == other or (other is not None and one == str(other))
        for one, other in zip(wanted, found, strict=True)
    )


@cache
def _translated(path: str) -> bytes:
    return translate((FOLDER / path).read_bytes(), path).data


_TABLES: dict[frozenset[tuple[str, int]], tuple[bytes, tuple[Finding, ...]]] = {}


def _read_once(resources: Mapping[str, bytes]) -> tuple[bytes, tuple[Finding, ...]]:
    """The same files are compiled once: many scenarios play on the same bundle."""
    key = frozenset((name, hash(data)) for name, data in resources.items())
    if key not in _TABLES:
        _TABLES[key] = read_here(resources)
    return _TABLES[key]


def _mocked(process: str) -> bytes:
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:mock" '
        f'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="{process}" isExecutable="true">'
        '<startEvent id="mock-start"/><sequenceFlow id="f1" sourceRef="mock-start" targetRef="mock-job"/>'
        f'<serviceTask id="mock-job"><extensionElements><zeebe:taskDefinition type="{MOCK}{process}"/>'
        '</extensionElements></serviceTask><sequenceFlow id="f2" sourceRef="mock-job" targetRef="mock-end"/>'
        '<endEvent id="mock-end"/></process></definitions>'
    ).encode()


def main() -> None:
    """Print the figures and every scenario that is not passed; arguments choose scenarios by their name."""
    wanted = sys.argv[1:]
    chosen = [s for s in scenarios() if not wanted or any(word in f"{s['file']} {s['test']}" for word in wanted)]
    results = list(run_all(chosen))
    counts = Counter(result.verdict for result in results)
    print(
        f"hocs: {counts['passed']} passed, {counts['refused']} refused, {counts['wrong']} silently wrong of {len(results)}"
    )
    by_file = defaultdict(list)
    for result in results:
        if result.verdict != "passed":
            by_file[result.problem].append(result)
    for problem, same in sorted(by_file.items(), key=lambda item: -len(item[1])):
        print(f"  {same[0].verdict} {len(same)}: {', '.join(one.name for one in same[:4])}: {problem}")


if __name__ == "__main__":
    main()
