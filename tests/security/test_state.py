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
from engine.errors import Corrupt
from store import SqlStore, open_store
from store.erasing import Vault
from store.evidence import Keyring
from store.sealing.states import verify_states
from store.tables import case_instance

from ..service.conftest import PASSWORD, Office, opened
from ..store.records import emptied
from .corpus_files import FOLDER, added, events, rows_of

NAMES = ("S01", "S02")
KEYS = Keyring([bytes(range(32))])
#: What a row of a case is written back from.
MOVING = ("state", "checksum", "version", "history_seq", "history_head")


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


def written(case: dict[str, Any], now: dict[str, Any], other: bytes, older: dict[str, Any]) -> dict[str, Any]:
    """What somebody writes into the row of a case; `now` and `older` are what stands there and stood there before."""
    if "format" in case:
        return {"state_format": case["format"]}
    if "put back" in case:
        return {name: older[name] for name in case["put back"]}
    state = now["state"]
    if "change" in case:
        changes = {
            "flip": bytes([state[0], state[1], state[2] ^ 4]) + state[3:],
            "cut": state[: len(state) // 2],
            "nothing": b"\x00",
            "other": other,
        }
        return {"state": changes[case["change"]]}
    content = bytes.fromhex(case["hex"]) if "hex" in case else case.get("text", "").encode()
    forged = now["clear"] if "clear" in case else b"\x00" + (orjson.dumps(case["json"]) if "json" in case else content)
    return {"state": forged, "checksum": hashlib.sha256(forged).digest()}


def row_of(store: SqlStore, case_id: str) -> dict[str, Any]:
    """What moves in the row of a case, and its state as whoever has the key reads it (`clear`)."""
    wanted = select(*(case_instance.c[name] for name in MOVING)).where(case_instance.c.id == case_id)
    with store.engine.connect() as connection:
        found = dict(connection.execute(wanted).mappings().one())
    opened = store.read().case(1, case_id)
    assert opened is not None
    return found | {"state": bytes(found["state"]), "clear": opened.state}


def overwrite(store: SqlStore, case_id: str, values: dict[str, Any]) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(case_instance).where(case_instance.c.id == case_id).values(**values))


@pytest.fixture
def sealing(store: SqlStore) -> Iterator[SqlStore]:
    """The store of an office that has keys."""
    store.vault = Vault(KEYS)
    yield store
    store.vault = None


@pytest.mark.parametrize(("name", "case"), rows_of("state", *NAMES))
def test_a_state_that_somebody_changed_is_an_incident_and_is_not_run(
    name: str, case: dict[str, Any], desk: Office, store: SqlStore, request: pytest.FixtureRequest
) -> None:
    expect = yaml.safe_load((FOLDER / "state" / f"{name}.yaml").read_text(encoding="utf-8"))["expect"]
    if case.get("sealed"):
        request.getfixturevalue("sealing")
    target, other = desk.case(), desk.case("09912343")
    older, task = row_of(store, target["id"]), desk.task(target)
    desk.post(f"/tasks/{task}/claim")
    desk.house.handle(SetVariables(case_id=target["id"], variables={"note": "x"}, reason="Nachtrag zur Akte"))
    desk.clock.advance(timedelta(minutes=1))  # of one kind only so many events are written in a minute
    seen = {"If-Match": desk.get(f"/tasks/{task}").headers["etag"]}
    overwrite(
        store, target["id"], written(case, row_of(store, target["id"]), row_of(store, other["id"])["state"], older)
    )
    before, heard = events(store), []
    HEARD.append(heard)

    answer = desk.post(f"/tasks/{task}/complete", {"answers": {"result": "COMPLETE"}}, headers=seen)

    HEARD.clear()
    assert (answer.status_code, answer.json()["code"]) == (expect["status"], expect["code"])
    with store.unit_of_work() as work:
        assert [incident.code for incident in work.open_incidents(target["id"])] == [expect["incident"]]
    assert added(before, events(store)) == {"state-integrity": 1}
    assert heard == []


@pytest.mark.parametrize("names", [["state", "checksum"], ["state"], ["checksum"]], ids=" and ".join)
def test_the_verifier_names_a_case_whose_state_is_not_that_of_its_last_step(
    names: list[str], desk: Office, sealing: SqlStore
) -> None:
    target, other = desk.case(), desk.case("09912343")
    older = row_of(sealing, target["id"])
    desk.house.handle(SetVariables(case_id=target["id"], variables={"note": "x"}, reason="Nachtrag zur Akte"))
    cases = frozenset([target["id"], other["id"]])
    assert verify_states(sealing, 1, cases) == (2, [])

    overwrite(sealing, target["id"], {name: older[name] for name in names})

    _, found = verify_states(sealing, 1, cases)
    assert [(one.code, one.case_id) for one in found] == [("state-changed", target["id"])]


def test_an_incident_about_a_changed_state_leaves_it_as_it_is_and_the_true_one_does_not_fit_any_more(
    desk: Office, sealing: SqlStore
) -> None:
    """The incident is a line of its own: whoever wants the case back restores the database and not one column of it."""
    target = desk.case()
    desk.post(f"/tasks/{desk.task(target)}/claim")
    true = row_of(sealing, target["id"])
    overwrite(sealing, target["id"], {"state": true["clear"]})
    with pytest.raises(Corrupt):
        desk.house.handle(SetVariables(case_id=target["id"], variables={"note": "x"}, reason="Nachtrag zur Akte"))

    overwrite(sealing, target["id"], {"state": true["state"]})

    assert [one.case_id for one in verify_states(sealing, 1, frozenset([target["id"]]))[1]] == [target["id"]]


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
