"""Those outside: clients that call our API until they know, agencies that post, clerks and an operator at their desks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from engine import commands as c
from engine.errors import MessageMismatch
from engine.handlers import Engine
from engine.model import Actor as Person
from engine.model import Incident, JobState
from store import SqlStore

from ..invariants import Books
from . import models
from .database import ask
from .house import Api
from .scheduler import World

CLERKS = tuple(Person(name, name, frozenset({"clerk"}), frozenset()) for name in ("anna", "bert", "carl"))
LEAD = Person("lena", "lena", frozenset({"clerk", "akz-lead", "system-admin"}), frozenset())
TENANT = 1


@dataclass(slots=True)
class Answer:
    """How a call from outside ended: `status` 200, 400 (refused), 503 (ours) or 0 (the line was cut)."""

    status: int = -1
    result: Any = None
    error: BaseException | None = None


class Outside:
    """Calls our processes over a line that may break; `books` keep what was answered."""

    def __init__(self, world: World, apis: Sequence[Api], books: Books, eye: SqlStore) -> None:
        self.world, self.books, self.eye = world, books, eye
        self._apis = apis
        self._keys = Counter[str]()
        #: How often somebody was told that the bell was rung.
        self.bells = 0

    def calls(self, command: c.Command | Callable[[Engine], Any]) -> Answer:
        """One attempt: to any process that is up; the line breaks when it dies or when the caller is impatient."""
        world = self.world
        world.pause(world.random.uniform(0, 0.05), "to the API")
        up = [api for api in self._apis if api.process.alive]
        if not up:
            return Answer(0)
        api = world.random.choice(up)
        answer = Answer()
        api.takes(command, answer)
        patience = 12.0 if world.odds.hit(world.random, "impatient") else 3600.0
        since = world.now
        while answer.status < 0 and world.now < since + timedelta(seconds=patience):
            world.pause(0.2, "waiting for the API")
        if answer.status < 0:
            world.note("line cut", type(command).__name__)
            return Answer(0)
        return answer

    def insists(self, command: c.Command) -> Answer:
        """The same command with the same key until it is known what became of it, as a good client does."""
        world = self.world
        if command.request_key is None and not isinstance(command, c.DeliverMessage):
            self._keys[command.actor.person] += 1
            number = self._keys[command.actor.person]
            command = replace(command, request_key=f"{command.actor.person}-{type(command).__name__}-{number:08d}")
        doubtful = False
        for attempt in range(400):
            answer = self.calls(command)
            if answer.status in (200, 400):
                self._writes_down(command, answer, doubtful)
                return answer
            doubtful = doubtful or answer.status == 0
            world.pause(min(0.5 * 2**attempt, 30.0), "tries again")
        raise AssertionError(f"nobody answers {command}")

    def _writes_down(self, command: c.Command, answer: Answer, doubtful: bool) -> None:
        books, who = self.books, command.actor.account or command.actor.person
        if command.request_key is not None:
            if answer.status == 200:
                books.answered.add((who, command.request_key))
            elif not doubtful:  # else an attempt whose line was cut may still be on its way
                books.refused.add((who, command.request_key))
        if answer.status != 200:
            return
        if isinstance(command, c.StartCase):
            books.started.add(answer.result.case_id)
        elif isinstance(command, c.CompleteTask):
            books.completed[command.task_id] = command.actor.person
        elif isinstance(command, c.BroadcastSignal):
            self.bells += 1
        elif isinstance(command, c.DeliverMessage):
            books.messages.add((command.source, command.message_id))

    def posts(self, message: c.DeliverMessage) -> None:
        """An agency's letter, again until it is acknowledged – and once more if the acknowledgement is lost."""
        self.insists(message)
        if self.world.odds.hit(self.world.random, "acknowledgement_lost"):
            self.world.note("acknowledgement_lost")
            self.world.pause(self.world.random.uniform(1, 100), "posts again")
            self.insists(message)

    # -- people

    def applicant(self, names: Sequence[str]) -> None:
        """Starts cases, and writes letters to them."""
        world, chance = self.world, self.world.random
        for name in names:
            world.pause(chance.uniform(0, 240), "begins")
            started = self.insists(c.StartCase(process_id=name, variables=models.variables_for(name, chance)))
            if started.status == 200 and name in models.LETTERS and chance.random() < 0.7:
                letter = c.DeliverMessage(
                    source="portal",
                    message_id=f"letter-{started.result.case_id}",
                    name=models.LETTERS[name],
                    key=started.result.business_key,
                    payload={"text": "n"},
                )
                world.spawn(world.outside, "letter", lambda letter=letter: self._letter(letter), chance.uniform(0, 900))

    def _letter(self, letter: c.DeliverMessage) -> None:
        self.posts(letter)
        if self.world.random.random() < 0.2:
            answer = self.insists(replace(letter, payload={"text": "other"}))
            assert isinstance(answer.error, MessageMismatch), f"another letter under the same id: {answer}"

    def clerk(self, person: Person) -> None:
        """Looks into the inbox, takes a task and does it; sometimes the one a colleague has just done."""
        world, chance = self.world, self.world.random
        while True:
            world.pause(chance.uniform(5, 90), "at the desk")
            tasks = self._tasks()
            if tasks:
                self._does(person, chance.choice(tasks))

    def _tasks(self) -> list[str]:
        rows = ask(self.eye.engine, "SELECT case_id, activation FROM task WHERE state = 0 ORDER BY case_id, activation")
        return [f"{case_id}.{activation}" for case_id, activation in rows]

    def _cases(self, *statuses: str) -> list[str]:
        rows = ask(self.eye.engine, "SELECT id, status FROM case_instance ORDER BY id")
        return [case_id for case_id, status in rows if status in statuses]

    def _does(self, person: Person, task_id: str) -> None:
        world, chance = self.world, self.world.random
        if self.insists(c.ClaimTask(actor=person, task_id=task_id)).status != 200 and chance.random() < 0.8:
            return
        world.pause(chance.uniform(0, 30), "reads")
        other = chance.random()
        if other < 0.1:
            self.insists(c.SaveDraft(actor=person, task_id=task_id, answers={"n": 1}))
        elif other < 0.15:
            self.insists(c.UnclaimTask(actor=person, task_id=task_id))
        elif other < 0.2:
            self.insists(c.PrioritiseTask(actor=person, task_id=task_id, priority=80, reason="r"))
        done = c.CompleteTask(actor=person, task_id=task_id, answers={"a": chance.randint(1, 9)})
        if world.odds.hit(chance, "double_click"):
            self._keys[person.person] += 1
            key = f"{person.person}-double-{self._keys[person.person]:08d}"
            world.note("double_click")
            world.spawn(world.outside, "second click", lambda: self.insists(replace(done, request_key=key)))
            done = replace(done, request_key=key)
        self.insists(done)

    def operator(self) -> None:
        """Looks after incidents, and does by hand what people do: suspends, changes, cancels, deploys, rings."""
        world, chance = self.world, self.world.random
        version = 1
        while True:
            world.pause(chance.uniform(30, 400), "at operations")
            if ask(self.eye.engine, "SELECT 1 FROM incident WHERE resolved_at IS NULL LIMIT 1"):
                for incident in self.eye.read().incidents(TENANT).items:
                    self.looks_at(incident)
            if world.odds.still:
                self._lets_go_on()
                continue
            what = chance.random()
            cases = self._cases("RUNNING", "INCIDENT", "SUSPENDED")
            if what < 0.15:
                version += 1
                self.insists(c.Deploy(actor=LEAD, resources=models.bundle(version)))
            elif what < 0.25:
                self.insists(c.BroadcastSignal(actor=LEAD, name="bell", payload={"rung": version}))
            elif cases and what < 0.45:
                self._pauses(chance.choice(cases))
            elif cases and what < 0.5:
                self.insists(c.CancelCase(actor=LEAD, case_id=chance.choice(cases), reason="withdrawn"))
            elif cases and what < 0.6:
                self.insists(c.SetVariables(actor=LEAD, case_id=chance.choice(cases), variables={"v": version}))

    def _pauses(self, case_id: str) -> None:
        world = self.world
        if self.insists(c.SuspendCase(actor=LEAD, case_id=case_id, reason="r")).status == 200:
            world.pause(world.random.uniform(10, 900), "keeps a case")
            self.insists(c.ResumeCase(actor=LEAD, case_id=case_id))

    def _lets_go_on(self) -> None:
        for case_id in self._cases("SUSPENDED"):
            self.insists(c.ResumeCase(actor=LEAD, case_id=case_id))

    def looks_at(self, incident: Incident) -> None:
        """Rings the agency up about an outcome that nobody knows, and decides."""
        with self.eye.unit_of_work() as work:
            jobs = [job for job in work.jobs_of(incident.case_id) if job.activation == incident.activation]
        where = {"actor": LEAD, "case_id": incident.case_id, "activation": incident.activation}
        stuck = next((job for job in jobs if job.state is JobState.INCIDENT), None)
        if stuck is not None and incident.code == "outcome-unknown" and self.books.effects[stuck.key]:
            self.insists(c.ResolveIncident(**where, reason="they have it"))
            return
        if stuck is not None:
            self.books.ordered_again[stuck.key] += 1
        self.insists(c.RetryIncident(**where))
