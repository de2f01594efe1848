"""The triggers that keep offers of open tasks and the feed of changes, in the words of each database.

Triggers and not our own statements: a command costs no statement more, and a worker of the version before, which knows
nothing of lists, keeps them right as well.
"""

from __future__ import annotations

from collections.abc import Sequence

_FAR_MICROS = 253_402_214_400_000_000  # 9999-12-31
#: The feed keeps about so many changes; every 512th looks whether some are to go.
KEPT = 20_480


def statements(dialect: str, shared: Sequence[str]) -> list[str]:
    """What to execute once the tables are there; `shared` are the columns that an offer repeats."""
    return _postgres(shared) if dialect == "postgresql" else _sqlite(shared)


def _postgres(shared: Sequence[str]) -> list[str]:
    columns = ", ".join(("shelf", *shared, "due_sort", "urgency"))
    values = ", ".join(("s.shelf", *(f"NEW.{name}" for name in shared)))
    prune = f"""
        IF mod(n, 512) = 0 THEN
          DELETE FROM change_feed WHERE id IN
            (SELECT id FROM change_feed WHERE id <= n - {KEPT} FOR UPDATE SKIP LOCKED);
        END IF;"""
    return [
        # No WAL for what is only news; after a crash it is empty and readers begin anew.
        "ALTER TABLE change_feed SET UNLOGGED",
        "ALTER TABLE offer SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_limit = 2000)",
        f"""CREATE FUNCTION task_offered() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          n bigint;
          t task;
        BEGIN
          IF TG_OP <> 'INSERT' AND OLD.state = 0 THEN
            DELETE FROM offer WHERE case_id = OLD.case_id AND activation = OLD.activation;
            t := OLD;
          END IF;
          IF TG_OP <> 'DELETE' AND NEW.state = 0 THEN
            INSERT INTO offer ({columns})
            SELECT {values}, COALESCE(NEW.due_at, '9999-12-31 00:00:00+00'), 100 - NEW.priority
              FROM (SELECT '@' || NEW.site
                    UNION SELECT 'g:' || g || '@' || NEW.site FROM unnest(NEW.candidate_groups) g
                    UNION SELECT 'p:' || u FROM unnest(array_append(NEW.candidate_users, NEW.assignee)) u
                     WHERE u IS NOT NULL) s(shelf);
            t := NEW;
          END IF;
          IF t.case_id IS NULL THEN
            RETURN NULL;
          END IF;
          INSERT INTO change_feed (xid, tenant, kind, case_id, site, groups, assignee)
          VALUES (pg_current_xact_id()::text::bigint, t.tenant, 'task', t.case_id, t.site, t.candidate_groups,
                  t.assignee)
          RETURNING id INTO n;{prune}
          RETURN NULL;
        END $$""",
        "CREATE TRIGGER task_offered AFTER INSERT OR UPDATE OR DELETE ON task"
        " FOR EACH ROW EXECUTE FUNCTION task_offered()",
        f"""CREATE FUNCTION case_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          n bigint;
        BEGIN
          INSERT INTO change_feed (xid, tenant, kind, case_id, site, groups)
          VALUES (pg_current_xact_id()::text::bigint, NEW.tenant, 'case', NEW.id, NEW.site, '{{}}')
          RETURNING id INTO n;{prune}
          RETURN NULL;
        END $$""",
        "CREATE TRIGGER case_changed AFTER INSERT OR UPDATE ON case_instance"
        " FOR EACH ROW EXECUTE FUNCTION case_changed()",
    ]


def _sqlite(shared: Sequence[str]) -> list[str]:
    columns = ", ".join(("shelf", *shared, "due_sort", "urgency"))
    values = ", ".join(("s.shelf", *(f"NEW.{name}" for name in shared)))
    offers = f"""
        INSERT INTO offer ({columns})
        SELECT {values}, COALESCE(NEW.due_at, {_FAR_MICROS}), 100 - NEW.priority
          FROM (SELECT '@' || NEW.site AS shelf
                UNION SELECT 'g:' || value || '@' || NEW.site FROM json_each(NEW.candidate_groups)
                UNION SELECT 'p:' || value FROM json_each(NEW.candidate_users)
                UNION SELECT 'p:' || NEW.assignee WHERE NEW.assignee IS NOT NULL) s
         WHERE NEW.state = 0;"""
    gone = "DELETE FROM offer WHERE case_id = OLD.case_id AND activation = OLD.activation;"

    def news(row: str) -> str:
        return (
            "INSERT INTO change_feed (xid, tenant, kind, case_id, site, groups, assignee) VALUES"
            f" (0, {row}.tenant, 'task', {row}.case_id, {row}.site, {row}.candidate_groups, {row}.assignee);"
        )

    case = (
        "INSERT INTO change_feed (xid, tenant, kind, case_id, site, groups)"
        " VALUES (0, NEW.tenant, 'case', NEW.id, NEW.site, '[]');"
    )
    return [
        f"CREATE TRIGGER task_offered_insert AFTER INSERT ON task WHEN NEW.state = 0 BEGIN {offers} {news('NEW')} END",
        "CREATE TRIGGER task_offered_update AFTER UPDATE ON task WHEN OLD.state = 0 OR NEW.state = 0"
        f" BEGIN {gone} {offers} {news('NEW')} END",
        f"CREATE TRIGGER task_offered_delete AFTER DELETE ON task WHEN OLD.state = 0 BEGIN {gone} {news('OLD')} END",
        f"CREATE TRIGGER case_changed_insert AFTER INSERT ON case_instance BEGIN {case} END",
        f"CREATE TRIGGER case_changed_update AFTER UPDATE ON case_instance BEGIN {case} END",
        "CREATE TRIGGER change_feed_kept AFTER INSERT ON change_feed WHEN NEW.id % 512 = 0"
        f" BEGIN DELETE FROM change_feed WHERE id <= NEW.id - {KEPT}; END",
    ]
