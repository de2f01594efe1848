"""The whole platform in one folder: whatever people type is nowhere in it any more once the case is erased."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from akzess import logs
from akzess.embedded import Embedded
from akzess.people import DEMO_PASSWORD
from akzess.settings import Settings
from connectors.bundesagentur.examples import engineer

from ..documents import files
from .dump import hits

ROOT = Path(__file__).parent.parent.parent
SMALL = {"small.bpmn": (ROOT / "tests" / "town" / "bundle" / "small.bpmn").read_bytes()}
CANARIES = {
    where: f"Kanarie-{number:02}-{where}"
    for number, where in enumerate(("Name", "Antwort", "Entwurf", "Notiz", "Datei", "Titel", "Grund", "Sperre"), 1)
}


class Browser:
    """Asks the platform over HTTP, each person with a token of theirs."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.tokens: dict[str, str] = {}

    def token(self, who: str) -> str:
        if who not in self.tokens:
            login = {"account": who, "password": DEMO_PASSWORD}
            self.tokens[who] = self._send("POST", "/login", json.dumps(login).encode(), {})["token"]
        return self.tokens[who]

    def __call__(self, method: str, path: str, body: Any = None, who: str = "anna.dd", **headers: str) -> Any:
        data = None if body is None else json.dumps(body).encode()
        return self._send(method, path, data, {"Authorization": f"Bearer {self.token(who)}", **headers})

    def uploads(self, path: str, name: str, title: str, content: bytes) -> Any:
        edge = uuid4().hex
        parts = (
            f'--{edge}\r\nContent-Disposition: form-data; name="title"\r\n\r\n{title}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        body = parts.encode() + content + f"\r\n--{edge}--\r\n".encode()
        headers = {"Authorization": f"Bearer {self.token('anna.dd')}"}
        return self._send("POST", path, body, headers | {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def _send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> Any:
        sent = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())} | headers
        request = urllib.request.Request(self.address + path, data, sent, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the platform lived: database, key file, list of erased cases, log."""
    stream = logs.to_file(tmp_path / "akzess.log")
    settings = Settings(database=f"sqlite:///{tmp_path}/akzess.db", port=0)
    try:
        with Embedded(settings, demo_cases=False, resources=SMALL) as platform:
            _filled_and_erased(Browser(platform.listener.url))
    finally:
        stream.close()
    return tmp_path


def _filled_and_erased(ask: Browser) -> None:
    c = CANARIES
    variables = {"request": engineer("09912342"), "note": c["Name"]}
    case = ask("POST", "/cases", {"processId": "small", "site": "DD", "variables": variables})["id"]
    task = ask("GET", "/tasks")["items"][0]
    task = ask("POST", f"/tasks/{task['id']}/claim", {}, **{"If-Match": f'"{task["version"]}"'})["task"]
    ask("PUT", f"/tasks/{task['id']}/draft", {"answers": {"result": c["Entwurf"]}})
    ask("POST", f"/cases/{case}/comments", {"text": c["Notiz"]})
    ask.uploads(f"/cases/{case}/documents", f"{c['Datei']}.pdf", c["Titel"], files.pdf())
    answers = {"answers": {"result": "COMPLETE", "remark": c["Antwort"]}}
    try:
        ask("POST", f"/tasks/{task['id']}/complete", answers, **{"If-Match": f'"{task["version"]}"'})
    except urllib.error.HTTPError as refusal:  # a form that knows no remark: then it was typed in vain
        refusal.read()
    hold = ask("POST", f"/cases/{case}/holds", {"reason": c["Sperre"]}, who="clara.dd")
    ask("DELETE", f"/cases/{case}/holds/{hold['id']}", who="mara")
    version = ask("GET", f"/cases/{case}", who="clara.dd")["version"]
    ask("POST", f"/cases/{case}/cancel", {"reason": c["Grund"]}, who="clara.dd", **{"If-Match": f'"{version}"'})
    decision = {"basis": "court-order", "reference": "VG Dresden, 3 K 1/27"}
    ask("POST", f"/cases/{case}/erasure", decision, who="clara.dd")
    assert ask("POST", f"/cases/{case}/erasure/approval", {}, who="mara")["state"] == "erased"


def test_in_no_file_of_the_platform_is_anything_left_of_an_erased_case(folder: Path) -> None:
    found = {path.name: hits(path.read_bytes(), CANARIES.values()) for path in folder.rglob("*") if path.is_file()}
    assert {name: canaries for name, canaries in found.items() if canaries} == {}
    assert {"akzess.db", "akzess.log", "evidence.keys", "evidence.keys.erased"} <= set(found)
