"""Measures lists of open tasks: 1,000,000 on PostgreSQL, 100,000 on SQLite; milliseconds, buffers and plan by question.

`python -m benchmarks.inbox` (`--postgres 1000000 --sqlite 100000 --repeat 40`). Buffers are what PostgreSQL reads for
all statements of one question, warm; the plan is named by its index scans. The tasks are made up, unevenly on purpose:
one group has 70 % of them, one site half.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from engine.model import Changes
from engine.terms import folded, terms
from store import SqlStore, open_store
from store.lists.tables import SHARED, offer, search_term
from store.queries import CaseFilter, CaseSort, Reach, TaskQuery, TaskSort
from store.tables import case_instance, task
from store.values import to_micros
from tests.servers import postgres_server
from tests.store.records import case, deployed, in_one_unit

NOW = datetime(2026, 10, 21, 8, tzinfo=UTC)
SITES = (("DD", 50), ("L", 25), ("C", 15), ("FG", 10))
GROUPS = (
    *((("akz-clerk",), 68), (("akz-lead",), 12), (("akz-second",), 7), (("abh-service",), 5), (("abh-legal",), 3)),
    *((("akz-clerk", "employer"), 3), (("abh-head", "akz-lead"), 1), (("lds-wb",), 1)),
)
CASE_GROUPS = (("FG1", 55), ("FG2", 20), ("FG3", 12), ("FG4", 6), ("FG5", 4), ("FG6", 2), ("FG8", 1))
PROCESSES = (("akzess-main", 70), ("document-request", 15), ("ba-approval", 9), ("hearing", 5), ("objection", 1))
PERSONS = 1_000
_START = (
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
_END = (
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
_GIVEN = ("Ana", "Luc", "Ece", "Minh", "Olga", "Wei", "Priya", "João", "Zoë", "Łucja")

Question = Callable[[random.Random], Callable[[Any], Any]]


def picked(rng: random.Random, weighted: Sequence[tuple[Any, int]]) -> Any:
    return rng.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Open tasks, two of each case, as columns of `task`."""
    rng = random.Random(1)
    for number in range(count):
        if number % 2 == 0:
            site, group = picked(rng, SITES), picked(rng, CASE_GROUPS)
            family = rng.choice(_START) + rng.choice(_END) + (rng.choice(_END) if rng.random() < 0.5 else "")
            name = f"{family}, {rng.choice(_GIVEN)}"
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


def filled(store: SqlStore, count: int) -> None:
    """Cases, tasks, shelves and terms, with indexes made last and triggers asleep."""
    definition_id = deployed(store)
    in_one_unit(store, lambda unit: unit.insert_case(case("template", definition_id, site="none"), Changes()))
    postgres = store.engine.dialect.name == "postgresql"
    indexes = [*offer.indexes, *search_term.indexes, *(i for i in task.indexes)]
    with store.engine.connect().execution_options(writing=True) as connection:
        if not postgres:  # before the transaction, which would not hear it
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            _fill(connection, count, indexes, postgres)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if postgres else "ANALYZE")


def _fill(connection: Any, count: int, indexes: Sequence[Any], postgres: bool) -> None:
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


# -- questions

SITE = [site for site, _ in SITES]


def asks(**fixed: Any) -> Question:
    """A list of a group at a site, or of what is given; values that are functions are rolled for each call."""

    def rolled(rng: random.Random) -> Callable[[Any], Any]:
        given = {name: value(rng) if callable(value) else value for name, value in fixed.items()}
        reach = given.pop("reach", None) or (Reach(groups=("akz-clerk",), sites=(rng.choice(SITE),)),)
        query = TaskQuery(reach, **({"now": NOW} | given))
        return lambda read: read.tasks(1, query)

    return rolled


def anybody(rng: random.Random) -> str:
    return f"person-{rng.randrange(PERSONS)}"


def mine(rng: random.Random) -> tuple[Reach, ...]:
    return (Reach(persons=(anybody(rng),)),)


ALL = (Reach(groups=None, sites=tuple(SITE)),)
LEAD = (Reach(groups=("akz-clerk", "akz-lead", "akz-second"), sites=tuple(SITE)),)
RARE = (Reach(groups=("lds-wb",), sites=("FG",)),)
FOUR = tuple(Reach(persons=(f"person-{n}",), groups=("akz-clerk", "akz-second"), sites=("DD",)) for n in range(3))


def second_page(reach: Any = None, **query: Any) -> Question:
    def rolled(rng: random.Random) -> Callable[[Any], Any]:
        first = TaskQuery(reach or (Reach(groups=("akz-clerk",), sites=(rng.choice(SITE),)),), now=NOW, **query)

        def page(read: Any) -> Any:
            # Deep in the list: what comes after the first five hundred.
            start = read.tasks(1, TaskQuery(first.reach, now=NOW, limit=500, **query)).next
            return lambda: read.tasks(1, TaskQuery(first.reach, now=NOW, after=start, **query))

        return page

    rolled.prepared = True  # type: ignore[attr-defined]
    return rolled


def a_name(rng: random.Random) -> str:
    return f"{rng.choice(_START)}{rng.choice(_END)}{rng.choice(_END)} {rng.choice(_GIVEN)}"


def a_number(rng: random.Random) -> str:
    return f"{2 * rng.randrange(40_000):07d}"


def cases_of(**how: Any) -> Question:
    def rolled(rng: random.Random) -> Callable[[Any], Any]:
        q = how.get("q")
        filters = CaseFilter(
            sites=how.get("sites", (rng.choice(SITE),)), case_group=how.get("case_group"), q=q(rng) if q else "",
            statuses=how.get("statuses"),
        )  # fmt: skip
        return lambda read: read.cases(1, filters=filters, sort=how.get("sort", CaseSort.NEWEST))

    return rolled


def counts(**query: Any) -> Question:
    def rolled(rng: random.Random) -> Callable[[Any], Any]:
        given = {name: value(rng) if callable(value) else value for name, value in query.items()}
        reach = given.pop("reach", None) or (Reach(groups=("akz-clerk",), sites=(rng.choice(SITE),)),)
        return lambda read: read.count_tasks(1, TaskQuery(reach, now=NOW, **given))

    return rolled


QUESTIONS: dict[str, Question] = {
    "mine": asks(reach=mine, follow_up="hidden"),
    "mine, by applicant": asks(reach=mine, sort=TaskSort.APPLICANT),
    "deputies: three people, two groups": asks(reach=FOUR),
    "team": asks(follow_up="hidden"),
    "team, latest due first": asks(descending=True),
    "team, oldest first": asks(sort=TaskSort.CREATED),
    "team, most urgent first": asks(sort=TaskSort.PRIORITY),
    "team, by name": asks(sort=TaskSort.NAME),
    "team, by applicant": asks(sort=TaskSort.APPLICANT),
    "team, by applicant, descending": asks(sort=TaskSort.APPLICANT, descending=True),
    "team, eleventh page": second_page(),
    "team, eleventh page by applicant": second_page(sort=TaskSort.APPLICANT),
    "team, free": asks(assigned="nobody", follow_up="hidden"),
    "team, taken": asks(assigned="somebody"),
    "team, overdue": asks(due_before=NOW),
    "team, due today": asks(due_from=NOW, due_before=NOW + timedelta(days=1)),
    "team, undated": asks(dated=False),
    "team, follow-up due": asks(follow_up="due"),
    "team, urgent (1 %)": asks(priority_min=90),
    "team, urgent first, urgent only": asks(priority_min=90, sort=TaskSort.PRIORITY),
    "team, one element": asks(element_ids=("UT-AKZE-05",)),
    "team, a rare element": asks(element_ids=("UT-OBJE-29",)),
    "team, one element by applicant": asks(element_ids=("UT-AKZE-05",), sort=TaskSort.APPLICANT),
    "team, a rare element by applicant": asks(element_ids=("UT-OBJE-29",), sort=TaskSort.APPLICANT),
    "team, three elements": asks(element_ids=("UT-AKZE-05", "UT-AKZE-06", "UT-HEAR-02")),
    "team, a process": asks(process_id="objection"),
    "team, a case group": asks(case_group="FG2"),
    "team, a rare case group": asks(case_group="FG8"),
    "team, a rare case group, most urgent first": asks(case_group="FG8", sort=TaskSort.PRIORITY),
    "team, rare group of cases and rare element": asks(case_group="FG8", element_ids=("UT-OBJE-29",)),
    "team, somebody's": asks(assignee=anybody),
    "team, a beginning of the number": asks(business_key=lambda rng: f"AKZ-DD-2026-{rng.randrange(9)}"),
    "team, search for a name": asks(q=a_name),
    "team, search for a number": asks(q=a_number),
    "team, search for a common beginning": asks(q="mu"),
    "a rare group": asks(reach=RARE),
    "lead: three groups, four sites": asks(reach=LEAD),
    "lead, free": asks(reach=LEAD, assigned="nobody"),
    "lead, by applicant": asks(reach=LEAD, sort=TaskSort.APPLICANT),
    "lead, a rare case group": asks(reach=LEAD, case_group="FG8"),
    "all": asks(reach=ALL),
    "all, at sites not named": asks(reach=(Reach(groups=None),)),
    "all, most urgent first": asks(reach=ALL, sort=TaskSort.PRIORITY),
    "all, a rare element": asks(reach=ALL, element_ids=("UT-OBJE-29",)),
    "count: mine": counts(reach=mine),
    "count: team": counts(follow_up="hidden"),
    "count: team, overdue": counts(due_before=NOW, follow_up="hidden"),
    "count: team, follow-up due": counts(follow_up="due"),
    "count: lead": counts(reach=LEAD),
    "workload of groups": lambda rng: lambda read: read.workload(1, "group", now=NOW, sites=("DD",)),
    "workload of people": lambda rng: lambda read: read.workload(1, "person", now=NOW),
    "cases": cases_of(),
    "cases of four sites": cases_of(sites=tuple(SITE)),
    "cases of a group": cases_of(case_group="FG8"),
    "cases by applicant": cases_of(sort=CaseSort.APPLICANT),
    "cases, search for a name": cases_of(q=a_name),
}


# -- measuring


class Explaining:
    """A session that also asks how PostgreSQL reads what it is asked."""

    def __init__(self, session: Any, connection: Any) -> None:
        self._session, self._connection = session, connection
        self.buffers, self.indexes = 0, []
        self.values, self.postgres = session.values, session.postgres

    def _look(self, sql: str, parameters: Sequence[Any]) -> None:
        text = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.replace("?", "%s")
        for _ in range(2):  # the first time fills the catalogue caches
            ((found,),) = self._connection.execute(text, parameters)
        plan = found[0]["Plan"]
        self.buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        names = re.findall(r"'Node Type': '([^']*Scan)'|'Index Name': '(\w+)'", str(plan))
        self.indexes += [
            a or b
            for a, b in names
            if (a or b) not in ("Index Scan", "Index Only Scan", "CTE Scan", "WorkTable Scan", "Subquery Scan")
        ]

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self._look(sql, parameters)
        return self._session.all(sql, parameters)

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self._look(sql, parameters)
        return self._session.one(sql, parameters)

    def close(self) -> None:
        self._session.close()


@contextmanager
def explained(store: SqlStore) -> Iterator[tuple[Any, list[Explaining]]]:
    """A read side whose sessions explain, and those sessions."""
    opened: list[Explaining] = []
    url = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        read = store.read()
        plain = read._open

        def opens() -> Any:
            opened.append(Explaining(plain(), connection))
            return opened[-1]

        read._open = opens
        yield read, opened


def measured(store: SqlStore, name: str, question: Question, repeat: int) -> str:
    rng, spent, read = random.Random(name), [], store.read()
    prepared = getattr(question, "prepared", False)
    asked = [question(rng) for _ in range(repeat)]
    for number, ask in enumerate(asked[:1] + asked):
        run = ask(read) if prepared else None
        before = time.perf_counter()
        if run is None:
            ask(read)
        else:
            run()
        if number:
            spent.append((time.perf_counter() - before) * 1000)
    line = f"| {name} | {statistics.median(spent):.1f} | {sorted(spent)[int(len(spent) * 0.95) - 1]:.1f} |"
    if store.engine.dialect.name != "postgresql":
        return line
    most, how = 0, ""
    for ask in asked[:5]:
        with explained(store) as (looking, opened):
            run = ask(looking) if prepared else None
            if run is not None:
                opened.clear()
                run()
            else:
                ask(looking)
        buffers = sum(one.buffers for one in opened)
        if buffers >= most:
            most, how = buffers, ", ".join(dict.fromkeys(name for one in opened for name in one.indexes))
    return f"{line} {most} | {how} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postgres", type=int, default=1_000_000)
    options.add_argument("--sqlite", type=int, default=100_000)
    options.add_argument("--repeat", type=int, default=40)
    options.add_argument("--only", default="")
    given = options.parse_args()
    chosen = {name: question for name, question in QUESTIONS.items() if given.only in name}
    if given.postgres:
        with postgres_server("shared_buffers=256MB", "max_wal_size=8GB", "jit=off") as url:
            report(url, given.postgres, given.repeat, chosen)
    if given.sqlite:
        with tempfile.TemporaryDirectory() as folder:
            report(f"sqlite:///{Path(folder)}/inbox.db", given.sqlite, given.repeat, chosen)


def report(url: str, count: int, repeat: int, chosen: dict[str, Question]) -> None:
    store = open_store(url)
    assert isinstance(store, SqlStore)
    store.upgrade()
    before = time.perf_counter()
    filled(store, count)
    postgres = url.startswith("postgresql")
    print(
        f"\n{'PostgreSQL' if postgres else 'SQLite'}: {count:,} open tasks, made in {time.perf_counter() - before:.0f} s\n"
    )
    print("| question | p50 ms | p95 ms |" + (" buffers | read through |" if postgres else ""))
    print("| --- | ---: | ---: |" + (" ---: | --- |" if postgres else ""))
    for name, question in chosen.items():
        print(measured(store, name, question, repeat), flush=True)
    store.close()


if __name__ == "__main__":
    main()
