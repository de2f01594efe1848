"""Makes the roles, gives them their rights and writes the policies: after every upgrade, as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from psycopg import sql
from sqlalchemy import Connection, Engine, inspect

from ..errors import UnsafeDatabase
from . import statements
from .rules import MIGRATOR, ROLES, RULES
from .statements import quoted

_LOCK = 4_715_002  # any number that no other lock of ours has
_MAY = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"


def install(engine: Engine, passwords: Mapping[str, str] | None = None) -> None:
    """All of it in one transaction. `passwords` by role; a role without one keeps what it has (none: it logs in by a
    certificate, by the operating system or as pg_hba.conf says).

    Errors: UnsafeDatabase when the database is no PostgreSQL, when whoever is logged in may not make roles, or when a
    table has no rule.
    """
    if engine.dialect.name != "postgresql":
        raise UnsafeDatabase("database roles need PostgreSQL: SQLite has one user, who may do everything")
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        # Policies lock their table for a moment: give up soon, or every command would queue behind us.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        if not connection.exec_driver_sql(_MAY).scalar():
            raise UnsafeDatabase("whoever makes the database's roles needs CREATEROLE: set up as its administrator")
        schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar())
        database = str(connection.exec_driver_sql("SELECT current_database()").scalar())
        tables = sorted(inspect(connection).get_table_names())
        unknown = set(tables) - set(RULES)
        if unknown:
            raise UnsafeDatabase(f"store/roles/rules.py has no rule for {', '.join(sorted(unknown))}")
        _roles(connection, passwords or {})
        for statement in (*statements.functions(schema), *statements.rights(schema, database, tables)):
            connection.exec_driver_sql(statement)
        _policies(connection, schema, tables)
        _own(connection, schema, tables)


def _roles(connection: Connection, passwords: Mapping[str, str]) -> None:
    known = {row[0] for row in connection.exec_driver_sql("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        verb = "ALTER" if role in known else "CREATE"
        if verb == "CREATE" or _differs(connection, role):
            connection.exec_driver_sql(f"{verb} ROLE {role} {statements.ATTRIBUTES}")
        if role in passwords:
            # A literal, because utility statements take no parameters; the server's log may show it, so it is sent
            # as a verifier where the driver can make one.
            words = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(role), _verifier(connection, role, passwords)
            )
            connection.exec_driver_sql(words.as_string().replace("%", "%%"))


def _verifier(connection: Connection, role: str, passwords: Mapping[str, str]) -> sql.Literal:
    driver = connection.connection.driver_connection
    encoding = driver.info.encoding  # type: ignore[union-attr]  # psycopg's connection
    made = driver.pgconn.encrypt_password(  # type: ignore[union-attr]
        passwords[role].encode(encoding), role.encode(encoding), b"scram-sha-256"
    )
    return sql.Literal(made.decode(encoding))


def _differs(connection: Connection, role: str) -> bool:
    """Whether somebody has given a role more than it is to have."""
    found = connection.exec_driver_sql(
        "SELECT rolcanlogin AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
        " FROM pg_roles WHERE rolname = %s",
        (role,),
    )
    return not found.scalar()


def _policies(connection: Connection, schema: str, tables: list[str]) -> None:
    """Each table's policies, unless they are what they should be: a start must not lock every table for nothing."""
    for table in tables:
        wanted = statements.policies(schema, table)
        mark = f"akzess policies {sha256(';'.join(wanted).encode()).hexdigest()[:16]}"
        found = connection.exec_driver_sql(
            "SELECT obj_description(%s::regclass, 'pg_class'), relrowsecurity,"
            " (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid) FROM pg_class c WHERE c.oid = %s::regclass",
            (f"{quoted(schema)}.{quoted(table)}",) * 2,
        ).one()
        count = sum(statement.startswith("CREATE POLICY") for statement in wanted)
        if tuple(found) == (mark, bool(count), count):
            continue
        known = connection.exec_driver_sql(
            "SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", (f"{quoted(schema)}.{quoted(table)}",)
        ).all()
        gone = [f"DROP POLICY {quoted(name)} ON {quoted(schema)}.{quoted(table)}" for (name,) in known]
        for statement in (*gone, *wanted, f"COMMENT ON TABLE {quoted(schema)}.{quoted(table)} IS '{mark}'"):
            connection.exec_driver_sql(statement)


def _own(connection: Connection, schema: str, tables: list[str]) -> None:
    """Everything belongs to the migrator, and the triggers act for it."""
    place = quoted(schema)
    owner = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = %s::regclass"
    connection.exec_driver_sql(f"GRANT {MIGRATOR} TO CURRENT_USER")
    for name in tables:
        if connection.exec_driver_sql(owner, (f"{place}.{quoted(name)}",)).scalar() != MIGRATOR:
            connection.exec_driver_sql(f"ALTER TABLE {place}.{quoted(name)} OWNER TO {MIGRATOR}")
    if connection.exec_driver_sql(owner, (f"{place}.fence_seq",)).scalar() != MIGRATOR:
        connection.exec_driver_sql(f"ALTER SEQUENCE {place}.fence_seq OWNER TO {MIGRATOR}")
    ours = connection.exec_driver_sql(
        "SELECT p.oid::regprocedure::text, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e' WHERE n.nspname = %s AND d.objid IS NULL",
        (schema,),
    ).all()
    for signature, name in ours:
        connection.exec_driver_sql(f"ALTER FUNCTION {signature} OWNER TO {MIGRATOR}")
        if name in statements.FOR_THE_OWNER:
            connection.exec_driver_sql(
                f"ALTER FUNCTION {signature} SECURITY DEFINER SET search_path = {place}, pg_temp"
            )
