"""What is read of a case that has moved: its story, its decisions, the lists of those to move."""

from __future__ import annotations

from typing import Any

import pytest

from engine import commands as c
from engine.handlers.explaining import Explanation
from service.casefile.file import CaseFile
from service.casefile.guide import guide
from service.casefile.timeline import entry
from tests.handlers.test_standing import ASKING, TABLE
from tests.kernel.diagrams import end, flows, process, start, user

from .moving import MovingOffice


def test_a_decision_is_explained_with_the_table_it_was_taken_with(office: MovingOffice) -> None:
    office.deploy(ASKING, d_dmn=TABLE)
    office.starts(age=20)
    other = TABLE.replace(b'"yes"', b'"certainly"').replace(b"section 2", b"section 9")
    office.moves(int(office.deploy(ASKING, d_dmn=other).deployment_id))

    lines = office.store.read().history(1, office.case_id)
    found: Explanation
    (found,) = office.engine.explain(office.case(), [line for line in lines if "decision" in line.detail])

    assert (found.value, found.faithful, found.tables[0].rules[0].annotations) == ("yes", True, ("section 2",))


def test_the_story_names_what_the_version_it_is_on_does_not_know(desk: MovingOffice) -> None:
    first = desk.deploys(process(start(), user("a", name="Sichten"), user("b"), end(), flows("start -> a -> b -> end")))
    desk.starts()
    desk.completes("a")
    desk.moves(desk.deploys(process(start(), user("b"), end(), flows("start -> b -> end"))))
    engine, read = desk.engine, desk.store.read()
    here = engine.definition_table(desk.case().deployment_id)
    file = CaseFile(
        engine.standing(desk.case_id), here, guide(), lambda kind: True, lambda: [engine.definition_table(first)]
    )

    told = [entry(file, line, frozenset()) for line in read.history(1, desk.case_id)]

    titles = [one.title.de for one in told if one is not None]
    assert "„Sichten“ erledigt" in titles
    assert titles[-1] == "Auf eine andere Fassung des Verfahrens umgestellt"


def test_running_cases_of_a_version_come_page_by_page(office: MovingOffice) -> None:
    one = process(start(), user("a"), end(), flows("start -> a -> end"))
    office.deploys(one)
    started = [office.starts() for _ in range(5)]
    office.completes("a")
    number, read, pages, after = office.case().definition_id, office.store.read(), [], None
    while True:
        page = read.running_cases(1, number, limit=2, after=after)
        pages.append([case.id for case in page.items])
        if (after := page.next) is None:
            break

    assert pages == [started[:2], started[2:4]]


def test_verdicts_come_page_by_page_over_all_processes(office: MovingOffice) -> None:
    def both(more: str = "") -> tuple[bytes, ...]:
        return tuple(
            process(start(), user("a"), more, end(), flows("start -> a -> end"), process_id=name) for name in "pqr"
        )

    older = office.deploys(*both())
    newer = office.deploys(*(data + b"<!-- -->" for data in both()))
    for name in "prrpp":
        office.engine.handle(c.StartCase(process_id=name, version=1))
    command = c.MigrateCase(case_id="", deployment_id=newer, from_deployment=older)
    sizes, after = [], None
    while True:
        page = office.migrations.verdicts(command, limit=2, after=after)
        sizes.append([verdict.process_id for verdict in page.items])
        if (after := page.next) is None:
            break

    assert sizes == [["p", "p"], ["p", "r"], ["r"]]


def test_a_batch_goes_on_behind_the_cases_that_stay(office: MovingOffice) -> None:
    older = office.deploys(process(start(), user("a"), user("b"), end(), flows("start -> a -> b -> end")))
    newer = office.deploys(process(start(), user("b"), end(), flows("start -> b -> end")))
    for number in range(4):
        started = office.engine.handle(c.StartCase(process_id="p", version=1, business_key=f"K-{number}"))
        if number > 1:
            office.case_id = started.case_id
            office.completes("a")
    command = c.MigrateCase(case_id="", deployment_id=newer, from_deployment=older)
    told, after = [], None
    while True:
        found, after = office.migrations.migrate_some(command, limit=2, after=after)
        told.append([(one.business_key, one.code) for one in found])
        if after is None:
            break

    stays = "case-not-migratable"
    assert told == [[("K-0", stays), ("K-1", stays)], [("K-2", ""), ("K-3", "")]]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_cases_to_move_are_found_through_an_index(request: pytest.FixtureRequest, kind: str) -> None:
    store: Any = request.getfixturevalue(f"{kind}_store")
    office = MovingOffice(store)
    office.runs(process(start(), user("a"), end(), flows("start -> a -> end")))
    sql = (
        "SELECT id FROM case_instance WHERE tenant = 1 AND definition_id = 1 AND ended_at IS NULL AND id > 'x'"
        " ORDER BY id LIMIT 51"
    )
    with store.engine.connect() as connection:
        if kind == "postgres":
            # Among cases that have ended, as in an office: in an empty table every index is as good as the other.
            connection.exec_driver_sql(
                "INSERT INTO case_instance SELECT (jsonb_populate_record(c, jsonb_build_object('id', 'y' || n,"
                " 'business_key', 'y' || n, 'ended_at', now()))).* FROM case_instance c, generate_series(1, 2000) n"
            )
            connection.exec_driver_sql("ANALYZE case_instance")
            plan = connection.exec_driver_sql(f"EXPLAIN {sql}").all()
        else:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()

    assert "case_definition" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    assert "Sort" not in str(plan)
