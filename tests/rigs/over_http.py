"""The machine over HTTP: the same rules, asked of the application as a client asks, every change twice under its key."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, cast

from fastapi.testclient import TestClient

from akzess.house import AnyStore
from engine import commands as c
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from service.app import create_app
from service.identity import Account, Accounts, hash_password

from .machine import PERSONS, Office

PASSWORD = "ein langes Passwort"
_HASH = hash_password(PASSWORD)
LEAD, ADMIN = "clara", "lore"

_ERRORS: Mapping[int, type[Exception]] = {403: Forbidden, 404: NotFound, 409: Conflict, 412: Conflict, 422: Invalid}


def _account(name: str, group: str) -> Account:
    return Account(name, name, name.title(), frozenset({group}), frozenset({"DD"}), _HASH)


ACCOUNTS = (
    *(_account(name, "akz-clerk") for name in PERSONS),
    _account(LEAD, "akz-lead"),
    _account(ADMIN, "system-admin"),
)


class Started:
    """What the answer to POST /cases says."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.case_id, self.business_key = body["id"], body["businessKey"]


class OverHttp(Office):
    """See `machine.Office`. Workers and timers are inside the house and need no door."""

    def __init__(self) -> None:
        self._keys = count(1)
        super().__init__()

    def restart(self) -> None:
        """A new process: engine and application."""
        super().restart()
        store = cast(AnyStore, self.store)
        app = create_app(self.engine, store, {}, Accounts(ACCOUNTS, self.clock), self.clock, lambda: None)
        self.client = TestClient(app, raise_server_exceptions=False)

    def do(self, command: c.Command) -> Any:
        """As a request; what is no request is done inside."""
        match command:
            case c.Deploy():
                files = {name: data.decode() for name, data in command.resources.items()}
                return self._send(ADMIN, "POST", "/definitions", {"resources": files})
            case c.StartCase():
                body = {"processId": command.process_id, "site": command.site, "variables": {}}
                return Started(self._send(PERSONS[0], "POST", "/cases", body))
            case c.DeliverMessage():
                body = {"source": command.source, "messageId": command.message_id, "name": command.name}
                return self._send(PERSONS[0], "POST", "/messages", body | {"key": command.key, "payload": {}})
            case c.ClaimTask():
                return self._task_act(command, "claim", {})
            case c.UnclaimTask():
                return self._task_act(command, "unclaim", {})
            case c.CompleteTask():
                return self._task_act(command, "complete", {"answers": dict(command.answers)})
            case c.SaveDraft():
                path = f"/tasks/{command.task_id}/draft"
                return self._send(command.actor.person, "PUT", path, {"answers": dict(command.answers)})
            case c.DiscardDraft():
                return self._send(command.actor.person, "DELETE", f"/tasks/{command.task_id}/draft", None)
            case c.FollowUpTask():
                at = None if command.at is None else command.at.isoformat()
                return self._send(command.actor.person, "POST", f"/tasks/{command.task_id}/follow-up", {"at": at})
            case c.SuspendCase() | c.CancelCase():
                word = "suspend" if isinstance(command, c.SuspendCase) else "cancel"
                return self._case_act(command.case_id, word, {"reason": command.reason})
            case c.ResumeCase():
                return self._case_act(command.case_id, "resume", {})
            case _:
                return super().do(command)

    def _task_act(self, command: c.ClaimTask | c.UnclaimTask | c.CompleteTask, word: str, body: Any) -> Any:
        who, path = command.actor.person, f"/tasks/{command.task_id}"
        return self._send(who, "POST", f"{path}/{word}", body, seen=self._tag(who, path))

    def _case_act(self, case_id: str, word: str, body: Any) -> Any:
        path = f"/cases/{case_id}"
        return self._send(LEAD, "POST", f"{path}/{word}", body, seen=self._tag(LEAD, path))

    def _tag(self, who: str, path: str) -> str:
        answer = self.client.get(path, auth=(who, PASSWORD))
        assert answer.status_code == 200, answer.text
        return str(answer.headers["etag"])

    def _send(self, who: str, method: str, path: str, body: Any, *, seen: str = "") -> Any:
        """One change, and then the same again: the answer must be the same, and say that it is a repetition."""
        key = f"machine-key-{next(self._keys):08d}"
        headers = {"Idempotency-Key": key} | ({"If-Match": seen} if seen else {})
        content = {} if body is None else {"json": body}
        first, again = (
            self.client.request(method, path, headers=headers, auth=(who, PASSWORD), **content) for _ in range(2)
        )
        assert first.status_code < 500, first.text
        if first.status_code < 300:
            self.books.answered.add((who, key))
            assert (again.status_code, again.json()) == (first.status_code, first.json()), f"{path}: {again.text}"
            assert again.headers.get("idempotent-replayed") == "true", f"{path} does not say that it is a repetition"
            return first.json()
        self.books.refused.add((who, key))
        problem = first.json()
        assert first.headers["content-type"].startswith("application/problem+json"), first.text
        raise _ERRORS[first.status_code](f"{problem['code']}: {first.text}")
