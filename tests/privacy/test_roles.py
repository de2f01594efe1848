"""Behind the second wall of PostgreSQL service and worker can still erase, and nothing more than that."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from engine import commands as c
from engine.model import Actor
from store import SqlStore, open_store, roles
from store.erasing import Vault
from store.erasing.erasing import Erasing
from store.erasing.records import Basis
from store.evidence import Keyring

from ..kernel.diagrams import end, flows, process, start, user
from ..kernel.office import Office
from ..store.records import emptied
from .conftest import MASTER
from .dump import hits, rows

TASK = process(start(), user("a"), end(), flows("start -> a -> end"))
CLARA, DORA = Actor("clara", "clara"), Actor("dora", "dora")
NAME = "akzess_erasing"


@pytest.fixture(scope="module")
def walled(postgres_url: str) -> Iterator[str]:
    """The administrator's address of a database with roles."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
    url = make_url(postgres_url).set(database=NAME).render_as_string(hide_password=False)
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    roles.install(store.engine)
    store.close()
    yield url
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.mark.parametrize("role", ["akzess_api", "akzess_worker"])
def test_service_and_worker_erase_a_case_with_the_rights_that_they_have(walled: str, role: str) -> None:
    store = open_store(make_url(walled).set(username=role).render_as_string(hide_password=False))
    admin = open_store(walled)
    assert isinstance(store, SqlStore)
    assert isinstance(admin, SqlStore)
    emptied(admin)
    store.vault = Vault(Keyring([MASTER]))
    try:
        office = Office(store)
        case = office.runs(TASK, name="Kanarie-hinter-der-Mauer")
        office.engine.handle(c.CancelCase(case_id=case, reason="Kanarie-Ende", actor=CLARA))
        erasing = Erasing(store, iter(f"{role}{number}" for number in range(99)).__next__)
        now = office.clock.now()
        hold = erasing.hold(1, case, CLARA, reason="Kanarie-Sperre", now=now)
        erasing.lift(1, case, hold.id, DORA, now=now)
        erasing.propose(1, case, CLARA, basis=Basis.COURT_ORDER, text="3 K 1/27", now=now)
        erasing.approve(1, case, DORA, now=now)
        assert office.engine.verify_history(case).ok
        assert hits(rows(admin), ["Kanarie-hinter-der-Mauer", "Kanarie-Ende", "Kanarie-Sperre"]) == []
    finally:
        store.close()
        admin.close()
