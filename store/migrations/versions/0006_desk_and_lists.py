"""The desk's records; what lists show of cases and tasks; offers, search terms and the feed of changes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.lists import triggers
from store.migrations import online
from store.types import Big, Bytes, Instant, Int, Key, Names, Payload, Small

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TASK = (
    *("case_id", "activation", "tenant", "element_id", "name", "form_id", "assignee", "candidate_groups"),
    *("candidate_users", "priority", "due_at", "follow_up_at", "site", "created_at", "business_key", "process_id"),
    *("version", "follow_up_note", "applicant", "employer", "azr_number", "case_group", "nationality", "applicant_key"),
)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _text(name: str, kind: Any = sa.Text, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def _empty(name: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=sa.text("''"))


def _int(name: str, kind: Any = Int) -> sa.Column[Any]:
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def _at(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Instant(), nullable=null)


def _listed() -> list[sa.Column[Any]]:
    names = ("applicant", "employer", "azr_number", "case_group", "nationality")
    return [*(_empty(name) for name in names), _empty("applicant_key", Key)]


def _table(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"), sqlite_strict=True)


# Touching an open task is what makes its offers; the triggers are committed before, so what is opened meanwhile has them.
_TOUCH = """
    UPDATE task SET version = version WHERE (case_id, activation) IN (
      SELECT t.case_id, t.activation FROM task t WHERE t.state = 0 AND NOT EXISTS (
        SELECT 1 FROM offer o WHERE o.case_id = t.case_id AND o.activation = t.activation) LIMIT {0})"""


def upgrade() -> None:
    """Columns with a default rewrite nothing; rows that are there get their offers, some at a time."""
    online.columns("case_instance", [*_listed(), _empty("listed_digest")])
    online.columns("task", [_empty("follow_up_note"), *_listed()])
    online.index("case_site", "case_instance", ["tenant", "site", "status", "id"])
    online.index("case_group", "case_instance", ["tenant", "site", "status", "case_group", "id"])
    online.index("case_applicant", "case_instance", ["tenant", "site", "status", "applicant_key", "id"])
    online.index("case_number", "case_instance", ["tenant", "site", "status", "business_key", "id"])
    if not online.has_table("offer"):
        online.lock("case_instance", "task")
        _desk()
        _lists()
        for statement in triggers.statements(op.get_bind().dialect.name, _TASK):
            op.execute(sa.text(statement.replace(":", "\\:")))
    online.batches(_TOUCH.format(online.BATCH))


def _desk() -> None:
    _table(
        *("comment", ("id", "tenant")),
        *(_text("id", Key), _int("tenant"), _text("case_id", Key), _text("author"), _text("text")),
        *(_at("created_at"), _text("element_id"), _text("on_behalf_of", null=True)),
        *(_at("changed_at", null=True), _at("deleted_at", null=True)),
    )
    op.create_index("comment_case", "comment", ["tenant", "case_id", "created_at", "id"])
    _table(
        *("saved_view", ("id", "tenant")),
        *(_text("id", Key), _int("tenant"), _text("owner", Key), _text("name"), _text("query"), _at("changed_at")),
        *(_text("columns", Names()), _int("position")),
        *(_text("shared_group", Key, null=True), _text("shared_site", Key, null=True)),
    )
    op.create_index("saved_view_owner", "saved_view", ["tenant", "owner"])
    op.create_index("saved_view_group", "saved_view", ["tenant", "shared_group"])
    op.create_index("saved_view_site", "saved_view", ["tenant", "shared_site"])
    _table(
        *("deputyship", ("id", "tenant")),
        *(_text("id", Key), _int("tenant"), _text("person", Key), _text("deputy", Key), _at("since"), _at("until")),
        *(_text("reason"), _text("created_by"), _at("created_at"), _text("groups", Names(), null=True)),
        *(_text("sites", Names(), null=True), _at("ended_at", null=True), _text("ended_by", null=True)),
    )
    op.create_index("deputyship_person", "deputyship", ["tenant", "person", "until", "id"])
    op.create_index("deputyship_until", "deputyship", ["tenant", "until", "id"])
    op.create_index("deputyship_deputy", "deputyship", ["tenant", "deputy", "until", "id"])
    _table(
        *("person", ("tenant", "account")),
        *(_int("tenant"), _text("person", Key), _text("account", Key), _text("name", Key), _at("changed_at")),
        *(_text("groups", Names()), _text("sites", Names()), _text("language"), _text("preferences", Payload())),
        _int("active", Small),
    )
    op.create_index("person_person", "person", ["tenant", "person"])
    op.create_index("person_name", "person", ["tenant", "name", "account"])
    _table(
        *("web_session", ("token_hash",)),
        *(_text("token_hash", Bytes), _int("tenant"), _text("person", Key), _text("account"), _text("csrf")),
        *(_at("created_at"), _at("seen_at"), _at("expires_at"), _text("provider_session", Key, null=True)),
        _text("detail", Payload()),
    )
    op.create_index("web_session_person", "web_session", ["tenant", "person"])
    op.create_index("web_session_provider", "web_session", ["provider_session"])
    op.create_index("web_session_expiry", "web_session", ["expires_at"])
    _table(
        *("access_code", ("tenant", "case_id", "code_hash")),
        *(_int("tenant"), _text("case_id", Key), _text("code_hash", Bytes), _text("salt", Bytes), _at("created_at")),
        *(_text("created_by"), _at("expires_at", null=True), _at("revoked_at", null=True)),
    )
    _table(
        *("case_access", ("tenant", "case_id", "person", "hour", "purpose")),
        *(_int("tenant"), _text("case_id", Key), _text("person", Key), _at("hour"), _text("purpose", Key)),
        *(_at("at"), _text("on_behalf_of", null=True)),
    )
    op.create_index("case_access_person", "case_access", ["tenant", "person", "at"])
    op.create_index("case_access_at", "case_access", ["tenant", "at"])
    _table(
        *("seal_opening", ("id", "tenant")),
        *(_text("id", Key), _int("tenant"), _text("case_id", Key), _text("folder"), _text("person", Key)),
        *(_text("session"), _text("reason"), _at("opened_at"), _at("until"), _text("on_behalf_of", null=True)),
    )
    op.create_index("seal_opening_case", "seal_opening", ["tenant", "case_id", "opened_at"])
    op.create_index("seal_opening_at", "seal_opening", ["tenant", "opened_at"])
    _table(
        *("security_event", ("id", "tenant")),
        *(_text("id", Key), _int("tenant"), _at("at"), _text("kind", Key), _text("person"), _text("address")),
        _text("detail", Payload()),
    )
    op.create_index("security_event_at", "security_event", ["tenant", "at", "id"])
    op.create_index("security_event_kind", "security_event", ["tenant", "kind", "at", "id"])


def _lists() -> None:
    _table(
        *("offer", ("case_id", "activation", "shelf")),
        *(_text("case_id", Key), _int("activation"), _text("shelf", Key), _int("tenant"), _text("element_id")),
        *(_text("name", Key), _text("form_id", null=True), _text("assignee", null=True)),
        *(_text("candidate_groups", Names()), _text("candidate_users", Names()), _int("priority")),
        *(_at("due_at", null=True), _at("follow_up_at", null=True), _text("site"), _at("created_at")),
        *(_text("business_key", Key), _text("process_id"), _int("version"), _empty("follow_up_note"), *_listed()),
        *(_at("due_sort"), _int("urgency")),
    )
    order, key = ["tenant", "shelf"], ["case_id", "activation"]
    facets = ["element_id", "case_group"]
    for name, columns in (
        ("created", ["created_at", *key, *facets]),
        ("priority", ["urgency", "due_sort", *key, *facets]),
        ("name", ["name", "due_sort", *key, *facets]),
        ("applicant", ["applicant_key", *key, *facets]),
        ("element", ["element_id", "due_sort", *key]),
        ("process", ["process_id", "due_sort", *key]),
        ("case_group", ["case_group", "due_sort", *key]),
    ):
        op.create_index(f"offer_{name}", "offer", [*order, *columns])
    due = [*order, "due_sort", *key, "follow_up_at", "urgency"]
    op.create_index("offer_due", "offer", [*due, "site"])
    op.create_index("offer_free", "offer", due, **_where("assignee IS NULL"))
    op.create_index("offer_follow_up", "offer", due[:-1], **_where("follow_up_at IS NOT NULL"))
    key_of_term = ("tenant", "term", "case_id", "site")
    _table("search_term", key_of_term, _int("tenant"), *(_text(name, Key) for name in key_of_term[1:]))
    op.create_index("search_term_case", "search_term", ["case_id", "term"])
    _table(
        *("change_feed", ("id",)),
        *(sa.Column("id", Big, sa.Identity(always=False), nullable=False), _int("xid", Big), _int("tenant")),
        *(_text("kind"), _text("case_id", Key), _text("site"), _text("groups", Names()), _text("assignee", null=True)),
    )
    op.create_index("change_feed_order", "change_feed", ["tenant", "xid", "id"])


def downgrade() -> None:
    """What people wrote is never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete comments, deputyships and logs")
