"""What the kill harness keeps the platform busy with: a few processes, and clients that drive cases through them over HTTP."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from connectors.kammern.examples import FOUNDER
from connectors.post.examples import LETTER
from tests.documents.files import pdf
from tests.kernel.diagrams import element, end, flows, message, on_message, on_timer, process, service, start, user

from ..traffic import cases as errands

ASSIGNED = '<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="akz-clerk" />'
PERSON, SITE, PASSWORD = "clerk", "DD", "ein langes Passwort"
PDF = pdf()


def _inputs(names: Sequence[str], variable: str) -> str:
    found = "".join(f'<zeebe:input source="={variable}.{name}" target="{name}"/>' for name in names)
    return f"<zeebe:ioMapping>{found}</zeebe:ioMapping>"


_ASK = _inputs(tuple(FOUNDER), "ask")
_EACH = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:extensionElements><zeebe:loopCharacteristics'
    ' inputCollection="=items" /></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
)

#: A person, an agency, a message and the clock at the same time, then a letter that must not be sent twice.
ALL_AT_ONCE = process(
    start(),
    element("parallelGateway", "split"),
    user("check", ASSIGNED),
    service("ask", _ASK, job="kammern.createOpinionRequest"),
    element("intermediateCatchEvent", "answer", on_message("the answer")),
    element("intermediateCatchEvent", "pause", on_timer("PT40S")),
    element("parallelGateway", "join"),
    service("letter", _inputs(tuple(LETTER), "letter"), job="post.sendLetter"),
    end(),
    flows(
        "start -> split",
        *(f"split -> {branch} -> join" for branch in ("check", "ask", "answer", "pause")),
        "join -> letter -> end",
    ),
    process_id="all-at-once",
    tops=message("the answer"),
)
#: Five requests to an agency at once; beside them a message that the case sends itself.
FANNED_OUT = process(
    start(),
    element("parallelGateway", "split"),
    service("each", _ASK, inner=_EACH, job="kammern.createOpinionRequest"),
    element("intermediateThrowEvent", "tell", on_message("to myself")),
    element("intermediateCatchEvent", "hear", on_message("to myself")),
    element("parallelGateway", "join"),
    end(),
    flows("start -> split", "split -> each -> join", "split -> tell -> join", "split -> hear -> join", "join -> end"),
    process_id="fanned-out",
    tops=message("to myself"),
)


def bundle() -> dict[str, bytes]:
    """Every process by file name."""
    return errands.bundle() | {"all-at-once.bpmn": ALL_AT_ONCE, "fanned-out.bpmn": FANNED_OUT}


def trifle(number: int) -> str:
    """A process that is nobody's, in a version that nobody has deployed before."""
    comment = f"<!-- version {number} -->"
    return process(start(), end(), flows("start -> end"), comment, process_id="trifle").decode()


@dataclass(slots=True)
class Told:
    """What the clients were told, for the books of the invariants."""

    started: dict[str, str] = field(default_factory=dict)  # case id → what kind of story
    tags: dict[str, str] = field(default_factory=dict)  # case id → how an agency that takes no key knows it
    answered: set[tuple[str, str]] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    completed: dict[str, str] = field(default_factory=dict)
    messages: set[tuple[str, str]] = field(default_factory=set)
    uploads: dict[str, str] = field(default_factory=dict)  # document id → case id
    deployed: int = 0
    gave_up: int = 0
    tries: int = 0
    retried: int = 0
    unsure: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)


class Client:
    """One clerk's program: every change has one key, and is asked for again with it until the answer is sure."""

    def __init__(self, name: str, services: Sequence[str], told: Told, stop: threading.Event) -> None:
        self.name = name
        self._services = itertools.cycle(services)
        self._told = told
        self._stop = stop
        self._http = httpx2.Client(auth=(name, PASSWORD), timeout=httpx2.Timeout(30, connect=2), trust_env=False)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str = "", version: str = "", **more: Any
    ) -> tuple[int, Any, Mapping[str, str]]:
        """(status, content, headers) of an answer that can be believed. Error: TimeoutError when there is none."""
        headers = {}
        if key:
            headers["Idempotency-Key"] = key
        if version:
            headers["If-Match"] = version
        if body is not None:
            more["json"] = body
        patience = time.monotonic() + 240
        first = True
        while time.monotonic() < patience:
            self._told.tries += 1
            self._told.retried += not first
            first = False
            try:
                found = self._http.request(method, next(self._services) + path, headers=headers, **more)
                content = found.json() if found.content else None
            except (httpx2.HTTPError, OSError, ValueError) as error:
                self._told.unsure[type(error).__name__] += 1
                time.sleep(0.2)
                continue
            unsure = found.status_code >= 500 or found.status_code == 429
            if unsure or (found.status_code == 409 and content and content.get("code") == "idempotency-in-progress"):
                self._told.unsure[f"{found.status_code} {content and content.get('code')}"] += 1
                time.sleep(0.2)
                continue
            if key:
                (self._told.answered if found.status_code < 300 else self._told.refused).add((self.name, key))
            return found.status_code, content, found.headers
        raise TimeoutError(f"{method} {path}")

    def start(self, story: str, process_id: str, variables: Mapping[str, Any], key: str, tag: str = "") -> str:
        """The id of a new case."""
        body = {"processId": process_id, "site": SITE, "variables": variables}
        status, content, _ = self.ask("POST", "/cases", body, key=key)
        if status != 201:
            self._told.odd.append(f"start of {process_id}: {status} {content}")
            return ""
        self._told.started[content["id"]] = story
        if tag:
            self._told.tags[content["id"]] = tag
        return str(content["id"])

    def upload(self, case_id: str, key: str) -> None:
        """A document for a case; the same key files it once."""
        files = {"file": ("plan.pdf", PDF, "application/pdf")}
        status, content, _ = self.ask("POST", f"/cases/{case_id}/documents", key=key, files=files)
        if status == 201:
            self._told.uploads[content["id"]] = case_id
        else:
            self._told.odd.append(f"upload: {status} {content}")

    def deploy(self, number: int, key: str) -> None:
        """A version of a process that nothing depends on."""
        status, content, _ = self.ask("POST", "/definitions", {"resources": {"trifle.bpmn": trifle(number)}}, key=key)
        if status in (200, 201):
            self._told.deployed += 1
        else:
            self._told.odd.append(f"deployment: {status} {content}")

    def answer(self, business_key: str, number: str, key: str) -> None:
        """The message that a case of ALL_AT_ONCE waits for; delivered twice, as integrators do."""
        body = {"name": "the answer", "key": business_key, "source": "desk", "messageId": number, "payload": {"n": 1}}
        first = self.ask("POST", "/messages", body, key=key)
        second = self.ask("POST", "/messages", body, key=f"{key}-again")
        if (first[0], second[0], first[1]["id"]) != (202, 202, second[1]["id"]):
            self._told.odd.append(f"message: {first} {second}")
        self._told.messages.add((f"desk:{self.name}", number))

    def works_off(self, case_id: str, key: str) -> None:
        """Claim and complete the one task of a case."""
        status, content, _ = self.ask("GET", f"/cases/{case_id}")
        if status != 200 or len(content["tasks"]) != 1:
            self._told.odd.append(f"case {case_id}: {status}, {content and content.get('tasks')}")
            return
        task = content["tasks"][0]["id"]
        _, _, headers = self.ask("GET", f"/tasks/{task}")
        status, content, headers = self.ask("POST", f"/tasks/{task}/claim", {}, key=f"{key}-c", version=headers["ETag"])
        if status != 200:
            self._told.odd.append(f"claim: {status} {content}")
            return
        self.ask("PUT", f"/tasks/{task}/draft", {"answers": {"n": 1}}, key=f"{key}-draft-of-it")
        _, _, headers = self.ask("GET", f"/tasks/{task}")
        done = self.ask(
            "POST", f"/tasks/{task}/complete", {"answers": {"n": 2}}, key=f"{key}-d", version=headers["ETag"]
        )
        if done[0] == 200:
            self._told.completed[task] = self.name
        else:
            self._told.odd.append(f"complete: {done[0]} {done[1]}")


@dataclass(slots=True)
class Crowd:
    """So many clients, each with a row of cases of all kinds, until `cases` are started in all."""

    services: Sequence[str]
    names: Sequence[str]
    cases: int
    seed: int
    request_id: Any  # () -> a request at the chamber to which documents can be sent
    told: Told = field(default_factory=Told)
    stop: threading.Event = field(default_factory=threading.Event)
    _left: int = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def work(self) -> list[threading.Thread]:
        """The running clients; they end by themselves, or soon after `stop`."""
        self._left = self.cases
        threads = [
            threading.Thread(target=self._client, args=(number, name), name=name, daemon=True)
            for number, name in enumerate(self.names)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _client(self, number: int, name: str) -> None:
        client = Client(name, self.services[number % 2 :] + self.services[: number % 2], self.told, self.stop)
        chance = random.Random(f"{self.seed} {number}")  # repeatable on purpose
        for turn in itertools.count():
            with self._guard:
                if self._left <= 0 or self.stop.is_set():
                    client.close()
                    return
                self._left -= 1
            try:
                self._story(client, chance.choice(_STORIES), f"{name}-{turn:06d}-{chance.getrandbits(40):010x}")
            except Exception as error:  # noqa: BLE001  # the report says so
                self.told.gave_up += isinstance(error, TimeoutError)
                self.told.odd.append(f"{name}, turn {turn}: {type(error).__name__} {error}")

    def _story(self, client: Client, story: str, key: str) -> None:
        match story:
            case "all-at-once":
                variables = {"ask": FOUNDER, "letter": LETTER | {"text": key}}
                case_id = client.start(story, story, variables, f"{key}-start-it", key)
                if case_id:
                    _, content, _ = client.ask("GET", f"/cases/{case_id}")
                    client.answer(content["businessKey"], key, f"{key}-message")
                    client.works_off(case_id, key)
            case "fanned-out":
                client.start(story, story, {"ask": FOUNDER, "items": [1, 2, 3, 4, 5]}, f"{key}-start-it")
            case "with-upload":
                case_id = client.start("errand-rest", "errand-rest", {"input": FOUNDER}, f"{key}-start-it")
                if case_id:
                    client.upload(case_id, f"{key}-upload-it")
            case "errand-upload":
                request = self.request_id()
                errand = errands.upload(request)
                client.start(story, story, {"input": dict(errand.input)}, f"{key}-start-it", request)
            case "errand-letter":
                client.start(story, story, {"input": dict(errands.letter(key).input)}, f"{key}-start-it", key)
            case _:
                errand = errands.soap() if story == "errand-soap" else errands.rest()
                client.start(story, errand.process, {"input": dict(errand.input)}, f"{key}-start-it")


_STORIES = (
    *("all-at-once",) * 4, *("fanned-out",) * 2, "errand-rest", "errand-soap", *("errand-upload",) * 2,
    *("errand-letter",) * 2, "with-upload",
)  # fmt: skip
