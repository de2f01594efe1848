"""Fills a store with open tasks, unevenly on purpose: one group has 70 % of them, one site half."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.model import Changes
from engine.terms import folded, terms
from store import SqlStore
from store.lists.tables import SHARED, offer, search_term
from store.tables import case_instance, task
from store.values import to_micros

from .records import case, deployed, in_one_unit

NOW = datetime(2026, 10, 21, 8, tzinfo=UTC)
SITES = (("DD", 50), ("L", 25), ("C", 15), ("FG", 10))
GROUPS = (
    *((("akz-clerk",), 68), (("akz-lead",), 12), (("akz-second",), 7), (("abh-service",), 5), (("abh-legal",), 3)),
    *((("akz-clerk", "employer"), 3), (("abh-head", "akz-lead"), 1), (("lds-wb",), 1)),
)
CASE_GROUPS = (("FG1", 55), ("FG2", 20), ("FG3", 12), ("FG4", 6), ("FG5", 4), ("FG6", 2), ("FG8", 1))
PROCESSES = (("akzess-main", 70), ("document-request", 15), ("ba-approval", 9), ("hearing", 5), ("objection", 1))
PERSONS = 1_000
FIRST_HALVES = (
    "Al",
    "Ba",
    "Ce",
    "Dja",
    "El",
    "Fa",
    "Gre",
    "Ha",
    "Ibra",
    "Ju",
    "Ka",
    "Lö",
    "Mü",
    "Ngu",
    "Öz",
    "Pe",
    "Ra",
    "Sche",
)
SECOND_HALVES = (
    "ler",
    "mann",
    "yễn",
    "demir",
    "ović",
    "hammed",
    "sen",
    "tos",
    "ski",
    "rez",
    "wal",
    "nova",
    "ßer",
    "ç",
    "kin",
    "ta",
)
GIVEN = ("Ana", "Luc", "Ece", "Minh", "Olga", "Wei", "Priya", "João", "Zoë", "Łucja")


def picked(rng: random.Random, weighted: Sequence[tuple[Any, int]]) -> Any:
    return rng.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Open tasks, two of each case, as columns of `task`."""
    rng = random.Random(1)
    for number in range(count):
        if number % 2 == 0:
            site, group = picked(rng, SITES), picked(rng, CASE_GROUPS)
            family = (
                rng.choice(FIRST_HALVES)
                + rng.choice(SECOND_HALVES)
                + (rng.choice(SECOND_HALVES) if rng.random() < 0.5 else "")
            )
            name = f"{family}, {rng.choice(GIVEN)}"
            case_id = f"0199{rng.getrandbits(48):012x}-7000-8000-{number:012d}"
            key = f"AKZ-{site}-2026-{number:07d}"
        process = picked(rng, PROCESSES)
        element = f"UT-{process[:4].upper()}-{int(30 * rng.random() ** 2):02d}"
        due = None if rng.random() < 0.1 else NOW + timedelta(days=rng.gauss(8, 20))
        yield {
            "case_id": case_id, "activation": 1 + number % 2, "tenant": 1, "element_id": element,
            "name": f"Aufgabe {element}", "form_id": element, "candidate_groups": picked(rng, GROUPS),
            "assignee": f"person-{rng.randrange(PERSONS)}" if rng.random() < 0.4 else None, "candidate_users": (),
            "priority": rng.choices((50, 70, 90, 10), (90, 6, 1, 3))[0], "due_at": due,
            "follow_up_at": NOW + timedelta(days=rng.uniform(-5, 9)) if rng.random() < 0.05 else None, "site": site,
            "state": 0, "created_at": NOW - timedelta(days=rng.expovariate(0.05)), "business_key": key,
            "process_id": process, "version": 0, "ended_at": None, "ended_by": None, "follow_up_note": "",
            "applicant": name, "employer": "Beispiel GmbH", "azr_number": "", "case_group": group,
            "nationality": "436", "applicant_key": folded(name),
        }  # fmt: skip


def filled(store: SqlStore, count: int, copies: int = 1) -> None:
    """Cases, tasks, shelves and terms, with indexes made last and triggers asleep.

    `copies` (PostgreSQL only): so many times as many; the database copies them under ids and numbers of their own.
    """
    definition_id = deployed(store)
    in_one_unit(store, lambda unit: unit.insert_case(case("template", definition_id, site="none"), Changes()))
    postgres = store.engine.dialect.name == "postgresql"
    indexes = [*offer.indexes, *search_term.indexes, *(i for i in task.indexes)]
    with store.engine.connect().execution_options(writing=True) as connection:
        if not postgres:  # before the transaction, which would not hear it
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            _fill(connection, count, indexes, postgres, copies)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if postgres else "ANALYZE")


def _fill(connection: Any, count: int, indexes: Sequence[Any], postgres: bool, copies: int) -> None:
    run = connection.exec_driver_sql
    for index in indexes:
        index.drop(connection)
    if postgres:
        run("ALTER TABLE task DISABLE TRIGGER ALL")
        run("ALTER TABLE case_instance DISABLE TRIGGER ALL")
        run("SET maintenance_work_mem = '256MB'")
        run("SET statement_timeout = 0")
    else:
        triggers = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name <> 'evidence'").all()
        for name, _ in triggers:
            run(f"DROP TRIGGER {name}")
    driver = connection.connection.driver_connection
    columns = [column.name for column in task.columns]
    put(
        driver,
        "task",
        columns,
        ([values(row[name], postgres) for name in columns] for row in rows(count)),
        postgres,
    )
    found = ((1, term, row["case_id"], row["site"]) for row in rows(count) if row["activation"] == 1
                 for term in terms([row["applicant"]], [row["business_key"]]))  # fmt: skip
    put(driver, "search_term", ["tenant", "term", "case_id", "site"], found, postgres)
    if copies > 1:
        _copied(run, "task", columns, count, copies)
        _copied(run, "search_term", ["tenant", "term", "case_id", "site"], count, copies)
    cases = ", ".join(
            {"id": "t.case_id", "site": "t.site", "business_key": "t.business_key", "applicant": "t.applicant",
             "applicant_key": "t.applicant_key", "case_group": "t.case_group"}.get(column.name, f"c.{column.name}")
            for column in case_instance.columns
        )  # fmt: skip
    run(
        f"INSERT INTO case_instance SELECT {cases} FROM task t JOIN case_instance c ON c.id = 'template' WHERE t.activation = 1"
    )
    each = "unnest(t.candidate_groups) g(value)" if postgres else "json_each(t.candidate_groups) g"
    far = "'9999-12-31 00:00:00+00'" if postgres else str(to_micros(datetime(9999, 12, 31, tzinfo=UTC)))
    shared = ", ".join(f"t.{name}" for name in SHARED)
    for shelf, source in (
        ("'@' || t.site", "task t"),
        ("'g:' || g.value || '@' || t.site", f"task t, {each}"),
        ("'p:' || t.assignee", "task t WHERE t.assignee IS NOT NULL"),
    ):
        run(
            f"INSERT INTO offer (shelf, {', '.join(SHARED)}, due_sort, urgency)"
            f" SELECT {shelf}, {shared}, COALESCE(t.due_at, {far}), 100 - t.priority FROM {source}"
        )
    for index in indexes:
        index.create(connection)
    if postgres:
        run("ALTER TABLE task ENABLE TRIGGER ALL")
        run("ALTER TABLE case_instance ENABLE TRIGGER ALL")
    else:
        for _, sql in triggers:
            run(sql)


def _copied(run: Any, table: str, columns: Sequence[str], count: int, copies: int) -> None:
    """Rows once more for each copy; the last digits of ids, numbers and terms of numbers go on where the copy before ended."""

    def shifted(name: str, digits: int) -> str:
        return f"left({name}, -{digits}) || lpad((right({name}, {digits})::bigint + k * {count})::text, {digits}, '0')"

    own = {
        "case_id": shifted("case_id", 12),
        "business_key": shifted("business_key", 7),
        "term": f"CASE WHEN term ~ '[0-9]{{7}}$' THEN {shifted('term', 7)} ELSE term END",
    }
    source = ", ".join(own.get(name, name) for name in columns)
    run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {source} FROM {table}"
        f" CROSS JOIN generate_series(1, {copies - 1}) k"
    )


def values(value: Any, postgres: bool) -> Any:
    if isinstance(value, tuple):
        return list(value) if postgres else str(list(value)).replace("'", '"')
    return to_micros(value) if isinstance(value, datetime) and not postgres else value


def put(driver: Any, table: str, columns: list[str], found: Iterator[Any], postgres: bool) -> None:
    names = ", ".join(columns)
    if postgres:
        with driver.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in found:
                copy.write_row(row)
    else:
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", found)
