"""Random walks over real processes of others after import: does each one end, or wait for something that may come?

Who is asked answers at random, drawn from what the diagram's conditions compare with; jobs succeed or fail with an
error that the diagram catches; messages come, time passes. Everything follows from the seed.
`python -m tests.conformance.walks` prints how many processes ended, waited or stuck.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import commands as c
from engine.errors import Undeployable
from engine.functions import FUNCTIONS
from engine.importing import translate
from engine.importing.stand_ins import missing, stand_ins
from engine.kernel.bundle import Bundle
from engine.kernel.definition import Process
from engine.kernel.deployment import build
from engine.model import Actor, CaseStatus, Job, Task
from store.queries.records import OpenRows
from tests.kernel.office import Office

FOLDER = Path(__file__).parents[3] / "shared" / "conformance"
FOLDERS = ("digiwf-munich", "camunda-examples")
SEEDS = range(6)
MOST_STEPS = 150
#: A gateway for which the random answers leave no way: right to stop there, and the same in the engine it came from.
NO_WAY = frozenset({"no-flow-applies"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_NUMBER = re.compile(r"\b\d+\b")
_WORD = re.compile(r'"([^"]*)"')
_FEEL = frozenset({"and", "or", "not", "if", "then", "else", "true", "false", "null", "string", "in"})


@dataclass(frozen=True, slots=True)
class Result:
    """One process: `verdict` is ended, waits, stuck or refused; `problem` says where it stuck."""

    file: str
    process: str
    verdict: str
    problem: str = ""


def files() -> list[Path]:
    """The diagrams of both folders."""
    return sorted(path for folder in FOLDERS for path in (FOLDER / folder).rglob("*.bpmn"))


def walk_all(paths: list[Path] | None = None) -> Iterator[Result]:
    """Every process of every file: the best of several walks, for a walk may not come by where it ends."""
    for path in files() if paths is None else paths:
        resources = {path.name: translate(path.read_bytes(), path.name).data}
        resources |= stand_ins(missing(resources))
        bundle, _ = build(resources, FUNCTIONS)
        for process in bundle.processes.values():
            if process.resource == path.name:
                walks = [_walked(path, resources, bundle, process, seed) for seed in SEEDS]
                yield min(walks, key=lambda one: ("stuck", "ended", "waits", "refused").index(one.verdict))


def _walked(path: Path, resources: dict[str, bytes], bundle: Bundle, process: Process, seed: int) -> Result:
    walker = Walker(bundle, process, seed)
    try:
        walker.office.engine.handle(c.Deploy(resources=resources))
        return Result(str(path.relative_to(FOLDER)), process.id, *walker.walk())
    except Undeployable as refused:
        errors = sorted({one.code for one in refused.findings if one.severity == "error"})
        return Result(str(path.relative_to(FOLDER)), process.id, "refused", ", ".join(errors))


class Walker:
    """One walk through one process."""

    def __init__(self, bundle: Bundle, process: Process, seed: int) -> None:
        self.office = Office()
        self.bundle = bundle
        self.process = process
        self.dice = random.Random(f"{process.id}-{seed}")  # a walk, no secret
        self.pool = _pool(bundle)
        self.steps = 0

    def walk(self) -> tuple[str, str]:
        """Verdict and problem."""
        start = None if self.process.root.starts else next(iter(self.bundle.starts_of(self.process)), None)
        variables = self._answers()
        started = self.office.engine.handle(
            c.StartCase(process_id=self.process.id, variables=variables, start_event=start)
        )
        self.office.case_id, self.office.business_key = started.case_id, started.business_key
        for self.steps in range(MOST_STEPS):
            self.office.relays()
            rows = self.office.store.read().open_rows(1, self.office.case_id)
            wrong = [one for one in rows.incidents if one.code not in NO_WAY]
            if wrong:
                return "stuck", f"{wrong[0].element_id}: {wrong[0].code} {wrong[0].message}"
            if self.office.status is CaseStatus.COMPLETED:
                return "ended", ""
            if rows.incidents:
                return "waits", rows.incidents[0].code
            if not self._step(rows):
                return "stuck", "nothing is open, and it has not ended"
        return "waits", f"after {MOST_STEPS} steps"

    def _step(self, rows: OpenRows) -> bool:
        """Do one of the things that may happen next."""
        may: list[Any] = [*rows.tasks, *(job for job in rows.jobs if job.kind == "service"), *rows.subscriptions]
        if rows.timers and (not may or self.dice.random() < 0.2):
            self._time_passes(rows)
            return True
        if not may:
            return False
        chosen = self.dice.choice(may)
        if isinstance(chosen, Task):
            self._complete(chosen)
        elif isinstance(chosen, Job):
            self._work(chosen)
        elif chosen.kind == "message":
            self.office.receives(chosen.name, chosen.key, **self._answers())
        else:
            self.office.engine.handle(c.BroadcastSignal(name=chosen.name, payload=self._answers()))
        return True

    def _complete(self, task: Task) -> None:
        actor = Actor("anna", "anna", frozenset({"clerk", *task.groups}))
        if task.assignee or task.users:
            person = task.assignee or next(iter(task.users))
            actor = Actor(person, person, actor.groups)
        self.office.engine.handle(c.ClaimTask(task_id=task.id, actor=actor))
        self.office.engine.handle(c.CompleteTask(task_id=task.id, actor=actor, answers=self._answers()))

    def _work(self, chosen: Job) -> None:
        claimed = self.office.store.claim_jobs(
            queues=None, limit=100, now=self.office.clock.now(), lease_seconds=60, worker="w"
        )
        for job in claimed:
            if job.id != chosen.id:
                again = c.FailJob(
                    job_id=job.id,
                    fence=job.fence or 0,
                    reason="not now",
                    retry_at=self.office.clock.now(),
                    burn_attempt=False,
                )
                self.office.engine.handle(again)
                continue
            codes = self._caught(job.element_id)
            if codes and self.dice.random() < 0.3:
                failed = c.ThrowJobError(
                    job_id=job.id, fence=job.fence or 0, error_code=self.dice.choice(codes), message="no"
                )
                self.office.engine.handle(failed)
            else:
                self.office.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables=self._answers()))

    def _caught(self, element_id: str) -> list[str]:
        """Error codes that a boundary event of this element catches."""
        nodes = [node for process in self.bundle.processes.values() for node in process.nodes.values()]
        caught = [n for n in nodes if n.type == "boundaryEvent" and n.attached_to == element_id]
        return [event.name or "ANY" for node in caught for event in node.events if event.kind == "error"]

    def _time_passes(self, rows: OpenRows) -> None:
        due = min(timer.fire_at for timer in rows.timers if timer.fire_at is not None)
        self.office.passes(seconds=max(0.0, (due - self.office.clock.now()).total_seconds()))

    def _answers(self) -> dict[str, Any]:
        return {name: self.dice.choice(values) for name, values in self.pool.items()}


def _pool(bundle: Bundle) -> dict[str, list[Any]]:
    """Variables that the diagrams look at, each with the values that they are compared with or needed as."""
    found: dict[str, list[Any]] = {}
    for process in bundle.processes.values():
        for node in process.nodes.values():
            for flow in node.outgoing:
                words: list[Any] = [
                    word for word in _WORD.findall(flow.condition or "") if word not in ("true", "false")
                ]
                numbers: list[Any] = [int(number) for number in _NUMBER.findall(_WORD.sub("", flow.condition or ""))]
                _add(found, flow.condition, words + numbers or [True, False])
            for text in (node.assignee, node.groups, node.users):
                _add(found, text, ["anna"])
            _add(found, node.loop.input if node.loop else None, [[], [1, 2]])
            for event in node.events:
                if event.kind == "timer":
                    _moments(found, event.value, "P1D" if event.timer == "duration" else "2026-11-01T10:00:00+01:00")
    return found


def _add(found: dict[str, list[Any]], text: str | None, values: list[Any]) -> None:
    """Give the variables of an expression these values to choose from."""
    if text is None or not text.startswith("="):
        return
    for name in _NAME.findall(_WORD.sub("", text)):
        if name not in _FEEL:
            known = found.setdefault(name, [])
            known += [value for value in values if value not in known]


def _moments(found: dict[str, list[Any]], text: str | None, moment: str) -> None:
    """Variables of a timer: a moment, or a day and a time of day that it puts together."""
    for name in _NAME.findall(_WORD.sub("", text or "")):
        ends = name.lower()
        part = moment[:10] if ends.endswith("date") else moment[11:19] if ends.endswith("time") else moment
        if name not in _FEEL:
            found[name] = [moment if ends.endswith("datetime") else part]


def main() -> None:
    """Print the figures and every process that did not end."""
    results = list(walk_all())
    counts = Counter(result.verdict for result in results)
    print(
        f"walks: {counts['ended']} ended, {counts['waits']} wait, {counts['stuck']} stuck, {counts['refused']} refused "
        f"of {len(results)} processes"
    )
    for result in results:
        if result.verdict != "ended":
            print(f"  {result.verdict}: {result.file} {result.process}: {result.problem}")


if __name__ == "__main__":
    main()
