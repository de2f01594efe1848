"""Rows of a running case as code of schema 0005 wrote them, in plain SQL: no code of today can."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

_WORDS = {
    "postgresql": {"at": "'2026-03-02T12:00Z'", "names": "'{akz}'", "none": "'{}'", "blob": "''"},
    "sqlite": {"at": "0", "names": "'[\"akz\"]'", "none": "'[]'", "blob": "x''"},
}
_ONCE = (
    "INSERT INTO deployment (tenant, hash, resources, compiled, deployed_at, deployed_by)"
    " VALUES (1, 'h', {blob}, {blob}, {at}, 'x')",
    "INSERT INTO definition (tenant, process_id, version, deployment_id, name, hash)"
    " VALUES (1, 'akzess', 1, 1, 'AKZESS', 'h')",
    "INSERT INTO case_instance (id, tenant, definition_id, deployment_id, process_id, business_key, site, status, version,"
    " state, state_format, checksum, history_seq, history_head, created_at, updated_at)"
    " VALUES ('c1', 1, 1, 1, 'akzess', 'AKZ-1', 'DD', 'RUNNING', 1, {blob}, 1, {blob}, 0, {blob}, {at}, {at})",
)
_TASK = (
    "INSERT INTO task (case_id, activation, tenant, element_id, name, assignee, candidate_groups, candidate_users,"
    " priority, site, state, created_at, business_key, process_id, version)"
    " VALUES ('c1', {number}, 1, 'UT', 'Prüfen', 'anna', {names}, {none}, 50, 'DD', 0, {at}, 'AKZ-1', 'akzess', 1)"
)


def running_case(engine: Engine, tasks: int) -> None:
    """A case with open tasks 1 … `tasks`."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for statement in _ONCE:
            connection.exec_driver_sql(statement.format(**_WORDS[engine.dialect.name]))
        for number in range(1, tasks + 1):
            open_task(connection, number)


def open_task(connection: Connection, number: int) -> None:
    """One more open task of it."""
    connection.exec_driver_sql(_TASK.format(number=number, **_WORDS[connection.dialect.name]))
