"""The rows of the corpus about agencies: each case a line of a file in corpus/connectors, with what has to come of it."""

from __future__ import annotations

import json
import resource
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from structlog.testing import capture_logs

from connectors.base import ConnectorError, Rejected, Request
from connectors.http import HttpClient
from connectors.registry import discover
from connectors.rest import signature as webhook_signature
from connectors.simulated_wssec import Seal
from tests.connectors import wrapping
from tests.connectors.certificates import Authority
from tests.connectors.letters import LOGIN, WSDL
from tests.connectors.signing import NOW, Tampered, pem_files, refused, tampered
from tests.connectors.stage import CASE, LOOPBACK, Clock, Recorder, Stage, raw_server, stage
from tests.connectors.test_bundesagentur_signed import Answering, recorded, request, sample
from tests.connectors.test_tls import HOST, server
from tests.connectors.test_wssec_refused import TRANSFORMS, remove_reference, weak_digest

from .connectors_inbox import stranger_reference, two_answers

CORPUS = Path(__file__).parent / "corpus" / "connectors"
Case = Mapping[str, Any]


@dataclass
class Canary:
    """A server on loopback that nobody may reach; `hits` counts who did."""

    port: int
    hits: int = 0
    others: list[str] = field(default_factory=list)


def rows() -> Iterator[Any]:
    for path in sorted(CORPUS.glob("C*.yaml")):
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, case in row["cases"].items():
            yield pytest.param(row["plays"], case, id=f"{path.stem}-{name}")


@pytest.fixture
def canary() -> Iterator[Canary]:
    with listening() as found:
        yield found


@contextmanager
def listening(host: str = "127.0.0.1", port: int = 0) -> Iterator[Canary]:
    listener = socket.create_server((host, port))
    found = Canary(listener.getsockname()[1])

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            found.hits += 1
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")  # C06 has to offer an old one
@pytest.mark.parametrize(("plays", "case"), list(rows()))
def test_a_bad_input_comes_to_what_the_corpus_says(plays: str, case: Case, canary: Canary, tmp_path: Path) -> None:
    found = PLAYERS[plays](case, canary, tmp_path)

    assert {name: found.get(name, "nothing") for name in case["expect"]} == expected(case, found)


def expected(case: Case, found: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be found; `within` and `grown` are limits."""
    wanted = dict(case["expect"])
    for limit in {"within", "grown"} & set(wanted):
        if found[limit] <= wanted[limit]:
            wanted[limit] = found[limit]
    return wanted


def test_every_row_of_the_design_is_here() -> None:
    assert [path.stem for path in sorted(CORPUS.glob("*.yaml"))] == [f"C{number:02}" for number in range(1, 15)]


def outcome(call: Callable[[], Any]) -> dict[str, Any]:
    """How a call ended, and how long it took."""
    began = time.monotonic()
    try:
        answer = call()
    except ConnectorError as error:
        found: dict[str, Any] = {"error": type(error).__name__, "code": error.code, "unknown": error.outcome_unknown}
        found |= {"wait": getattr(error, "retry_after", None), "failed": True}
    else:
        found = {"answer": answer, "failed": False}
    return found | {"within": time.monotonic() - began}


# C01 to C03: where a call goes


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


# C04 to C06: what comes back over the wire


def _drips(connection: socket.socket, head: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n") -> None:
    connection.sendall(head)
    for _ in range(80):
        connection.sendall(b"x")
        time.sleep(0.05)


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
    "silent": lambda connection: time.sleep(1.5),
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


# C07, C08: contracts and answers in XML

_HOSTILE_WSDL = {
    "recursive": '<import namespace="urn:x" location="{own}"/>',
    "file": '<import namespace="urn:x" location="file:///etc/passwd"/>',
}


def contract(case: Case, canary: Canary, folder: Path) -> dict[str, Any]:
    import zeep

    from connectors.soap import _Transport

    own = folder / "hostile.wsdl"
    transport: Any = _Transport(None, None, own if "wsdl" in case else WSDL)  # type: ignore[arg-type]  # loading needs neither
    if "wsdl" in case:
        lead = _HOSTILE_WSDL[case["wsdl"]].format(own=own.with_name("another.wsdl"))
        own.write_text(f'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/">{lead}</definitions>', encoding="utf-8")
        found = outcome(lambda: zeep.Client(str(own), transport=transport))
    else:
        url = str(case["load"]).format(canary=canary.port, folder=WSDL.parent)
        found = outcome(lambda: transport.load(url))
    return found | {"hits": canary.hits}


def soap_answer(case: Case, canary: Canary, _: Path) -> dict[str, Any]:
    if "sample" in case:
        body = sample(case["sample"])
    elif "repeat" in case:
        text, times = case["repeat"]
        body = text.encode() * times
    else:
        body = str(case["body"]).replace("{canary}", str(canary.port)).encode(case.get("encoding", "utf-8"))
    agency = Recorder(body, case.get("media", "application/soap+xml"))
    connector = agency.connect("bundesagentur", Clock(), password="x", callback_password="y")
    return outcome(lambda: connector.send(request())) | {"hits": canary.hits}


# C09, C10: signatures of SOAP messages


def _door(body: bytes, on: Stage) -> dict[str, Any]:
    """What the connector's door says to a letter, what it logs, and whether the answer shows anything of the reason."""
    with capture_logs() as lines:
        try:
            on.connector.receive(body, LOGIN, on.clock())
        except Rejected as rejection:
            answer = on.connector.reject(rejection)
            told = [str(line["reason"]) for line in lines if str(line["reason"]).encode() in answer.body]
            return {"problem": rejection.problem, "lines": len(lines), "shown": told}
    return {"taken": True, "lines": len(lines)}


def _pen(folder: Path, key: str = "rsa-partner") -> Seal:
    return Seal(pem_files(folder, key)[0], pem_files(folder, "ecdsa-akzess")[1])


def wrapped(case: Case, _canary: Canary, folder: Path) -> dict[str, Any]:
    letter = Tampered(_pen(folder).close(sample("notifyDecision-versagt"), NOW))
    getattr(wrapping, case["forgery"])(letter)
    with stage("bundesagentur signed") as on:
        return _door(letter.bytes(), on)


def soap_signature(case: Case, _canary: Canary, folder: Path) -> dict[str, Any]:
    does = case.get("does", "")
    if "digest" in case or "transform" in case or does in ("public-key-hmac", "header-only"):
        return {"reason": _read(case, does)}
    if does == "other-request":
        agency = Answering(sample("getDecisionResponse"), _pen(folder), "urn:uuid:0e9d8c7b-6a5f-4e3d-9c2b-000000000000")
        return outcome(lambda: recorded(agency, Clock()).send(request()))
    plain = sample("Fault-temporaer" if does == "unsigned-fault" else "notifyDecision-zugestimmt")
    strange = does.startswith("stranger")
    body = (
        plain
        if does.startswith("unsigned")
        else _pen(folder, "stranger" if strange else "rsa-partner").close(plain, NOW)
    )
    if does == "changed":
        body = body.replace(b"ZUGESTIMMT", b"VERSAGT")
    with stage("bundesagentur signed") as on:
        on.clock.passes(seconds=case.get("seconds", 0))
        if does == "twice":
            _door(body, on)
        return _door(body, on)


def _read(case: Case, does: str) -> str:
    """The reason of our verifier for a message that the partner itself signed, but not as agreed."""
    if does == "public-key-hmac":
        message = tampered(lambda m: m.info[1].set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"))
    elif does == "header-only":
        message = tampered(lambda m: remove_reference(m, m.body))
    elif "digest" in case:
        message = tampered(weak_digest)
    else:
        assert case["transform"] in TRANSFORMS.values()
        message = tampered(lambda m: m.info[2][0][0].set("Algorithm", case["transform"]))
    return refused(message).name


# C11, C12, C14: what comes in by itself


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


PLAYERS: dict[str, Callable[[Case, Canary, Path], dict[str, Any]]] = {
    "address": address,
    "redirect": redirect,
    "rebinding": rebinding,
    "wire": wire,
    "tls": tls,
    "contract": contract,
    "soap-answer": soap_answer,
    "wrapping": wrapped,
    "signature": soap_signature,
    "webhook": webhook,
    "answer": answer,
    "stranger-reference": stranger_reference,
    "two-answers": two_answers,
}
