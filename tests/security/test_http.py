"""The HTTP rows of the corpus of bad inputs (reliability D-8, J01 to J16), each case a line in a file, on both stores."""

from __future__ import annotations

import resource
import socket
import threading
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import uvicorn
import yaml

from akzess.http_server import Listener
from connectors.listening import listening
from service.edge import EdgeProtocol
from store import SqlStore, open_store

from ..service.conftest import Office, opened
from ..store.records import emptied

CORPUS = Path(__file__).parent / "corpus" / "http"
#: Seconds of processor time; a wall clock would measure the other programs of the machine.
LIMIT_SECONDS = 2.0
LIMIT_KILOBYTES = 200 * 1024


def _cases() -> list[Any]:
    found = []
    for path in sorted(CORPUS.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [pytest.param(case, id=f"{path.stem} {case['name']}") for case in content.get("cases", ())]
    return found


def _row(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@dataclass
class World:
    """One office for all rows of a store: a case with one task that nobody has taken."""

    office: Office
    store: SqlStore
    case: str
    task: str

    def rows(self) -> tuple[int, int, int]:
        """What a refused request may not have changed: cases, the version of the case, comments on it."""
        read = self.office.house.read
        row = read.case(1, self.case)
        assert row is not None
        return len(read.cases(1, limit=500).items), row.version, len(read.comments(1, self.case).items)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    if request.param == "postgres":
        store = request.getfixturevalue("migrated_postgres")
        emptied(store)
    else:
        store = open_store(f"sqlite:///{tmp_path_factory.mktemp('http')}/akzess.db")
        store.upgrade()
    with opened(store) as office:
        case = office.case()
        yield World(office, store, case["id"], office.task(case))
    if request.param == "sqlite":
        store.close()


def _content(case: dict[str, Any]) -> bytes | None:
    if "repeat" in case:
        before, unit, times, after = case["repeat"]
        return (before + unit * times + after).encode()
    if "numbered" in case:
        before, unit, times, after = case["numbered"]
        return (before + "".join(unit % number for number in range(times)) + after).encode()
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    return None if "body" not in case else case["body"].encode()


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


def _path(case: dict[str, Any], world: World) -> str:
    if "repeatPath" in case:
        before, unit, times, after = case["repeatPath"]
        return str(before + unit * times + after)
    named = {"{case}": world.case, "{CASE}": world.case.upper(), "{task}": world.task}
    path = str(case["path"])
    for name, value in named.items():
        path = path.replace(name, value)
    return path


def _send(case: dict[str, Any], world: World, content: bytes | None) -> Any:
    given = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4()), "If-Match": '"0"'}
    headers = {name: value for name, value in (given | case.get("headers", {})).items() if value is not None}
    client = world.office.client
    body: Any = _pieces(content) if case.get("chunked") and content else content
    auth = (case.get("as", "anna"), "ein langes Passwort")
    return client.request(case["method"], _path(case, world), headers=headers, content=body, auth=auth)


@pytest.mark.parametrize("case", _cases())
def test_a_bad_request_is_refused_as_a_problem_and_changes_nothing(case: dict[str, Any], world: World) -> None:
    if "before" in case:
        assert _send(case, world, case["before"].encode()).is_success
    content, before, began = _content(case), world.rows(), time.process_time()

    answer = _send(case, world, content)

    spent = time.process_time() - began
    wanted = case["status"] if isinstance(case["status"], list) else [case["status"]]
    assert answer.status_code in wanted, answer.text[:300]
    assert "Traceback" not in answer.text
    if answer.status_code >= 400 and case["method"] != "HEAD":
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
        assert problem["status"] == answer.status_code
        assert problem["instance"].startswith("urn:uuid:")
        assert len(problem["traceId"]) == 32
        assert problem["code"] == case.get("code", problem["code"])
        assert case.get("pointer", "") in ["", *(error["pointer"] for error in problem["errors"])]
        assert world.rows() == before
    assert answer.headers.get("allow") == case.get("allow", answer.headers.get("allow"))
    assert len(answer.json().get("items", ())) == case["items"] if "items" in case else True
    assert spent < LIMIT_SECONDS
    assert world.office.client.get("/health").status_code == 200


def test_the_rows_cost_no_memory_that_stays(world: World) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for row in _row("J01")["cases"]:
        _send(row, world, _content(row))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < LIMIT_KILOBYTES


# -- J16: names


def _names() -> list[str]:
    row = _row("J16")
    return [*row["names"], "Ä" * row["long"]]


@pytest.mark.parametrize("name", _names())
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_kept_to_the_byte_and_found_in_both_forms(name: str, form: str, world: World) -> None:
    written = unicodedata.normalize(form, name)
    applicant = {"familyName": written, "givenNames": "Anjali"}
    body = {"processId": "small", "site": "DD", "variables": {"applicant": applicant}}
    case = world.office.post("/cases", body).json()["id"]

    kept = world.office.get(f"/cases/{case}/variables").json()["applicant"]["familyName"]
    found = [
        {
            row["id"]
            for row in world.office.get("/cases", params={"q": unicodedata.normalize(other, name)[:200]}).json()[
                "items"
            ]
        }
        for other in ("NFC", "NFD")
    ]

    assert kept == written
    assert all(case in ids for ids in found)


# -- J11, J12: what only a real line shows


@pytest.fixture
def line(world: World) -> Iterator[Listener]:
    listener = Listener()
    listener.serve(world.office.client.app)
    yield listener
    listener.close()


def _raw(port: int, content: bytes) -> bytes:
    """What comes back for these bytes, until the other side closes or is silent for a while."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as opened_:
        opened_.sendall(content)
        found = b""
        try:
            while b"\r\n\r\n" not in found and (some := opened_.recv(65536)):
                found += some
        except TimeoutError:
            return found
        return found


def _line(name: str, case: dict[str, Any]) -> bytes:
    """The bytes of a case of J11 or J12: `alone`, or after the row's `head`."""
    if "alone" in case:
        return str(case["alone"]).encode("latin-1")
    more = case.get("add", "")
    if "repeat" in case:
        before, unit, times, after = case["repeat"]
        more = before + unit * times + after
    return (str(_row(name)["head"]) + more).encode("latin-1")


@pytest.mark.parametrize(
    ("content", "statuses"),
    [pytest.param(_line("J11", case), case["statuses"], id=f"J11 {case['name']}") for case in _row("J11")["heads"]],
)
def test_a_head_that_two_servers_would_read_differently_is_refused(
    content: bytes, statuses: list[int], line: Listener
) -> None:
    answer = _raw(line.port, content)

    assert int(answer.split(b" ", 2)[1]) in statuses, answer[:200]
    assert b"Set-Cookie" not in answer


class Hasty(EdgeProtocol):
    """The edge with less patience, so that a test need not wait."""

    HEAD_SECONDS = 0.3
    BODY_SECONDS = 0.3


@pytest.fixture
def hasty(world: World) -> Iterator[int]:
    """A port at which the edge stands."""
    app = world.office.client.app
    server = uvicorn.Server(uvicorn.Config(app, http=Hasty, lifespan="off", log_config=None, log_level="critical"))
    opened_ = listening("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened_]})
    thread.start()
    yield int(opened_.getsockname()[1])
    server.should_exit = True
    thread.join(10)
    opened_.close()


def _cut_off(port: int, first: bytes, drop: bytes = b"") -> float:
    """Seconds until the other side closes a line on which a byte comes now and then, at most ten."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=0.05) as opened_:
        opened_.sendall(first)
        while time.monotonic() - began < 10:
            try:
                if not opened_.recv(4096):
                    break
            except TimeoutError:
                opened_.sendall(drop)
            except ConnectionResetError:
                break
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("first", "drop"),
    [pytest.param(_line("J12", case), case["drop"].encode(), id=f"J12 {case['name']}") for case in _row("J12")["slow"]],
)
def test_who_is_too_slow_is_cut_off(first: bytes, drop: bytes, hasty: int) -> None:
    assert _cut_off(hasty, first, drop) < 5


def test_hundreds_of_idle_lines_keep_nobody_out(hasty: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", hasty), timeout=5) for _ in range(_row("J12")["idle"])]
    try:
        assert b"200 OK" in _raw(hasty, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    finally:
        for one in idle:
            one.close()


def test_the_patience_of_the_edge_is_that_of_the_row() -> None:
    longest = {"head": EdgeProtocol.HEAD_SECONDS, "body": EdgeProtocol.BODY_SECONDS}

    assert longest == _row("J12")["longest"]


def test_the_path_of_a_question_is_text_not_pattern(world: World) -> None:
    assert world.office.get(f"/cases/{quote('*', safe='')}").status_code == 404
