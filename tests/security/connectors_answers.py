"""Plays rows C12 and C13: webhooks that are not what was signed, and answers that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from connectors.base import Rejected, Request
from connectors.registry import discover
from connectors.rest import signature as webhook_signature
from tests.connectors.stage import CASE, LOOPBACK, Clock, Recorder, Stage, raw_server, stage

from .canary import Canary
from .connectors_stage import Case, outcome


def _letter(on: Stage, **changes: Any) -> tuple[bytes, dict[str, str]]:
    """A chamber's opinion as it is posted, its event changed before it is signed."""
    on.is_prompted()
    due = on.deliveries(days=1)[0]
    if not changes:
        return due.body, dict(due.headers)
    body = json.dumps(json.loads(due.body) | changes).encode()
    stamp = str(int(on.clock().timestamp()))
    secret = str(on.agency.credentials["webhook_secret"])
    return body, {
        "Content-Type": "application/json",
        "X-Timestamp": stamp,
        "X-Signature": webhook_signature(secret, stamp, body),
    }


def webhook(case: Case, _canary: Canary, _: Path) -> dict[str, Any]:
    does = case.get("does", "nothing")
    with stage("kammern rfc9421" if case["mode"] == "rfc9421" else "kammern") as on:
        body, headers = _letter(on)
        match does:
            case "unsigned":
                headers = {"Content-Type": "application/json"}
            case "zero":
                headers["X-Signature"] = "0" * 64
            case "body":
                body = body.replace(b"POSITIV", b"NEGATIV")
            case "reencoded":
                body = json.dumps(json.loads(body), indent=1).encode()
            case "timestamp":
                headers["X-Timestamp"] = str(int(headers["X-Timestamp"]) + 1)
            case "keyid":
                headers["Signature-Input"] = headers["Signature-Input"].replace('keyid="', 'keyid="x')
            case "two":
                for name in ("Signature", "Signature-Input"):
                    headers[name] += ", " + headers[name].replace("=", "2=", 1)
        on.clock.passes(seconds=case.get("seconds", 0))
        try:
            if does == "twice":
                on.connector.receive(body, headers, on.clock())
            on.connector.receive(body, headers, on.clock())
        except Rejected as rejection:
            return {"status": rejection.status, "problem": rejection.problem}
    return {"taken": True}


def answer(case: Case, _canary: Canary, _: Path) -> dict[str, Any]:
    example = discover()["gewerbeamt"].examples[0]
    asked = Request("6e6d2b3c-0f57-4c3f-8f3c-1d2b3c4d5e6f", example.operation, example.input, CASE, deadline=5)
    if "raw" in case:
        half = b"" if case["raw"] == "reset" else b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a'
        with raw_server(lambda connection: connection.sendall(half)) as url:
            config = {"base_url": url, "callback_base_url": "http://127.0.0.1:9", "networks": LOOPBACK}
            connector = discover()["gewerbeamt"].build(config)
            return outcome(lambda: connector.send(asked))
    agency = Answers(
        str(case["body"]).encode(), case.get("media", "application/json"), case["status"], case.get("retry")
    )
    connector = agency.connect("gewerbeamt", Clock())
    return outcome(lambda: connector.send(asked))


class Answers(Recorder):
    """A recorder that can ask to come back later."""

    def __init__(self, body: bytes, media_type: str, status: int, retry_after: str | None) -> None:
        super().__init__(body, media_type, status)
        self._retry_after = retry_after

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_header(message: Any) -> None:
            if message["type"] == "http.response.start" and self._retry_after is not None:
                message = message | {"headers": [*message["headers"], (b"retry-after", self._retry_after.encode())]}
            await send(message)

        await super().__call__(scope, receive, with_header)
