"""The SQL of roles, rights, functions and policies, from the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .rules import API, AUDITOR, MIGRATOR, RULES, SEALER, SEALER_READS, WORKER, Rule

_LETTERS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
#: What every role of ours is, and is not: rights come from grants alone.
ATTRIBUTES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
#: Triggers that write tables which the service itself may not write, or not all rows of.
FOR_THE_OWNER = ("task_offered", "case_changed")


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def functions(schema: str) -> list[str]:
    """What the policies ask. Unset, they say: no tenant, no site, nobody."""
    place = quoted(schema)

    def asked(name: str, kind: str, body: str) -> str:
        return f"CREATE OR REPLACE FUNCTION {place}.{name}() RETURNS {kind} LANGUAGE sql STABLE AS $$ {body} $$"

    def array(setting: str) -> str:
        return f"COALESCE(NULLIF(NULLIF(current_setting('{setting}', true), ''), '*')::text[], '{{}}')"

    # PL/pgSQL and no SQL: it is called for single rows and must never be turned into a join over all cases. It acts for
    # the owner, so the tables that it looks at do not ask it again.
    definer = f"LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 SET search_path = {place}, pg_temp AS $$ BEGIN"
    named = (
        " (one = ANY (akzess_held()) OR EXISTS (SELECT 1 FROM task t WHERE t.case_id = one"
        " AND (t.assignee = ANY (akzess_persons()) OR t.candidate_users && akzess_persons())))"
    )
    return [
        asked("akzess_tenant", "int", "SELECT NULLIF(current_setting('app.tenant', true), '')::int"),
        asked("akzess_everywhere", "boolean", "SELECT COALESCE(current_setting('app.sites', true) = '*', false)"),
        asked("akzess_sites", "text[]", f"SELECT {array('app.sites')}"),
        asked("akzess_persons", "text[]", f"SELECT {array('app.persons')}"),
        asked("akzess_held", "text[]", f"SELECT {array('app.held')}"),
        f"CREATE OR REPLACE FUNCTION {place}.akzess_names(one text) RETURNS boolean {definer} RETURN{named}; END $$",
        f"CREATE OR REPLACE FUNCTION {place}.akzess_sees(one text) RETURNS boolean {definer}"
        " RETURN EXISTS (SELECT 1 FROM case_instance c WHERE c.id = one AND c.tenant = akzess_tenant()"
        f" AND c.site = ANY (akzess_sites())) OR{named}; END $$",
    ]


def rights(schema: str, database: str, tables: Iterable[str]) -> list[str]:
    """Take everything from everybody, then give each role what its rule says."""
    place, ours = quoted(schema), ", ".join((API, WORKER, AUDITOR, SEALER))
    found = [
        f"REVOKE CREATE ON SCHEMA {place} FROM PUBLIC",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {place} FROM PUBLIC, {ours}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {place} FROM PUBLIC, {ours}",
        f"GRANT CONNECT ON DATABASE {quoted(database)} TO {ours}, {MIGRATOR}",
        f"GRANT USAGE ON SCHEMA {place} TO {ours}",
        f"GRANT USAGE, CREATE ON SCHEMA {place} TO {MIGRATOR}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {place} TO {AUDITOR}",
        f"GRANT USAGE ON SEQUENCE {place}.fence_seq TO {API}, {WORKER}",
    ]
    for table in tables:
        rule = RULES[table]
        for role, letters in ((API, rule.api), (WORKER, worker_letters(rule))):
            if letters:
                verbs = ", ".join(_LETTERS[letter] for letter in letters)
                found.append(f"GRANT {verbs} ON {place}.{quoted(table)} TO {role}")
            if rule.blank:
                found.append(f"GRANT UPDATE ({rule.blank[0]}) ON {place}.{quoted(table)} TO {role}")
            if rule.columns:
                found.append(f"GRANT SELECT ({rule.columns}) ON {place}.{quoted(table)} TO {role}")
    for table, columns in SEALER_READS.items():
        some = "" if columns == "*" else f" ({columns})"
        found.append(f"GRANT SELECT{some} ON {place}.{quoted(table)} TO {SEALER}")
    found.append(f"GRANT INSERT ON {place}.checkpoint TO {SEALER}")
    return found


def worker_letters(rule: Rule) -> str:
    """The worker's rights: its own or the service's, and the one to forget."""
    letters = rule.api if rule.worker is None else rule.worker
    return letters + ("D" if rule.forget else "")


def policies(schema: str, table: str) -> list[str]:
    """Row-level security of one table; the owner is not bound by it, everybody else sees what a policy names."""
    rule, place = RULES[table], f"{quoted(schema)}.{quoted(table)}"
    if not rule.tenant:
        return [f"ALTER TABLE {place} DISABLE ROW LEVEL SECURITY"]
    seen = f"{rule.tenant} AND ({rule.seen})" if rule.seen else rule.tenant
    return [
        f"ALTER TABLE {place} ENABLE ROW LEVEL SECURITY",
        *(f"CREATE POLICY {name} ON {place} {what}" for name, what in _policies(table, rule, seen)),
    ]


def _policies(table: str, rule: Rule, seen: str) -> Iterator[tuple[str, str]]:
    for name, role, rows in (("api", API, seen), ("worker", WORKER, rule.tenant)):
        if rule.book or rule.columns:
            # A policy for each verb: one for all would let through what is granted for single rows and columns below.
            yield f"{name}_reads", f"FOR SELECT TO {role} USING ({rows})"
            yield f"{name}_adds", f"FOR INSERT TO {role} WITH CHECK ({rule.tenant})"
        elif rule.api or worker_letters(rule):
            # New rows are held to the tenant only: an applicant begins a case at a site whose files are not hers.
            yield name, f"TO {role} USING ({rows}) WITH CHECK ({rule.tenant})"
    if rule.blank:
        column, empty = rule.blank
        erased = "EXISTS (SELECT 1 FROM data_key k WHERE k.tenant = (SELECT akzess_tenant()) AND k.subject = case_id"
        condition = f"{rule.tenant} AND {erased} AND k.wrapped IS NULL)"
        yield "blank", f"FOR UPDATE TO {API}, {WORKER} USING ({condition}) WITH CHECK ({column} = '{empty}')"
    if rule.forget:
        yield "forget", f"FOR DELETE TO {WORKER} USING ({rule.tenant} AND {rule.forget})"
    yield "auditor", f"FOR SELECT TO {AUDITOR} USING (true)"
    if table in SEALER_READS:
        yield "sealer", f"TO {SEALER} USING (true) WITH CHECK (true)"
