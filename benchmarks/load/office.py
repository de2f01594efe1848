"""Clerks at work over HTTP: they look at lists and cases, take tasks, complete them, take applications in."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from akzess.clerks import Clerks
from akzess.demo_cases import synthesise
from akzess.people import SITES
from akzess.scenario_file import BadScenario
from akzess.scenarios import folder

from .platform import PASSWORD, accounts
from .web import Answer, Host

#: What somebody asks for, and how often of a hundred times.
READS = (("inbox", 45), ("task", 20), ("case", 15), ("counts", 12), ("search", 8))
SEARCHES = ("mu", "müller", "al", "özdemir", "AKZ-DD-2026-0001", "ba", "0123", "ka")


@dataclass(slots=True)
class Held:
    """A claimed task with everything that completing it takes."""

    id: str
    version: int
    account: str
    answers: dict[str, Any]


class Office:
    """Everybody's tokens, what lies on the shelves as far as it was seen, and what is on somebody's desk."""

    def __init__(self, services: tuple[str, ...], seed: int = 1) -> None:
        self._hosts = [Host(address) for address in services]
        self._tokens: dict[str, str] = {}
        self._of: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._dice = random.Random(seed)
        self._clerks = Clerks(folder() / "clerks.yaml")
        self._shelf: deque[dict[str, Any]] = deque()
        self._seen: set[str] = set()
        self._desk: deque[Held] = deque()
        self._cases: deque[str] = deque(maxlen=2_000)
        self._new = deque(synthesise(400, seed, datetime.now(UTC).date()))
        self._looking = asyncio.Lock()
        self.problems: dict[str, int] = defaultdict(int)
        self.skipped = 0

    async def open(self) -> None:
        """Everybody logs in, and somebody looks what there is."""
        for name, role, site in accounts():
            answer = await self._hosts[0].ask("POST", "/login", {}, {"account": name, "password": PASSWORD})
            if answer.status != 200:
                raise RuntimeError(f"{name} cannot log in: {answer.status} {answer.body[:200]!r}")
            self._tokens[name] = answer.json()["token"]
            self._of[role, site].append(name)
        await self._fetch()

    def close(self) -> None:
        """Hang up."""
        for host in self._hosts:
            host.close()

    async def _ask(self, account: str, method: str, path: str, body: Any = None, version: int | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {self._tokens[account]}"}
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return await self._dice.choice(self._hosts).ask(method, path, headers, body)

    def _somebody(self, role: str = "akz-clerk") -> str:
        return self._dice.choice(self._of[role, self._dice.choice(list(SITES))])

    # -- looking

    def read(self) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        """What somebody looks at next."""
        kind = self._dice.choices([name for name, _ in READS], [weight for _, weight in READS])[0]
        who = self._somebody()
        path = "/tasks?scope=team&sort=due&limit=50"
        match kind:
            case "counts":
                path = "/tasks/counts"
            case "search":
                path = f"/tasks?scope=team&limit=50&q={self._dice.choice(SEARCHES)}".replace("ü", "%C3%BC").replace(
                    "ö", "%C3%B6"
                )
            case "task" if self._shelf:
                task = self._dice.choice(self._shelf)
                who, path = self._account(task), f"/tasks/{task['id']}"
            case "case" if self._shelf:
                task = self._dice.choice(self._shelf)
                who, path = self._account(task), f"/cases/{task['caseId']}"
            case _:
                kind = "inbox"
        return kind, lambda: self._ask(who, "GET", path)

    def _account(self, task: dict[str, Any]) -> str:
        role = self._clerks._habit(SimpleNamespace(element_id=task["elementId"])).person.partition(".")[2]
        return self._dice.choice(self._of[role, task["site"]])

    async def _fetch(self) -> None:
        """Look through the lists of every role and site for tasks that nobody has."""
        async with self._looking:
            if len(self._shelf) > 200:
                return
            for (role, site), names in list(self._of.items()):
                after = ""
                for _ in range(5):
                    path = f"/tasks?scope=team&assigned=nobody&limit=200&group={role}&site={site}{after}"
                    answer = await self._ask(names[0], "GET", path)
                    if answer.status != 200:
                        self.problems[f"fetch {answer.status}"] += 1
                        break
                    page = answer.json()
                    for task in page["items"]:
                        if task["id"] not in self._seen and task["elementId"] in self._clerks:
                            habit = self._clerks._habit(SimpleNamespace(element_id=task["elementId"]))
                            if (habit.person.partition(".")[2], task["site"]) in self._of:
                                self._seen.add(task["id"])
                                self._shelf.append(task)
                    if not page.get("next"):
                        break
                    after = f"&after={page['next']}"
            found = list(self._shelf)
            self._dice.shuffle(found)
            self._shelf = deque(found)

    # -- acting

    def act(self) -> tuple[str, Callable[[], Awaitable[Answer]]] | None:
        """What somebody does next: complete what is on a desk, else take something; now and then an application."""
        if self._dice.random() < 0.06 and self._new:
            new = self._new.popleft()
            today = {"applicationDate": datetime.now(UTC).date().isoformat()}
            body = {"processId": "akzess-main", "variables": {**new.application, **today}, "site": new.site}
            who = self._of["abh-service", new.site][0]
            return "start", lambda: self._ask(who, "POST", "/cases", body)
        if self._desk and (len(self._desk) > 20 or self._dice.random() < 0.5 or not self._shelf):
            held = self._desk.popleft()
            path = f"/tasks/{held.id}/complete?next=scope%3Dteam"
            return "complete", lambda: self._ask(held.account, "POST", path, {"answers": held.answers}, held.version)
        if not self._shelf:
            return None
        task = self._shelf.popleft()
        return "claim", lambda: self._claim(task)

    async def _claim(self, task: dict[str, Any]) -> Answer:
        account = self._account(task)
        answer = await self._ask(account, "POST", f"/tasks/{task['id']}/claim", version=task["version"])
        if answer.status == 200:
            self._later(self._prepare(task["id"], account, task))
        return answer

    def _later(self, work: Awaitable[None]) -> None:
        running = asyncio.ensure_future(work)
        self._tasks.add(running)
        running.add_done_callback(self._tasks.discard)

    async def _prepare(self, task_id: str, account: str, task: dict[str, Any]) -> None:
        """Look at the task and fill its form in; thinking is not measured."""
        answer = await self._ask(account, "GET", f"/tasks/{task_id}")
        if answer.status != 200:
            return
        seen = answer.json()
        as_task: Any = SimpleNamespace(element_id=task["elementId"], site=task["site"])
        try:
            answers = self._clerks.answers(as_task, seen["variables"], datetime.now(UTC))
        except (BadScenario, ValueError, KeyError):
            self.skipped += 1
            return
        self._desk.append(Held(task_id, seen["version"], account, answers))

    async def tend(self) -> None:
        """Look for more work when there is little left."""
        if len(self._shelf) < 100:
            await self._fetch()

    @property
    def _tasks(self) -> set[Any]:
        found: set[Any] = self.__dict__.setdefault("running", set())
        return found

    @property
    def stock(self) -> tuple[int, int]:
        """How many tasks wait on shelves and on desks."""
        return len(self._shelf), len(self._desk)
