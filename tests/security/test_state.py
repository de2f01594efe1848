"""The state rows of the corpus (S01 to S03): what somebody wrote into the database by hand is never run."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
import yaml
from sqlalchemy import select, update

from engine.commands import SetVariables
from store import SqlStore, open_store
from store.tables import case_instance

from ..service.conftest import PASSWORD, Office, opened
from ..store.records import emptied
from .corpus_files import FOLDER, added, events, rows_of

NAMES = ("S01", "S02")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """One database of each kind for all rows."""
    if request.param == "postgres":
        postgres: SqlStore = request.getfixturevalue("migrated_postgres")
        emptied(postgres)
        yield postgres
        return
    found = open_store(f"sqlite:///{tmp_path_factory.mktemp('state')}/akzess.db")
    assert isinstance(found, SqlStore)
    found.upgrade()
    yield found
    found.close()


@pytest.fixture(scope="module")
def desk(store: SqlStore) -> Iterator[Office]:
    with opened(store) as found:
        yield found


def written(case: dict[str, Any], state: bytes, other: bytes, older: bytes) -> dict[str, Any]:
    """What somebody writes into the row of a case whose state is `state`."""
    if "format" in case:
        return {"state_format": case["format"]}
    if "change" in case:
        changes = {
            "flip": bytes([state[0], state[1], state[2] ^ 4]) + state[3:],
            "cut": state[: len(state) // 2],
            "nothing": b"\x00",
            "other": other,
            "older": older,
        }
        return {"state": changes[case["change"]]}
    content = bytes.fromhex(case["hex"]) if "hex" in case else case.get("text", "").encode()
    forged = b"\x00" + (orjson.dumps(case["json"]) if "json" in case else content)
    return {"state": forged, "checksum": hashlib.sha256(forged).digest()}


def state_of(store: SqlStore, case_id: str) -> bytes:
    with store.engine.connect() as connection:
        return bytes(
            connection.execute(select(case_instance.c.state).where(case_instance.c.id == case_id)).scalar_one()
        )


@pytest.mark.parametrize(("name", "case"), rows_of("state", *NAMES))
def test_a_state_that_somebody_changed_is_an_incident_and_is_not_run(
    name: str, case: dict[str, Any], desk: Office, store: SqlStore
) -> None:
    expect = yaml.safe_load((FOLDER / "state" / f"{name}.yaml").read_text(encoding="utf-8"))["expect"]
    target, other = desk.case(), desk.case("09912343")
    older, task = state_of(store, target["id"]), desk.task(target)
    desk.post(f"/tasks/{task}/claim")
    desk.house.handle(SetVariables(case_id=target["id"], variables={"note": "x"}, reason="Nachtrag zur Akte"))
    desk.clock.advance(timedelta(minutes=1))  # of one kind only so many events are written in a minute
    seen = {"If-Match": desk.get(f"/tasks/{task}").headers["etag"]}
    forged = written(case, state_of(store, target["id"]), state_of(store, other["id"]), older)
    with store.engine.begin() as connection:
        connection.execute(update(case_instance).where(case_instance.c.id == target["id"]).values(**forged))
    before, heard = events(store), []
    HEARD.append(heard)

    answer = desk.post(f"/tasks/{task}/complete", {"answers": {"result": "COMPLETE"}}, headers=seen)

    HEARD.clear()
    assert (answer.status_code, answer.json()["code"]) == (expect["status"], expect["code"])
    with store.unit_of_work() as work:
        assert [incident.code for incident in work.open_incidents(target["id"])] == [expect["incident"]]
    assert added(before, events(store)) == {"state-integrity": 1}
    assert heard == []


HEARD: list[list[str]] = []
"""The list that the audit hook writes to at present; a hook cannot be taken out again."""


def _listen(event: str, _: tuple[Any, ...]) -> None:
    if HEARD and event in ("os.system", "subprocess.Popen", "os.posix_spawn", "os.exec", "pickle.find_class"):
        HEARD[0].append(event)


sys.addaudithook(_listen)


def places() -> list[Any]:
    found = yaml.safe_load((FOLDER / "state" / "S03.yaml").read_text(encoding="utf-8"))
    return [
        pytest.param(place, bytes.fromhex(what["hex"]) if "hex" in what else what["text"].encode(), id=f"{kind} {name}")
        for name, place in found["places"].items()
        for kind, what in found["payloads"].items()
    ]


@pytest.mark.parametrize(("place", "payload"), places())
def test_a_serialised_object_is_never_loaded(place: dict[str, Any], payload: bytes, desk: Office) -> None:
    heard: list[str] = []
    HEARD.append(heard)
    auth, key = ("lore", PASSWORD), {"Idempotency-Key": str(uuid4())}
    if "upload" in place:
        parts = [("resources", (place["upload"], payload, "application/octet-stream"))]
        answer = desk.client.post(place["path"], files=parts, auth=auth)
    else:
        headers = key | {"Content-Type": place.get("type", "application/json")}
        answer = desk.client.post(place["path"], content=payload, headers=headers, auth=auth)
    HEARD.clear()

    assert answer.status_code in (place["status"] if isinstance(place["status"], list) else [place["status"]])
    assert heard == []
