"""Plays rows C01 to C06: where a call to an agency goes, and what comes back over the wire."""

from __future__ import annotations

import resource
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from connectors.base import Request
from connectors.http import HttpClient
from tests.connectors.certificates import Authority
from tests.connectors.stage import CASE, LOOPBACK, Clock, Recorder, raw_server
from tests.connectors.test_tls import HOST, server

from .canary import Canary, listening
from .connectors_stage import Case, outcome

# -- C01 to C03: where a call goes


def address(case: Case, canary: Canary, _: Path) -> dict[str, Any]:
    if "input" in case or "path" in case:
        return _from_a_case(case, canary)
    url = str(case["url"]).format(canary=canary.port)
    answers = iter(case.get("answers", ()))
    known = {"resolver": lambda *_: next(answers)} if "answers" in case else {}
    found = outcome(lambda: HttpClient([url], **known).call("POST", url, deadline=2, content=b"{}"))
    return found | {"hits": canary.hits}


def _from_a_case(case: Case, canary: Canary) -> dict[str, Any]:
    """What a diagram can put into a call: fields of the operation's schema, and parts of a path."""
    agency = Recorder(b"{}", "application/json")
    connector = agency.connect("kammern", Clock())
    if "input" in case:
        given = {name: str(value).format(canary=canary.port) for name, value in case["input"].items()}
        asked = Request("key-1", "getOpinionRequest", {"requestId": "x"} | given, CASE, deadline=2)
    else:
        asked = Request("key-1", "getOpinionRequest", {"requestId": str(case["path"]).format(canary=canary.port)}, CASE)
    found = outcome(lambda: connector.send(asked))
    inside = all(path.startswith("/api/opinion-requests/") or path == "/api/token" for _, path, _, _ in agency.requests)
    return found | {"hits": canary.hits, "escaped": inside}


def redirect(case: Case, canary: Canary, _: Path) -> dict[str, Any]:
    place = f"http://127.0.0.1:{canary.port}/inside"
    answer = f"HTTP/1.1 {case['status']} X\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()
    with raw_server(lambda connection: connection.sendall(answer)) as url:
        client = HttpClient([url, place], networks=LOOPBACK)  # even a configured target is not followed to
        found = outcome(lambda: client.call("POST", url, deadline=5, content=b"{}"))
    return found | {"hits": canary.hits}


def rebinding(case: Case, _canary: Canary, _: Path) -> dict[str, Any]:
    questions = 0

    def resolver(_host: str, _port: int) -> list[str]:
        nonlocal questions
        questions += 1
        return list(case["answers"][min(questions, len(case["answers"])) - 1])

    good = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    with raw_server(lambda connection: connection.sendall(good)) as url:
        port = int(url.rpartition(":")[2].partition("/")[0])
        named = f"http://agency.example:{port}/"
        with listening("127.0.0.2", port) as inside:
            client = HttpClient([named], networks=["127.0.0.1/32"], resolver=resolver)
            results = []
            for _call in range(case["calls"]):
                found = outcome(lambda: client.call("POST", named, deadline=5).status)
                results.append(str(found.get("code", found.get("answer"))))
    return {"results": results, "questions": questions, "hits": inside.hits}


# -- C04 to C06: what comes back over the wire


def _drips(connection: socket.socket, head: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n") -> None:
    """A byte at a time for a minute, or until the other side has had enough: sending then ends in an OSError."""
    connection.sendall(head)
    for _ in range(1200):
        connection.sendall(b"x")
        time.sleep(0.05)


def _silent(connection: socket.socket) -> None:
    """Until the other side hangs up, however late a busy machine lets it: an early end would be another answer."""
    connection.settimeout(60)
    while connection.recv(65536):
        pass


def _endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def _bomb(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    pressed = zlib.compressobj(9, wbits=31)
    for _ in range(500):
        connection.sendall(pressed.compress(b"\0" * 1_000_000))
    connection.sendall(pressed.flush())


def _long_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(1600):
        connection.sendall(b"a" * 65536)


WIRES: dict[str, Callable[[socket.socket], object]] = {
    "drips": _drips,
    "drips-head": lambda connection: _drips(connection, b"HTTP/1.1 200 OK\r\nX: "),
    "silent": _silent,
    "endless": _endless,
    "bomb": _bomb,
    "head": _long_head,
}


def wire(case: Case, _canary: Canary, _: Path) -> dict[str, Any]:
    said = str(case.get("says", "")).encode()
    plays = WIRES[case["does"]] if "does" in case else (lambda connection: connection.sendall(said))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with raw_server(plays) as url:
        client = HttpClient([url], networks=LOOPBACK)
        found = outcome(lambda: client.call("POST", url, deadline=case["deadline"], content=b"{}"))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return found | {"grown": grown}


def tls(case: Case, _canary: Canary, folder: Path) -> dict[str, Any]:
    authority = Authority(folder)
    pair = {
        "good": lambda: authority.issue("good", HOST),
        "expired": lambda: authority.issue("expired", HOST, days=-1),
        "stranger": lambda: Authority(folder, "stranger").issue("self", HOST),
        "other-host": lambda: authority.issue("wrong", "other.example"),
    }[case["certificate"]]()
    newest = getattr(ssl.TLSVersion, case.get("newest", "MAXIMUM_SUPPORTED"))
    demanded = authority.root if case.get("client") == "none" else ""
    with server(pair, client_ca=demanded, newest=newest) as (port, heard):
        url = f"https://{HOST}:{port}/x"
        client = HttpClient([url], networks=LOOPBACK, resolver=lambda *_: ["127.0.0.1"], ca_file=authority.root)
        found = outcome(lambda: client.call("POST", url, deadline=5, content=b"geheim").body.decode())
    return found | {"heard": len(heard)}
