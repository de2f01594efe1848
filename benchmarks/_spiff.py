"""Plain SpiffWorkflow with its full JSON as the only state, one row per case."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks._steps import DATA, Watch


def plain(diagram: bytes) -> bytes:
    """The diagram in SpiffWorkflow's own dialect: Python conditions, script tasks instead of jobs."""
    text = diagram.decode().replace(">=", ">").replace("=x >", "x >").replace(">=again = true", ">again == True")
    text = text.replace("again = true", "again == True")
    for number in (1, 2):
        begin = text.index(f'<bpmn:serviceTask id="s{number}"')
        stop = text.index("</bpmn:serviceTask>", begin) + len("</bpmn:serviceTask>")
        text = (
            text[:begin]
            + f'<bpmn:scriptTask id="s{number}"><bpmn:script>z{number} = 1</bpmn:script></bpmn:scriptTask>'
            + text[stop:]
        )
    return text.encode()


class Shelf:
    """Where plain SpiffWorkflow keeps its JSON: one row per case, a commit per save."""

    def __init__(self, url: str) -> None:
        self.lite = url.startswith("sqlite")
        if self.lite:
            self.link: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            self.link.executescript("pragma journal_mode=wal; pragma synchronous=full")
            self.link.execute("create table if not exists w(id integer primary key, s text)")
        else:
            self.link = psycopg.connect(url, autocommit=True)
            self.link.execute(
                "create table if not exists w(id bigint generated always as identity primary key, s text)"
            )

    def save(self, text: str, row: int | None) -> int:
        """Insert or update; the row's number."""
        mark = "?" if self.lite else "%s"
        if row is None:
            return int(self.link.execute(f"insert into w(s) values ({mark}) returning id", (text,)).fetchone()[0])
        self.link.execute(f"update w set s={mark} where id={mark}", (text, row))
        return row

    def load(self, row: int) -> str:
        """The JSON of a row."""
        mark = "?" if self.lite else "%s"
        return str(self.link.execute(f"select s from w where id={mark}", (row,)).fetchone()[0])


def spiff(shelf: Shelf, diagram: bytes, *, each_task: bool) -> Callable[[], dict[str, float]]:
    """The same case through plain SpiffWorkflow with its full JSON as the only state.

    `each_task`: every task is a unit of work (load, run one, save), as a worker per task needs it; else every command.
    """
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(plain(diagram)))
    spec = parser.get_spec("p")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def load(row: int) -> Any:
        return serializer.deserialize_json(shelf.load(row))

    def save(workflow: Any, row: int | None) -> int:
        return shelf.save(serializer.serialize_json(workflow), row)

    def go_on(workflow: Any, row: int | None) -> int:
        if not each_task:
            workflow.do_engine_steps()
            workflow.refresh_waiting_tasks()
            return save(workflow, row)
        row = save(workflow, row)
        while True:
            workflow = load(row)
            task = workflow.get_next_task(state=TaskState.READY, manual=False)
            if task is None:
                return row
            task.run()
            workflow.refresh_waiting_tasks()
            save(workflow, row)

    def run() -> dict[str, float]:
        watch = Watch()
        workflow = BpmnWorkflow(spec)
        workflow.get_next_task(state=TaskState.READY).data.update({**DATA, "x": 1})
        row = go_on(workflow, None)
        watch.mark("start")
        workflow = load(row)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data["y"] = 1
        task.run()
        go_on(workflow, row)
        watch.mark("complete")
        watch.mark("jobs")  # its script tasks ran inside the step before
        workflow = load(row)
        workflow.send_event(BpmnEvent(MessageEventDefinition("answer"), {}))
        go_on(workflow, row)
        watch.mark("message")
        if load(row).get_next_task(state=TaskState.READY, manual=True).task_spec.name != "b":
            raise RuntimeError("plain SpiffWorkflow did not reach the last task")
        return watch.seconds

    return run
