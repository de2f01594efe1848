"""The database goes away at the worst moment (K11, K12, K21, K22): 503, nothing half done, the same key gives the truth."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from engine.model import CaseStatus
from store import SqlStore, open_store
from tests.rigs import invariants
from tests.rigs.kill_postgres import PostgresServer
from tests.rigs.proxy import Fate, Proxy, Seen

from .ailing import deadlocks, full, read_only
from .desk import PASSWORD, Desk, desk_on
from .racing import Racers


@pytest.fixture
def proxied(postgres_store: SqlStore) -> Iterator[tuple[Desk, Proxy]]:
    url = postgres_store.engine.url.set(drivername="postgresql")
    proxy = Proxy(url.port or 5432)
    try:
        through = url.set(port=proxy.port).render_as_string(hide_password=False)
        with desk_on(through, url.render_as_string(hide_password=False)) as desk:
            yield desk, proxy
    finally:
        proxy.close()


@pytest.fixture(params=["sqlite", "postgres"])
def desk(request: pytest.FixtureRequest) -> Desk:
    store: SqlStore = request.getfixturevalue(f"{request.param}_store")
    return Desk(store, store)


#: While the server has not noticed yet that the line of the first attempt is cut, that attempt counts as under way.
IN_PROGRESS = "409 idempotency-in-progress"


def eventually(ask: Callable[[], Any]) -> Any:
    """The answer, once the first attempt is not under way any more."""
    for _ in range(10_000):
        found = ask()
        if f"{found.status_code} {found.json().get('code', '')}" != IN_PROGRESS:
            return found
    return found


@pytest.mark.timeout(400)
def test_k11_a_connection_cut_at_any_message_leaves_the_one_true_outcome(proxied: tuple[Desk, Proxy]) -> None:
    desk, proxy = proxied
    desk.completes(desk.task(), str(uuid4()))  # everything is read, prepared and logged in once
    desk.completes(desk.task(), str(uuid4()))
    task = desk.task()
    proxy.count_anew()
    assert desk.completes(task, str(uuid4())).status_code == 200
    messages = proxy.counted
    told: Counter[str] = Counter()
    wrong = []
    for number in range(1, messages + 1):
        for fate in ("before", "within", "after"):
            task, key = desk.task(), str(uuid4())

            def rule(seen: Seen, number: int = number, fate: Fate = fate) -> Fate:
                return fate if seen.number == number else "pass"

            proxy.count_anew()
            proxy.rule = rule
            first = desk.completes(task, key)
            proxy.rule = None
            told[f"{first.status_code} {first.json().get('code', '')}"] += 1
            if first.status_code in (409, 503) and "retry-after" not in first.headers:
                wrong.append(f"{fate} message {number}: {first.status_code} without Retry-After")
            if first.status_code == 200 and desk.steps(task) != ["start", "check", "split"]:
                wrong.append(f"{fate} message {number}: 200, but {desk.steps(task)}")
            again = eventually(lambda task=task, key=key: desk.completes(task, key))
            if again.status_code != 200 or desk.steps(task) != ["start", "check", "split"]:
                wrong.append(f"{fate} message {number}: then {again.status_code} {again.text}, {desk.steps(task)}")

    assert wrong == []
    assert set(told) - {IN_PROGRESS} == {"200 ", "503 unavailable", "503 outcome-unknown"}
    invariants.require(desk.truth, desk.clock.now(), names=invariants.SAFETY)


@pytest.mark.filterwarnings("default::sqlalchemy.exc.SAWarning")  # the pool warns of connections it throws away
def test_k12_a_database_that_is_killed_under_load_comes_back_and_nobody_restarts() -> None:
    with PostgresServer() as server:
        store = open_store(server.url)
        store.upgrade()
        store.close()
        with desk_on(server.url, server.url) as desk:
            tasks = [desk.task() for _ in range(40)]
            keys = {task: str(uuid4()) for task in tasks}
            killed, confirmed = threading.Event(), set()
            refused: Counter[int] = Counter()

            def works(mine: list[str]) -> None:
                for number, task in enumerate(mine):
                    if number == 5:
                        killed.set()
                    while (answer := desk.completes(task, keys[task])).status_code != 200:
                        refused[answer.status_code] += 1
                    confirmed.add(task)

            crowd = Racers(3)
            assert crowd.race(
                lambda: works(tasks[:20]),
                lambda: works(tasks[20:]),
                lambda: (killed.wait(30), server.kill(), server.start())[2],
            ) == [None, None, None]
            crowd.close()

            assert confirmed == set(tasks)
            assert set(refused) <= {503}
            assert [desk.steps(task) for task in tasks] == [["start", "check", "split"]] * 40
            invariants.require(desk.truth, desk.clock.now(), names=invariants.SAFETY)


# -- no room, no writing


def test_k21_a_full_disk_answers_503_and_goes_on_where_it_stood(desk: Desk) -> None:
    task, key, text = desk.task(), str(uuid4()), os.urandom(30_000).hex()  # more than fits between other rows
    with full(desk.store):
        refused = desk.completes(task, key, text)
    before = desk.steps(task)

    again = desk.completes(task, key, text)

    assert (refused.status_code, refused.json()["code"], "retry-after" in refused.headers) == (503, "unavailable", True)
    assert (before, again.status_code, desk.steps(task)) == (["start"], 200, ["start", "check", "split"])
    invariants.require(desk.truth, desk.clock.now(), names=invariants.SAFETY)


def test_k21_a_database_that_may_only_be_read_answers_503_and_recovers(desk: Desk) -> None:
    task, key = desk.task(), str(uuid4())
    desk.http.get("/tasks", auth=("anna", PASSWORD))  # it has been open for a while
    with read_only(desk.store):
        refused = desk.completes(task, key)
        seen = desk.http.get("/tasks", auth=("anna", PASSWORD)).status_code  # the file of a case is read on record only

    again = desk.completes(task, key)

    assert (refused.status_code, seen, again.status_code) == (503, 200, 200)


# -- in each other's way


@pytest.mark.parametrize(("times", "status"), [(1, 200), (3, 200), (4, 503)])
def test_k22_a_deadlock_is_tried_again_three_times_and_then_said(
    postgres_store: SqlStore, times: int, status: int
) -> None:
    desk = Desk(postgres_store, postgres_store)
    task, key = desk.task(), str(uuid4())
    with deadlocks(postgres_store, times):
        first = desk.completes(task, key)

    assert first.status_code == status
    assert desk.completes(task, key).status_code == 200
    assert desk.steps(task) == ["start", "check", "split"]


def test_k22_when_every_connection_is_busy_callers_are_told_to_come_again(desk: Desk) -> None:
    task, key = desk.task(), str(uuid4())
    desk.store.engine.pool._timeout = 0.05
    taken = []
    while True:
        try:
            taken.append(desk.store.engine.raw_connection())
        except Exception:  # noqa: BLE001  # the pool is empty
            break
    refused = desk.completes(task, key)
    for connection in taken:
        connection.close()

    assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
    assert desk.completes(task, key).status_code == 200


def test_k22_ten_times_as_many_clients_as_connections_all_get_their_turn(desk: Desk) -> None:
    tasks = [desk.task() for _ in range(int(os.environ.get("AKZESS_CROWD", "40")))]
    crowd = Racers(len(tasks))

    def until_done(task: str) -> int:
        key = str(uuid4())
        while (answer := desk.completes(task, key)).status_code == 503:
            pass
        return int(answer.status_code)

    ends = crowd.race(*(lambda task=task: until_done(task) for task in tasks))
    crowd.close()

    assert ends == [200] * len(tasks)
    assert {desk.behind.store.read().case(1, task.rpartition(".")[0]).status for task in tasks} == {CaseStatus.RUNNING}
