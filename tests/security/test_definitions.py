"""The definition rows of the corpus (reliability D-8, X01 to X33), each case a line in a file, on both stores over HTTP."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.kernel import sandbox
from store import SqlStore, open_store

from ..store.records import emptied
from .canary import Canary, listening
from .corpus_files import added
from .deploying import ADMIN, Registry, key, registry
from .fuzz import changed
from .hostile_models import GOOD, Files, files_of
from .reading_room import ReadingRoom

CORPUS = Path(__file__).parent / "corpus" / "definitions"
#: Seconds of processor time; a wall clock would measure the other programs of the machine.
LIMIT_SECONDS = 5.0
LIMIT_KILOBYTES = 200 * 1024


@cache
def row(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))
    assert found["id"] == name
    return found


def lines(kind: str) -> list[Any]:
    """Every case of a kind, with what its row says about all of them."""
    found = []
    for path in sorted(CORPUS.glob("*.yaml")):
        about = row(path.stem)
        common = {"raw": about.get("raw", False), **about.get("expect", {})}
        for case in about.get(kind, ()):
            if isinstance(case, dict):
                found.append(pytest.param({**common, "row": path.stem, **case}, id=f"{path.stem} {case['name']}"))
    return found


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    found = ReadingRoom()
    yield found
    found.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with listening() as found:
        yield found


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, room: ReadingRoom, canary: Canary
) -> Iterator[Registry]:
    if request.param == "postgres":
        store: SqlStore = request.getfixturevalue("migrated_postgres")
        emptied(store)
    else:
        opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('definitions')}/akzess.db")
        assert isinstance(opened, SqlStore)
        store = opened
        store.upgrade()
    with registry(store, room.read, canary) as found:
        yield found
    if request.param == "sqlite":
        store.close()


@cache
def _files(line: str, port: int) -> Files:
    return files_of(yaml.safe_load(line), port)


def files(line: dict[str, Any], canary: Canary) -> Files:
    """The files of a line, made once for both stores."""
    return _files(yaml.safe_dump(line), canary.port)


def refused(answer: Any, line: dict[str, Any]) -> None:
    """Whether the answer is the one that the line says."""
    wanted = line["status"] if isinstance(line["status"], list) else [line["status"]]
    assert answer.status_code in wanted, answer.text[:500]
    assert "Traceback" not in answer.text
    assert line.get("absent", "\x00") not in answer.text
    assert answer.status_code < 400 or answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("line", lines("cases"))
def test_a_bad_model_is_refused_as_its_line_says_and_leaves_nothing(
    line: dict[str, Any], office: Registry, room: ReadingRoom
) -> None:
    content = files(line, office.canary)
    before, seen = office.rows(), office.events()
    began = time.process_time()

    answer = office.deploy(content, raw=line["raw"])

    assert time.process_time() - began < LIMIT_SECONDS
    refused(answer, line)
    event = line.get("event", "definition-refused")
    if answer.status_code < 300:
        event = ""
    else:
        assert office.rows() == before
        assert line.get("code") in [None, *_codes(answer)], answer.text[:500]
        assert line.get("element", "") in answer.text
    if "pointers" in line:
        refusals = [one for one in answer.json()["errors"] if one.get("severity", "error") == "error"]
        assert [one["pointer"] for one in refusals] == line["pointers"]
    if line.get("line"):
        assert int(answer.json()["errors"][0]["line"]) > 1
    assert added(seen, office.events()) == ({event: 1} if event else {})
    assert office.canary.hits == 0
    assert room.noticed == []
    assert office.client.get("/health").status_code == 200


def _codes(answer: Any) -> list[str]:
    """The code of a problem and of everything in it; the other API has only a text."""
    problem = answer.json()
    if "code" not in problem:
        return [word.strip("[]():;,") for word in problem["detail"].split()]
    return [problem["code"], *(error["code"] for error in problem["errors"])]


@pytest.mark.parametrize("line", lines("atRunTime"))
def test_what_only_a_running_case_shows_is_an_incident(
    line: dict[str, Any], office: Registry, room: ReadingRoom
) -> None:
    assert office.deploy(files(line, office.canary)).status_code in (200, 201)
    grown, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    started = office.start({})

    assert started.status_code == 201
    incidents = office.client.get(f"/cases/{started.json()['id']}", auth=ADMIN).json()["incidents"]
    wanted = line["incident"]
    assert bool(incidents) == bool(wanted)
    assert wanted in (True, False, *(incident["code"] for incident in incidents)), incidents
    assert time.process_time() - began < 2 * LIMIT_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grown < LIMIT_KILOBYTES


def test_a_model_that_is_cut_off_anywhere_is_refused(office: Registry) -> None:
    """X13."""
    found = set()
    for end in range(0, len(GOOD) - 1, row("X13")["every"]):
        answer = office.deploy({"a.bpmn": GOOD[:end]})
        found.add((answer.status_code, answer.json()["code"]))

    assert found == {(row("X13")["expect"]["status"], row("X13")["expect"]["code"])}


def test_a_model_with_changed_bytes_is_taken_or_refused(office: Registry, room: ReadingRoom) -> None:
    """X14: over HTTP for some seeds, by the reader alone for more; `python -m tests.security.fuzz` has the rest."""
    for seed in range(row("X14")["seeds"]):
        content = {"a.bpmn": changed(GOOD, seed)}
        if seed < 25:
            assert office.deploy(content, raw=True).status_code in (200, 400)
        else:
            room.read(content)

    assert room.noticed == []


def test_the_sandbox_itself_survives_what_wants_all_there_is(canary: Canary) -> None:
    """The rows that say `sandbox` once more in the process in which models are read in production."""
    found = {}
    for line in [param.values[0] for param in lines("cases")]:
        if row(line["row"]).get("sandbox"):
            table, findings = sandbox.read(files(line, canary))
            found[line["row"]] = (table, findings[0].code)

    assert found == {"X05": (b"", "xml-dtd-forbidden"), "X11": (b"", "xml-limit")}


# -- X26


@pytest.fixture
def deployed(office: Registry) -> Registry:
    assert office.deploy({"a.bpmn": GOOD}).status_code in (200, 201)
    return office


@pytest.mark.parametrize("name", row("X26")["names"])
def test_a_variable_is_not_named_like_a_part_of_an_interpreter(name: str, deployed: Registry) -> None:
    before = deployed.rows()

    answer = deployed.start({name: 1})

    assert (answer.status_code, answer.json()["code"], deployed.rows()) == (422, "validation-failed", before)


@pytest.mark.parametrize("name", row("X26")["harmless"])
def test_other_variables_have_the_names_they_like(name: str, deployed: Registry) -> None:
    assert deployed.start({name: 1}).status_code == 201


# -- X30


def test_the_same_model_one_after_the_other_is_one_version(office: Registry) -> None:
    content = {"a.bpmn": GOOD.replace(b'id="p"', b'id="twice"')}

    first, second = office.deploy(content), office.deploy(content)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["definitions"] == first.json()["definitions"]


def together(office: Registry, several: list[Files]) -> list[Any]:
    """Deploys all at the same time."""
    ready, answers = threading.Barrier(len(several)), []

    def deploy(content: Files) -> None:
        ready.wait(30)
        answers.append(office.deploy(content))

    threads = [threading.Thread(target=deploy, args=(content,)) for content in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_the_same_model_at_the_same_time_is_one_version(office: Registry) -> None:
    content = {"a.bpmn": GOOD.replace(b'id="p"', b'id="together"')}

    answers = together(office, [content] * 3)

    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert len({answer.json()["definitions"][0]["version"] for answer in answers}) == 1


def test_a_new_version_while_the_first_is_being_read_gets_a_number_of_its_own(office: Registry) -> None:
    first = GOOD.replace(b'id="p"', b'id="serial"')

    answers = together(office, [{"a.bpmn": first}, {"a.bpmn": first.replace(b'id="a"', b'id="a" name="2"')}])

    assert sorted(answer.json()["definitions"][0]["version"] for answer in answers) == [1, 2]


# -- X33


@pytest.mark.parametrize("name", row("X33")["names"])
def test_a_file_is_not_named_like_a_path_elsewhere(name: str, office: Registry) -> None:
    body = {"resources": {name: GOOD.decode()}}

    answer = office.client.post("/definitions", json=body, auth=ADMIN, headers=key())

    assert answer.status_code in (400, 422)


def test_an_archive_is_no_body(office: Registry) -> None:
    sent = key() | {"Content-Type": row("X33")["media"]}

    answer = office.client.post("/definitions", content=b"PK\x03\x04", auth=ADMIN, headers=sent)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
