"""Each role by plain SQL: what it may not do, and what of other sites and tenants it does not see."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.exc import ProgrammingError

from engine.commands import CompleteTask, StartCase
from engine.model import SYSTEM, Actor
from store import SqlStore, roles, sight
from store.roles import RULES
from store.tables import metadata
from tests.access.office import Office, open_office

Acting = Callable[[str], SqlStore]
SCHEMA = (
    "CREATE TABLE public.mine (id int)",
    "ALTER TABLE history ADD COLUMN mine int",
    "ALTER TABLE history DISABLE ROW LEVEL SECURITY",
    "DROP POLICY auditor ON history",
    "ALTER TABLE task DISABLE TRIGGER ALL",
    "DROP TABLE checkpoint",
    "SET ROLE akzess_migrator",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE akzess_api SUPERUSER",
    "COPY history TO PROGRAM 'true'",
)
BOOKS = ("history", "evidence", "case_access", "seal_opening", "security_event", "checkpoint")


def _count(store: SqlStore, table: str, seen: sight.Sight) -> int:
    with sight.seeing(seen), store.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)


def _do(store: SqlStore, sql: str) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql(sql)


@pytest.fixture
def office(admin: SqlStore) -> Office:
    """One case in Dresden with an open task of the office, one in Leipzig, one of another tenant."""
    with open_office(admin) as found:
        found.case("DD")
        found.case("L")
        found.house.engine.handle(StartCase(actor=SYSTEM, process_id="desk", variables={}, site="DD"))
        _do(admin, "UPDATE case_instance SET tenant = 2 WHERE id = (SELECT max(id) FROM case_instance)")
        return found


def test_every_table_has_a_rule() -> None:
    assert set(RULES) == set(metadata.tables) | {"alembic_version"}


def test_roles_are_made_as_often_as_one_likes(admin: SqlStore) -> None:
    before = _privileges(admin)
    roles.install(admin.engine)
    assert _privileges(admin) == before


def _privileges(store: SqlStore) -> list[object]:
    with store.engine.connect() as connection:
        rights = connection.exec_driver_sql(
            "SELECT relname, relacl::text, pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " ORDER BY 1"
        ).all()
        policies = connection.exec_driver_sql("SELECT * FROM pg_policies ORDER BY tablename, policyname").all()
        return [*map(tuple, rights), *map(str, policies)]


def _refused(store: SqlStore, statements: Sequence[str]) -> list[str]:
    """Those that were not refused."""
    done = []
    for sql in statements:
        try:
            _do(store, sql)
        except ProgrammingError as error:
            assert "permission denied" in str(error) or "must be owner" in str(error), error  # noqa: PT017
        else:
            done.append(sql)
    return done


@pytest.mark.parametrize("role", [roles.API, roles.WORKER])
def test_service_and_worker_change_no_book(admin: SqlStore, acting: Acting, role: str) -> None:
    verbs = ("UPDATE {} SET tenant = tenant", "DELETE FROM {}", "TRUNCATE {}")
    every = [verb.format(table) for table in BOOKS for verb in verbs]
    allowed = ["DELETE FROM security_event"] if role == roles.WORKER else []  # what is past its time; see below
    assert _refused(acting(role), every) == allowed


@pytest.mark.parametrize("role", [roles.API, roles.WORKER, roles.AUDITOR, roles.SEALER])
def test_no_role_changes_the_schema_or_itself(admin: SqlStore, acting: Acting, role: str) -> None:
    assert _refused(acting(role), SCHEMA) == []


def _erased(office: Office) -> str:
    case = office.case("DD")
    office.document(case)  # which makes the key that goes
    office.erase(case)
    return case


@pytest.mark.parametrize("role", [roles.API, roles.WORKER])
def test_what_a_line_of_history_said_is_taken_out_only_of_an_erased_case(
    office: Office, admin: SqlStore, acting: Acting, role: str
) -> None:
    office.case("DD")
    erased = _erased(office)
    _do(acting(role), """UPDATE history SET detail = '{"erased":true}'""")
    with admin.engine.connect() as connection:
        touched = """SELECT DISTINCT case_id FROM history WHERE detail = '{"erased":true}'"""
        assert list(connection.exec_driver_sql(touched).scalars()) == [erased]


def test_nothing_else_is_written_into_an_erased_case(office: Office, acting: Acting) -> None:
    _erased(office)
    with pytest.raises(ProgrammingError, match="row-level security"):
        _do(acting(roles.API), "UPDATE history SET detail = '{}'")


def test_only_the_sealer_writes_seals(admin: SqlStore, acting: Acting) -> None:
    seal = "INSERT INTO checkpoint VALUES (1, 1, now(), '', '', '', '', '', '', '')"
    _do(acting(roles.SEALER), seal)
    for role in (roles.API, roles.WORKER, roles.AUDITOR):
        with pytest.raises(ProgrammingError, match="permission denied"):
            _do(acting(role), seal.replace("(1, 1", "(1, 2"))


def test_the_sealer_reads_heads_and_no_contents(office: Office, acting: Acting) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        _do(acting(roles.SEALER), "SELECT state FROM case_instance")


def test_the_auditor_reads_everything_and_writes_nothing(office: Office, acting: Acting) -> None:
    assert _count(acting(roles.AUDITOR), "case_instance", sight.nothing()) == 3
    with pytest.raises(ProgrammingError, match="permission denied"):
        _do(acting(roles.AUDITOR), "UPDATE case_instance SET status = 'COMPLETED'")


def test_the_worker_sees_every_site_of_its_tenant(office: Office, acting: Acting) -> None:
    assert _count(acting(roles.WORKER), "case_instance", sight.everything()) == 2


def test_the_service_sees_the_sites_of_who_asks(office: Office, admin: SqlStore, acting: Acting) -> None:
    wanted, seen = {}, {}
    for table in ("case_instance", "task", "offer", "history", "search_term", "change_feed"):
        column = "id" if table == "case_instance" else "case_id"
        of_leipzig = f"{table} o JOIN case_instance c ON c.id = o.{column} WHERE c.site = 'L'"
        wanted[table] = _count(admin, of_leipzig, sight.everything())
        seen[table] = _count(acting(roles.API), table, sight.Sight(1, frozenset({"L"})))
    assert (seen, min(seen.values()) > 0) == (wanted, True)


def test_another_tenant_sees_nothing_of_any_table(office: Office, acting: Acting) -> None:
    tables = sorted(name for name, rule in RULES.items() if rule.tenant and "S" in rule.api and name != "counter")
    seen = {table: _count(acting(roles.API), table, sight.everything(3)) for table in tables}
    assert seen == dict.fromkeys(tables, 0)


def test_before_anybody_has_said_who_it_is_no_case_is_seen(office: Office, acting: Acting) -> None:
    tables = sorted(name for name, rule in RULES.items() if rule.seen)
    seen = {table: _count(acting(roles.API), table, sight.nothing()) for table in tables}
    assert seen == dict.fromkeys(tables, 0)


def test_who_is_named_in_a_task_sees_that_case_of_another_site(office: Office, acting: Acting) -> None:
    case = office.case("DD")
    office.assign(case, "UT-FIRST", "ba-amz.l")
    seen = _count(acting(roles.API), "case_instance", sight.Sight(1, frozenset({""}), frozenset({"ba-amz.l"})))
    assert seen == 1


def test_a_case_whose_only_task_is_given_back_is_saved_all_the_same(admin: SqlStore, acting: Acting) -> None:
    with open_office(acting(roles.API)) as office:
        case = office.case("DD")
        task = office.assign(case, "UT-FIRST", "ba-amz.l")
        before = office.house.case(case).version
        anna = Actor("ba-amz.l", "ba-amz.l", frozenset({"ba-amz"}), frozenset({"L"}))
        with sight.seeing(sight.Sight(1, frozenset({"L", ""}), frozenset({"ba-amz.l"}))):
            office.house.handle(CompleteTask(actor=anna, task_id=task, answers={}))
        assert office.house.case(case).version == before + 1


def test_shelves_of_others_are_cleared_although_nobody_sees_them(admin: SqlStore, acting: Acting) -> None:
    with open_office(acting(roles.API)) as office:
        case = office.case("DD")
        task = office.assign(case, "UT-FIRST", "ba-amz.l")
        anna = Actor("ba-amz.l", "ba-amz.l", frozenset({"ba-amz"}), frozenset({"L"}))
        with sight.seeing(sight.Sight(1, frozenset({"L", ""}), frozenset({"ba-amz.l"}))):
            office.house.handle(CompleteTask(actor=anna, task_id=task, answers={}))
    with admin.engine.connect() as connection:
        left = connection.exec_driver_sql(
            "SELECT count(*) FROM offer o JOIN task t USING (case_id, activation) WHERE t.state <> 0"
        ).scalar()
    assert left == 0


def test_an_applicant_begins_a_case_at_a_site_whose_files_are_not_hers(admin: SqlStore, acting: Acting) -> None:
    with open_office(acting(roles.API)) as office:
        with sight.seeing(sight.Sight(1, frozenset({""}), frozenset({"anjali"}))):
            case = office.case("DD")
        assert office.house.case(case).site == "DD"


def test_a_connection_forgets_who_asked_before(office: Office, acting: Acting) -> None:
    store = acting(roles.API)
    _count(store, "case_instance", sight.everything())
    assert _count(store, "case_instance", sight.nothing()) == 0


def test_the_worker_forgets_only_what_is_past_its_time(admin: SqlStore, acting: Acting) -> None:
    event = "INSERT INTO security_event VALUES ('{}', 1, now() - interval '{}', 'csrf', '', '', '{{}}')"
    for name, age in (("old", "3 years"), ("new", "1 year")):
        _do(admin, event.format(name, age))
    _do(acting(roles.WORKER), "DELETE FROM security_event")
    assert _count(admin, "security_event", sight.everything()) == 1
