"""Rows O02 and O03 of the corpus: a log line is one line, and neither a secret nor a person is in it or anywhere else."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import structlog
from prometheus_client import REGISTRY, generate_latest

from akzess import logs
from akzess.redaction import LONGEST, path, redacted
from store import SqlStore

from .dump import hits
from .office import Office, built, row

O02, O03 = row("O02"), row("O03")
CANARIES = tuple(O03["canaries"].values())


@pytest.fixture
def stream() -> io.StringIO:
    target = io.StringIO()
    logs.to(target, "test")
    return target


@pytest.mark.parametrize("line", O02["cases"], ids=lambda line: line["name"])
def test_whatever_is_logged_is_one_line_of_harmless_characters(stream: io.StringIO, line: dict[str, Any]) -> None:
    text = line["text"] * line.get("times", 1)
    structlog.get_logger("x").warning(text, reason=text, field={"inner": [text]})
    written = stream.getvalue()
    assert (written.count("\n"), written.isascii(), [c for c in written[:-1] if ord(c) < 32 or ord(c) == 127]) == (
        1,
        True,
        [],
    )
    told = json.loads(written)
    assert len(told["reason"]) <= LONGEST + 20
    if line.get("stays"):
        assert told["reason"] == text


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("password", "x", "[secret]"),
        ("Authorization", "x", "[secret]"),
        ("variables", {"a": 1}, "[content]"),
        ("reason", "Bearer abcdef", "[secret]"),
        ("reason", "token=abcdef und mehr", "[secret] und mehr"),
        ("reason", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "[secret]"),
        ("reason", "postgresql://u:geheim@host/x", "postgresql[secret]host/x"),
        ("reason", "440077889911 fehlt", "[person] fehlt"),
        ("reason", "erika@example.org schrieb", "[person] schrieb"),
        ("case", "0199f3a2-7c1b-7e4d-9a52-000000000000", "0199f3a2-7c1b-7e4d-9a52-000000000000"),
        ("number", "AKZ-DD-2026-000042", "AKZ-DD-2026-000042"),
        ("kind", ValueError("Erika"), "ValueError"),
        ("kind", b"abc", "[3 bytes]"),
        ("seconds", 1.5, 1.5),
    ],
)
def test_a_field_is_masked_by_its_name_and_by_its_looks(field: str, value: Any, shown: Any) -> None:
    assert redacted(None, "info", {field: value})[field] == shown


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (
            "/cases/0199f3a2-7c1b-7e4d-9a52-000000000000/comments",
            "/cases/0199f3a2-7c1b-7e4d-9a52-000000000000/comments",
        ),
        ("/cases/Mustermann-Erika", "/cases/*"),
        ("/app/x?q=Erika", "/app/x"),
        ("/tasks/0199f3a2-7c1b-7e4d-9a52-000000000000.7/draft", "/tasks/0199f3a2-7c1b-7e4d-9a52-000000000000.7/draft"),
    ],
)
def test_of_an_address_only_words_and_ids_of_ours_are_logged(asked: str, shown: str) -> None:
    assert path(asked) == shown


class Broken:
    """Stands before a store, an engine or the bell and fails with a text that says too much."""

    def __init__(self, inner: Any, text: str) -> None:
        self._inner, self._text, self.on = inner, text, False

    def __call__(self) -> None:
        if self.on:
            raise RuntimeError(self._text)

    def __getattr__(self, name: str) -> Any:
        if self.on and name in ("unit_of_work", "handle", "read"):
            raise RuntimeError(self._text)
        return getattr(self._inner, name)


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, dict):
        return {_filled(key, names): _filled(part, names) for key, part in value.items()}
    return value


def _asked(office: Office, line: dict[str, Any]) -> Any:
    task = next((t.id for t in office.house.open_tasks(office.case)), "none") if office.case else "none"
    names = {**O03["canaries"], "case": office.case or "none", "task": task}
    headers = {name: _filled(value, names) for name, value in line.get("headers", {}).items()}
    more = {"content": _filled(line["raw"], names)} if "raw" in line else {}
    if "raw" in line:
        headers["Content-Type"] = "application/json"
    body = _filled(line["body"], names) if "body" in line else None
    return office.send(line["method"], _filled(line["path"], names), body, "anna", headers=headers, **more)


def _leaks(answer: Any, stream: io.StringIO) -> list[str]:
    """Canaries in what was logged and measured, and in an answer that is a refusal."""
    seen = stream.getvalue().encode() + generate_latest(REGISTRY)
    if answer.status_code >= 400:
        seen += answer.content + str(dict(answer.headers)).encode()
    return hits(seen, CANARIES)


@pytest.mark.parametrize("line", O03["fields"], ids=lambda line: line["name"])
def test_what_is_typed_into_any_field_is_in_no_log_no_refusal_and_no_figure(
    office: Office, stream: io.StringIO, line: dict[str, Any]
) -> None:
    office.begins()
    answer = _asked(office, line)
    assert answer.status_code != 500
    assert _leaks(answer, stream) == []


@pytest.mark.parametrize("layer", O03["faults"])
def test_a_fault_in_any_layer_does_not_tell_what_it_was_about(
    sqlite_store: SqlStore, stream: io.StringIO, layer: str
) -> None:
    said = " ".join(CANARIES)
    bell = Broken(None, said)
    office = built(sqlite_store, bell)
    office.begins()
    context = office.client.app.state.context
    broken = bell
    if layer != "wake":
        broken = Broken(getattr(context, layer), said)
        office.client.app.state.context = _with(context, layer, broken)
    broken.on = True
    case = {"processId": "small", "site": "DD", "variables": {"a": said}}
    path_, body = (f"/cases/{office.case}/comments", {"text": said}) if layer == "store" else ("/cases", case)
    answer = office.send("POST", path_, body, "anna")
    assert answer.status_code == 500
    assert _leaks(answer, stream) == []
    assert json.loads(stream.getvalue().splitlines()[-1])["kind"] == "RuntimeError"


def _with(context: Any, name: str, value: Any) -> Any:
    from dataclasses import replace

    return replace(context, **{name: value})


def test_a_failed_login_is_on_record_without_the_password(office: Office) -> None:
    _asked(office, next(line for line in O03["fields"] if line["name"] == "login"))
    events = office.store.read().security_events(1, kind="login-failed").items
    assert (len(events) > 0, hits(str(events).encode(), CANARIES[:3])) == (True, [])
