"""People who decide about the erasure of one case."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from engine import commands as c
from engine.model import Actor
from store import SqlStore
from store.erasing.erasing import Erasing
from store.erasing.records import Basis

from ..kernel.diagrams import element, end, flows, message, on_message, process, service, start, user
from ..kernel.office import Office

WORK = process(
    start(), user("a"), service("s"), element("intermediateCatchEvent", "m", on_message("answer")), user("b"), end(),
    flows("start -> a -> s -> m -> b -> end"), tops=message("answer"),
)  # fmt: skip
CLARA, DORA = Actor("clara", "clara"), Actor("dora", "dora")


class Desk:
    """People who decide about the erasure of one case."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.office = Office(store)
        numbers = itertools.count(1)
        self.erasing = Erasing(store, lambda: f"id{next(numbers)}")
        self.case = self.office.runs(WORK, name="Kanarie")

    @property
    def now(self) -> datetime:
        found: datetime = self.office.clock.now()
        return found

    def ends(self) -> None:
        self.office.engine.handle(c.CancelCase(case_id=self.case, reason="Kanarie-Grund", actor=CLARA))

    def proposes(self, by: Actor = CLARA, text: str = "Löschlauf 2037/1") -> Any:
        return self.erasing.propose(1, self.case, by, basis=Basis.COURT_ORDER, text=text, now=self.now)

    def approves(self, by: Actor = DORA) -> Any:
        return self.erasing.approve(1, self.case, by, now=self.now)

    def erases(self) -> Any:
        self.proposes()
        return self.approves()
