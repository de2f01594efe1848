"""The upload rows of the corpus of bad inputs: each case a line in a file, with what has to come of it, on both stores."""

from __future__ import annotations

import io
import socket
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from PIL import Image

from akzess.http_server import Listener
from documents.checks.scanner import Clamd, NoScanner
from documents.model import Folder
from service.limits import Limits
from store import SqlStore, open_store

from ..documents import files
from ..documents.clamd import clamd, free_address
from ..documents.recipes import RECIPES
from ..service.conftest import PASSWORD
from ..store.records import emptied
from .upload_desk import Desk, built

CORPUS = Path(__file__).parent / "corpus" / "uploads"


def rows(kind: str) -> list[Any]:
    found = []
    for path in sorted(CORPUS.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [pytest.param(case, id=f"{path.stem} {case['name']}") for case in content.get(kind, ())]
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One application per store for all stories: building it costs more than they do."""
    if request.param == "postgres":
        postgres: SqlStore = request.getfixturevalue("migrated_postgres")
        emptied(postgres)
        yield built(postgres)
        return
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('uploads') / 'akzess.db'}")
    assert isinstance(store, SqlStore)
    store.upgrade()
    yield built(store)
    store.close()


@pytest.fixture
def desk(office: Desk) -> Desk:
    return office.begins()


@pytest.mark.parametrize("line", rows("cases"))
def test_every_line_of_the_corpus_ends_as_it_says(desk: Desk, line: dict[str, Any]) -> None:
    data = RECIPES[line["recipe"]]()
    name = line["as"] if "as" in line else line["as-repeated"][0] * line["as-repeated"][1]
    with clamd() as server:
        scanners = {"on": Clamd(server.url), "away": Clamd(free_address(), seconds=2), "none": NoScanner()}
        desk.switch.now = scanners[line.get("scanner", "none")]
        for _ in range(line.get("times", 1)):
            answer = desk.uploads(data, name, line.get("declared", "application/octet-stream"))
    assert answer.status_code == line["status"], answer.text
    if answer.status_code >= 300:
        _refused(desk, answer, line)
    else:
        _taken(desk, answer.json(), line, data)


def _refused(desk: Desk, answer: Any, line: dict[str, Any]) -> None:
    problem = answer.json()
    assert problem["code"] == line["code"]
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (desk.held(), desk.blobs()) == ([], 0)


def _taken(desk: Desk, document: dict[str, Any], line: dict[str, Any], data: bytes) -> None:
    content = desk.get(f"/documents/{document['id']}/content", params={"inline": "true"})
    assert content.status_code == (200 if line.get("served", True) else 409)
    assert desk.get(f"/documents/{document['id']}/preview").status_code in (200, 409, 422)
    if content.status_code == 200:
        assert content.content == data
        assert "sandbox" in content.headers["content-security-policy"]
        assert content.headers["content-disposition"].isascii()
        assert "set-cookie" not in content.headers
        if "inline" in line:
            assert content.headers["content-disposition"].startswith("inline" if line["inline"] else "attachment")
    if "flags" in line:
        assert document["flags"] == line["flags"]
    if "scan" in line:
        assert document["scan"] == line["scan"]
    if "shown" in line:
        assert document["fileName"] == line["shown"]
    assert len(document["fileName"]) <= line.get("longest", 150)
    if line.get("bare-preview"):
        picture = Image.open(io.BytesIO(desk.get(f"/documents/{document['id']}/preview").content))
        assert (picture.format, dict(picture.getexif())) == ("PNG", {})
    assert len(desk.held()) == line.get("times", 1)


@pytest.mark.parametrize("line", rows("requests"))
def test_every_download_of_the_corpus_ends_as_it_says(desk: Desk, line: dict[str, Any]) -> None:
    ids = {"case": desk.case, "document": desk.uploads(files.pdf(), "a.pdf").json()["id"]}
    if "{removed}" in line["path"]:
        ids["removed"] = desk.uploads(files.png(), "b.png").json()["id"]
        desk.removes(ids["removed"])
    if "{sealed}" in line["path"]:
        ids["sealed"] = desk.files_in(Folder.SECURITY)
    ranges = ",".join(f"{n}-{n}" for n in range(line.get("ranges", 0)))
    answer = desk.get(line["path"].format(**ids), line["who"], headers={"Range": f"bytes={ranges}"} if ranges else {})
    assert answer.status_code == line["status"], answer.text
    if "code" in line:
        assert answer.json()["code"] == line["code"]


def test_what_is_sealed_is_not_listed(desk: Desk) -> None:
    desk.files_in(Folder.SECURITY)
    assert desk.held() == []


def test_the_same_upload_twice_is_one_document(desk: Desk) -> None:
    first = desk.uploads(files.pdf(), "a.pdf", key="k" * 16)
    second = desk.uploads(files.pdf(), "a.pdf", key="k" * 16)
    assert (second.status_code, second.headers["idempotent-replayed"]) == (201, "true")
    assert (second.json()["id"], len(desk.held())) == (first.json()["id"], 1)


@pytest.mark.parametrize(("code", "status"), [("DEG_CERTIFICATE", 201), ("N-1", 201), ("<b>", 422), ("x" * 41, 422)])
def test_a_document_carries_a_code_of_the_catalogue(desk: Desk, code: str, status: int) -> None:
    answer = desk.uploads(files.pdf(), "a.pdf", code=code)
    assert answer.status_code == status
    assert status == 422 or answer.json()["code"] == code


@pytest.mark.parametrize(("folder", "status"), [("ANTRAG", 201), ("SECURITY", 403), ("KELLER", 422)])
def test_a_document_goes_into_a_folder_that_is_open_to_the_clerk(desk: Desk, folder: str, status: int) -> None:
    answer = desk.uploads(files.pdf(), "a.pdf", folder=folder)
    assert (answer.status_code, desk.blobs()) == (status, 1 if status == 201 else 0)


def test_a_key_is_not_used_for_another_file(desk: Desk) -> None:
    desk.uploads(files.pdf(), "a.pdf", key="k" * 16)
    again = desk.uploads(files.png(), "a.png", key="k" * 16)
    assert (again.status_code, again.json()["code"]) == (422, "idempotency-key-reuse")


def test_the_twenty_first_upload_in_a_minute_has_to_wait(store: Any) -> None:
    desk = built(store, Limits()).begins()
    path, auth = f"/cases/{desk.case}/documents", ("anna", PASSWORD)
    # Forms that are none: they count like every upload and take no time in which the right to another one grows.
    answers = [desk.client.post(path, json={}, headers={"Idempotency-Key": "k" * 16}, auth=auth) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [415] * 20 + [429]


def test_a_new_version_replaces_the_file_and_keeps_the_old_one(desk: Desk) -> None:
    first = desk.uploads(files.pdf(), "a.pdf").json()
    second = desk.uploads(files.png(), "b.png", replaces=first["id"]).json()
    assert (second["id"], second["version"]) == (first["id"], 2)
    old = desk.get(f"/documents/{first['id']}/content", params={"version": 1})
    assert old.content == files.pdf()
    assert [v["version"] for v in desk.get(f"/documents/{first['id']}/versions").json()["items"]] == [2, 1]


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{}", "application/json", 415),
        (b"x", "multipart/form-data", 415),
        (b"no boundary in here", "multipart/form-data; boundary=xyz", 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            422,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="tenant_id"\r\n\r\n2\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            422,
        ),
    ],
)
def test_a_form_that_is_none_is_refused(desk: Desk, body: bytes, media: str, status: int) -> None:
    answer = desk.client.post(
        f"/cases/{desk.case}/documents",
        content=body,
        headers={"Content-Type": media, "Idempotency-Key": str(uuid4())},
        auth=("anna", PASSWORD),
    )
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (
        status,
        "application/problem+json",
    )


def test_who_may_not_upload_is_refused_before_the_file_is_read(desk: Desk) -> None:
    assert desk.uploads(files.pdf(), "a.pdf", who="bela").status_code == 403
    assert desk.uploads(files.pdf(), "a.pdf", who="axel").status_code == 404
    assert desk.blobs() == 0


@pytest.mark.parametrize("claimed", ["half", "twice"])
def test_a_transfer_that_breaks_leaves_nothing(desk: Desk, claimed: str) -> None:
    data = files.padded_pdf(300_000)
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = head + data + b"\r\n--b--\r\n"
    listener = Listener()
    listener.serve(desk.client.app)
    try:
        host, _, port = listener.url.removeprefix("http://").partition(":")
        lines = [
            f"POST /cases/{desk.case}/documents HTTP/1.1",
            f"Host: {host}",
            f"Idempotency-Key: {uuid4()}",
            "Content-Type: multipart/form-data; boundary=b",
            f"Content-Length: {len(body) * (2 if claimed == 'twice' else 1)}",
            "Authorization: Basic " + b64encode(f"anna:{PASSWORD}".encode()).decode(),
        ]
        with socket.create_connection((host, int(port)), timeout=10) as line:
            sent = body[: len(body) // 2] if claimed == "half" else body
            line.sendall("\r\n".join([*lines, "", ""]).encode() + sent)
    finally:
        listener.close()
    assert (desk.held(), desk.blobs()) == ([], 0)
