"""The authorisation matrix: every route × every role × every relation, asked over HTTP and compared with the table.

`python -m tests.access.matrix` prints how many there are and what came out.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.commands import CancelCase, Deploy, StartCase
from engine.desk import Deputyship
from engine.model import SYSTEM
from service.access import About, Outcome, Standing, decide
from service.access.fields import FIELDS
from service.access.table import OUTLIVING
from service.identity.roles import CENTRAL, PARTIES, PERSONAL, ROLES
from store import open_store

from .office import Office, account, everybody, open_office
from .routes import Row, rows

#: Without any right at the site of the case: stands in for others in the relation "deputy".
DEPUTY, DEPUTY_ROLE = "vera.l", "meldeamt"
#: The groups of the case's open tasks.
OFFERED = {"UT-FIRST": {"akz-clerk"}, "UT-BA": {"ba-amz"}, "UT-BIO": {"abh-service"}}


RELATIONS = ("own", "deputy", "assigned", "other", "foreign tenant", "closed", "erased")


@dataclass(frozen=True)
class Asked:
    """One request of the matrix."""

    row: Row
    role: str
    relation: str
    who: str
    behalf: str = ""


@dataclass
class Answer:
    """What came back; `body` without what differs each time."""

    status: int
    body: bytes = b""
    code: str = ""


@dataclass
class World:
    """An office with the objects that the routes are about."""

    office: Office
    objects: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = self.office.clock.now()
        for role in sorted(ROLES):
            self.office.store.put(
                Deputyship(f"d-{role}", 1, f"{role}.dd", DEPUTY, now, now + timedelta(days=9), "Urlaub", "lead", now)
            )
            case = self._objects(f"assigned {role}")
            self.office.assign(case, "UT-FIRST", f"{role}.l")
        self._objects("own")
        closed = self._objects("closed")
        self.office.house.handle(CancelCase(actor=SYSTEM, case_id=closed, reason="Ende"))
        erased = self._objects("erased")
        self.office.house.handle(CancelCase(actor=SYSTEM, case_id=erased, reason="Ende"))
        self.office.erase(erased)
        self._foreign()
        self.objects["missing"] = {
            "case": "0199f3a2-7c1b-7e4d-9a52-000000000000",
            "task": "0199f3a2-7c1b-7e4d-9a52-000000000000.7",
            "document": "0199f3a2-7c1b-7e4d-9a52-000000000000",
        }

    def _objects(self, name: str) -> str:
        case = self.office.case()
        self.objects[name] = {
            "case": case,
            "task": self.office.task(case, "UT-FIRST"),
            "document": self.office.document(case),
        }
        return case

    def _foreign(self) -> None:
        engine = self.office.house.engine
        bundle = {"desk.bpmn": (Path(__file__).parent / "desk.bpmn").read_bytes()}
        engine.handle(Deploy(actor=SYSTEM, resources=bundle, tenant=2))
        case = engine.handle(StartCase(actor=SYSTEM, tenant=2, process_id="desk", variables={}, site="DD")).case_id
        self.objects["foreign tenant"] = {"case": case, "task": f"{case}.3", "document": "none"}

    def address(self, path: str, name: str) -> str:
        """The path with the ids of an object; whatever else it names does not exist."""
        found = self.objects[name]
        given = {
            **found,
            "job": f"{found['case']}.3.service",
            "process": "desk",
            "process_id": "desk",
            "version": "1",
            "name": "desk.bpmn",
            "activation": "1",
            "number": "1",
            "folder": "SECURITY",
        }
        for part in [piece.strip("{}").split(":")[0] for piece in path.split("/") if piece.startswith("{")]:
            path = path.replace("{" + part + ":path}", given.get(part, "nothing"))
            path = path.replace("{" + part + "}", given.get(part, "nothing"))
        return path.replace("seals/none/", "seals/SECURITY/")

    async def ask(self, method: str, path: str, who: str, behalf: str = "") -> Answer:
        """One request straight into the application; a stream is left as soon as it begins."""
        headers = [(b"host", b"akzess.example"), (b"authorization", self.office.bearer(who).encode())]
        headers += [(b"content-type", b"application/json")] if method != "GET" else []
        headers += [(b"akzess-on-behalf-of", behalf.encode())] if behalf else []
        parts, started = [], asyncio.Event()
        answer = Answer(0)
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                await asyncio.Event().wait()
            sent = True
            return {"type": "http.request", "body": b"{}" if method != "GET" else b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                started.set()
            parts.append(message.get("body", b""))

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": headers,
            "client": ("192.0.2.1", 4711),
            "server": ("akzess.example", 443),
            "state": {},
        }
        running = asyncio.ensure_future(self.office.app(scope, receive, send))
        if path == "/events":
            waiting = asyncio.ensure_future(started.wait())
            await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if answer.status == 200:
                running.cancel()
        await asyncio.wait({running})
        content = b"".join(parts)
        if answer.status >= 400 and content:
            problem = json.loads(content)
            answer.code = problem.get("code", problem.get("title", ""))
            for name in ("instance", "traceId"):
                problem.pop(name, None)
            content = json.dumps(problem, sort_keys=True).encode()
        answer.body = content
        return answer


def questions(every: list[Row], roles: Collection[str] = ROLES) -> Iterator[Asked]:
    """The requests: relations that make no difference to an action are left out."""
    for row in every:
        for role in sorted(roles):
            yield Asked(row, role, "own", f"{role}.dd")
            yield Asked(row, role, "deputy", DEPUTY, f"{role}.dd")
            if row.about is About.NONE:
                continue
            yield Asked(row, role, "assigned", f"{role}.l")
            yield Asked(row, role, "other", f"{role}.l")
            yield Asked(row, role, "foreign tenant", f"{role}.dd")
            yield Asked(row, role, "closed", f"{role}.dd")
            yield Asked(row, role, "erased", f"{role}.dd")
            if role in CENTRAL:
                yield Asked(row, role, "own", role)


def standing(asked: Asked) -> Standing:
    """How the caller stands to the object, said once more, in other words than the gate's."""
    role, rule = asked.role, asked.row
    lent = frozenset({role}) - PERSONAL
    everything = lent | {DEPUTY_ROLE} if asked.relation == "deputy" else frozenset({role})
    if rule.about is About.NONE:
        return Standing(frozenset({DEPUTY_ROLE}), lent) if asked.relation == "deputy" else Standing(everything)
    if asked.relation == "assigned":
        return Standing(assigned=everything)
    if asked.relation in ("other", "foreign tenant"):
        return Standing()
    here = lent if asked.relation == "deputy" else frozenset({role})
    open_ = asked.relation in ("own", "deputy")
    elements = ["UT-FIRST"] if rule.about is About.TASK else list(OFFERED)
    groups = {group for element in elements for group in OFFERED[element]} - PARTIES
    # A task that was withdrawn still says whose it was; what is open in an ended case is nothing.
    offered = bool(here & groups) and (open_ or rule.about is About.TASK)
    own, others = (frozenset(), here) if asked.relation == "deputy" else (here, frozenset())
    return Standing(own, others, everything if offered else frozenset())


def expected(asked: Asked) -> str:
    """ "allow", "deny", "404" or "gone"."""
    found = standing(asked)
    outcome = decide(asked.row.action, found)
    if asked.row.about is About.DOCUMENT and outcome is not Outcome.HIDDEN:
        reads = FIELDS.may("read", "documents", found, lambda: False)
        outcome = outcome if reads else Outcome.HIDDEN
    if asked.relation == "erased" and outcome is Outcome.ALLOW and asked.row.action not in OUTLIVING:
        return "gone"
    return outcome.value


def fits(wanted: str, answer: Answer, missing: Answer, about: About) -> bool:
    """Whether an answer is what the table says; hidden is exactly what a missing object gets."""
    if wanted == "404":
        return answer.status == 404 and (answer.status, answer.body) == (missing.status, missing.body)
    if wanted == "deny":
        return answer.status == 403 and answer.code in ("forbidden", "FORBIDDEN")
    if wanted == "gone":
        return (answer.status, answer.code) == (410, "gone-erased")
    refused = answer.status in (401, 500) or (answer.status == 403 and answer.code in ("forbidden", "FORBIDDEN"))
    return not refused and (answer.status != 404 or about is About.NONE)


@dataclass
class Result:
    """How many requests there were, by outcome, and those that came out otherwise."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


async def run(world: World, every: list[Row], roles: Collection[str] = ROLES) -> Result:
    """Ask everything."""
    result = Result()
    missing: dict[tuple[Row, str, str], Answer] = {}
    for asked in questions(every, roles):
        row = asked.row
        name = f"assigned {asked.role}" if asked.relation == "assigned" else asked.relation
        name = "own" if name in ("deputy", "other") else name
        key = (row, asked.who, asked.behalf)
        wanted = expected(asked)
        if wanted == "404" and key not in missing:
            missing[key] = await world.ask(row.method, world.address(row.path, "missing"), asked.who, asked.behalf)
        answer = await world.ask(row.method, world.address(row.path, name), asked.who, asked.behalf)
        result.counts[f"{asked.relation}: {wanted}"] += 1
        if not fits(wanted, answer, missing.get(key, answer), row.about):
            result.wrong.append(
                f"{row.method} {row.path} ({row.action}) as {asked.role}, {asked.relation}: "
                f"{wanted} expected, {answer.status} {answer.code}"
            )
    return result


def played(store: Any, roles: Collection[str] = ROLES, *, objects_only: bool = False) -> tuple[list[Row], Result]:
    """The whole matrix on a store, or that of some roles, or of the routes about cases, tasks and documents."""
    with open_office(store, [*everybody(), account(DEPUTY, DEPUTY_ROLE, "L")]) as office:
        every = [row for row in rows(office.app) if not objects_only or row.about is not About.NONE]
        return every, asyncio.run(run(World(office), every, roles))


def main() -> int:
    """Print the counts; 1 when something came out otherwise than the table says."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/matrix.db")
        store.upgrade()
        every, result = played(store)
        store.close()
    print(f"{len(every)} routes × {len(ROLES)} roles × {len(RELATIONS)} relations: {result.total} requests")
    for name, number in sorted(result.counts.items()):
        print(f"  {name:28} {number:6}")
    print(f"not as the table says: {len(result.wrong)}")
    print("\n".join(result.wrong))
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
