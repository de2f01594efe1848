"""Random processes lived through at random: the engine opens what an independent interpreter says, and its rows agree.

AKZESS_RANDOM_EXAMPLES sets how many processes are tried (250 by default).
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine import commands as c
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.kernel import subscriptions
from engine.model import CaseStatus, JobState, TaskState, TimerState
from tests.kernel.office import CountedIds, Office
from tests.kernel.random_blocks import Block, blocks, named
from tests.kernel.random_diagrams import Drawing
from tests.kernel.random_model import Model

EXAMPLES = int(os.environ.get("AKZESS_RANDOM_EXAMPLES", "250"))
LAST = 60  # by then a loop that is told to end has ended


class Life:
    """One case beside its model, and what must hold after each action."""

    def __init__(self, block: Block) -> None:
        root = named(block)
        self.office = Office()
        self.office.runs(Drawing(root).file)
        self.model = Model(root, self.office.clock.now())
        self.check()

    def acts(self, data: st.DataObject) -> None:
        """Do one of the things that can be done now."""
        office, model = self.office, self.model
        choices = [("complete", name) for name in sorted(set(model.open()))]
        choices += [("receive", name) for name in sorted(set(model.awaited()))]
        choices += [("receive while suspended", name) for name in sorted(set(model.awaited()))]
        choices += [("stumble", job.element_id) for job in self.jobs()]
        choices += [("wait", "2"), ("wait", "10"), ("restart", ""), ("suspend", "")]
        what, name = data.draw(st.sampled_from(choices))
        if what == "complete":
            self.completes(name, data.draw(st.booleans()))
        elif what == "receive":
            office.receives(name)
            model.receives(name)
        elif what == "wait":
            office.passes(hours=int(name))
            model.passes(office.clock.now())
        elif what == "restart":
            office.engine = Engine(office.store, office.clock, MoreIds(office), read_bundle=read_here)
        elif what == "stumble":
            job = office.takes(name)
            office.engine.handle(c.FailJob(job_id=job.id, fence=job.fence or 0, reason="no answer"))
            assert office.status is CaseStatus.INCIDENT
            office.engine.handle(c.RetryIncident(case_id=office.case_id, activation=job.activation))
        else:
            office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="lunch"))
            if name:
                office.receives(name)
                model.receives(name)
            office.engine.handle(c.ResumeCase(case_id=office.case_id))
        self.check()

    def jobs(self) -> list[Any]:
        """Jobs that somebody could do now."""
        return [job for job in self.office.store._book.group("job", self.office.case_id) if job.state is JobState.READY]

    def completes(self, name: str, more: bool) -> None:
        """Finish one piece of open work."""
        if any(task.element_id == name for task in self.office.tasks()):
            self.office.completes(name, more=more)
        else:
            self.office.works(name, more=more)
        self.model.completes(name, more)

    def check(self) -> None:
        """What reliability C-1 says about a case at rest, and what the model says about this one."""
        office = self.office
        case, state = office.case(), office.state()
        rows = {kind: office.store._book.group(kind, case.id) for kind in ("task", "job", "timer", "subscription")}
        tasks = [task for task in rows["task"] if task.state is TaskState.OPEN]
        jobs = [job for job in rows["job"] if job.state in (JobState.READY, JobState.LEASED)]
        opened = sorted(row.element_id for row in (*tasks, *jobs))
        assert opened == self.model.open()
        waiting: dict[str, list[Any]] = {"userTask": [], "serviceTask": []}
        for activation in state.live.values():
            if activation.node.type in waiting and not activation.is_body:
                waiting[activation.node.type].append(activation.id)
        assert sorted(task.activation for task in tasks) == sorted(waiting["userTask"])  # I8
        assert sorted(job.activation for job in jobs) == sorted(waiting["serviceTask"])
        armed = {(a.id, key) for a in state.live.values() for key, (_, rest) in a.x.get("t", {}).items() if rest}
        pending = [(t.activation, t.element_id) for t in rows["timer"] if t.state is TimerState.PENDING]
        assert sorted(pending) == sorted(armed)
        awaited = [
            (activation.id, key)
            for activation in state.live.values()
            for node in subscriptions.awaited(activation)
            for key, event in subscriptions.keyed(node)
            if event.kind == "message"
        ]
        assert sorted((row.activation, row.element_id) for row in rows["subscription"]) == sorted(awaited)
        names = sorted(row.name for row in rows["subscription"])
        assert names == self.model.awaited()
        assert (case.status is CaseStatus.COMPLETED) == (not state.live) == self.model.run.done  # I7
        assert office.incidents() == []
        self.check_history(case)

    def check_history(self, case: Any) -> None:
        """I2 and I3: nothing ends twice, one command line per version, the chain is whole."""
        with self.office.store.unit_of_work() as work:
            lines = list(work.history(1, case.id))
        ended = Counter(line.activation for line in lines if line.event == "element")
        assert not [number for number, count in ended.items() if count > 1]
        assert case.version == sum(line.event != "element" for line in lines)
        assert self.office.engine.verify_history(case.id).ok


class MoreIds(CountedIds):
    """Ids of an engine that took over from another."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        for _ in range(office.case().version * 50 + 1000):
            self.key()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(block=blocks(), data=st.data())
def test_a_random_process_lives_as_its_blocks_say(block: Block, data: st.DataObject) -> None:
    life = Life(block)
    for _ in range(data.draw(st.integers(0, 12))):
        if life.model.run.done:
            break
        life.acts(data)
    for _ in range(LAST):
        if life.model.run.done:
            break
        life.completes(life.model.open()[0], more=False)
        life.check()
    assert life.office.status is CaseStatus.COMPLETED
