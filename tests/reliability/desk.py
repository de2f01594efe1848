"""The HTTP application on a store that may break, beside a look at what is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient

from akzess.clocks import MovableClock
from akzess.ids import RandomIds
from engine import commands as c
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Account, Accounts, hash_password
from store import SqlStore, open_store
from tests.kernel.diagrams import element, end, flows, process, start, user
from tests.kernel.office import START

PASSWORD = "ein langes Passwort"
_HASH = hash_password(PASSWORD)
ACCOUNTS = (
    Account("anna", "anna", "Anna", frozenset({"akz-clerk"}), frozenset({"DD"}), _HASH),
    Account("arno", "arno", "Arno", frozenset({"akz-clerk"}), frozenset({"DD"}), _HASH),
)
ASSIGNED = '<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="akz-clerk" />'
#: One task, then two: a step that touches every table that a step can touch.
DIAGRAM = process(
    start(),
    user("check", ASSIGNED),
    element("parallelGateway", "split"),
    user("one", ASSIGNED),
    user("two", ASSIGNED),
    end(),
    flows("start -> check -> split", "split -> one -> end", "split -> two -> end"),
)


class Desk:
    """The HTTP application on a store that may break, and a look at the truth on one that does not."""

    def __init__(self, store: SqlStore, truth: SqlStore, wake: Callable[[], None] = lambda: None) -> None:
        self.store, self.truth = store, truth
        self.clock = MovableClock(START)
        self.behind = Engine(truth, self.clock, RandomIds(), read_bundle=read_here)
        engine = Engine(store, self.clock, RandomIds(), read_bundle=read_here)
        self.behind.handle(c.Deploy(resources={"p.bpmn": DIAGRAM}))
        app = create_app(engine, store, {}, Accounts(ACCOUNTS, self.clock), self.clock, wake)
        self.http = TestClient(app, raise_server_exceptions=False)

    def task(self) -> str:
        """The task of a fresh case; Anna has claimed it."""
        case_id = self.behind.handle(c.StartCase(process_id="p", site="DD")).case_id
        (task,) = self.truth.read().open_rows(1, case_id).tasks
        self.behind.handle(c.ClaimTask(actor=ACCOUNTS[0].actor, task_id=task.id))
        return str(task.id)

    def starts(self, process_id: str) -> Any:
        """A new case over HTTP."""
        headers = {"Idempotency-Key": str(uuid4())}
        body = {"processId": process_id, "site": "DD"}
        return self.http.post("/cases", json=body, headers=headers, auth=("anna", PASSWORD))

    def completes(self, task: str, key: str, text: str = "") -> Any:
        """One request of Anna's program."""
        headers = {"Idempotency-Key": key, "If-Match": '"1"'}
        body = {"answers": {"n": 1, "text": text}}
        return self.http.post(f"/tasks/{task}/complete", json=body, headers=headers, auth=("anna", PASSWORD))

    def steps(self, task: str) -> list[str]:
        """The elements that the case has left, in order."""
        lines = self.truth.read().history(1, task.rpartition(".")[0])
        return [line.element_id for line in lines if line.event == "element"]


@contextmanager
def desk_on(url: str, truth: str) -> Iterator[Desk]:
    with ExitStack() as stack:
        stores = []
        for address in (url, truth):
            store = open_store(address)
            assert isinstance(store, SqlStore)
            stack.callback(store.close)
            stores.append(store)
        yield Desk(*stores)
