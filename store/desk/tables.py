"""The tables of the clerks' desk; columns have the names and the order of the records in `engine.desk`."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text

from ..tables import table
from ..types import Bytes, Instant, Int, Key, Names, Payload, Small

comment = table(
    "comment",
    Column("id", Key, primary_key=True),
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("case_id", Key, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("changed_at", Instant),
    Column("deleted_at", Instant),
    Index("comment_case", "tenant", "case_id", "created_at", "id"),
)

saved_view = table(
    "saved_view",
    Column("id", Key, primary_key=True),
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("owner", Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("columns", Names, nullable=False),
    Column("position", Int, nullable=False),
    Column("shared_group", Key),
    Column("shared_site", Key),
    Index("saved_view_owner", "tenant", "owner"),
    Index("saved_view_group", "tenant", "shared_group"),
    Index("saved_view_site", "tenant", "shared_site"),
)

deputyship = table(
    "deputyship",
    Column("id", Key, primary_key=True),
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("person", Key, nullable=False),
    Column("deputy", Key, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("groups", Names),
    Column("sites", Names),
    Column("ended_at", Instant),
    Column("ended_by", Text),
    Index("deputyship_person", "tenant", "person", "until", "id"),
    Index("deputyship_until", "tenant", "until", "id"),
    Index("deputyship_deputy", "tenant", "deputy", "until", "id"),
)

person = table(
    "person",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("person", Key, nullable=False),
    Column("account", Key, primary_key=True),
    Column("name", Key, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("groups", Names, nullable=False),
    Column("sites", Names, nullable=False),
    Column("language", Text, nullable=False),
    Column("preferences", Payload, nullable=False),
    Column("active", Small, nullable=False),
    Index("person_person", "tenant", "person"),
    Index("person_name", "tenant", "name", "account"),
)

web_session = table(
    "web_session",
    Column("token_hash", Bytes, primary_key=True),
    Column("tenant", Int, nullable=False),
    Column("person", Key, nullable=False),
    Column("account", Text, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("provider_session", Key),
    Column("detail", Payload, nullable=False),
    Index("web_session_person", "tenant", "person"),
    Index("web_session_provider", "provider_session"),
    Index("web_session_expiry", "expires_at"),
)

access_code = table(
    "access_code",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("case_id", Key, primary_key=True),
    Column("code_hash", Bytes, primary_key=True),
    Column("salt", Bytes, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

case_access = table(
    "case_access",
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("case_id", Key, primary_key=True),
    Column("person", Key, primary_key=True),
    Column("hour", Instant, primary_key=True),
    Column("purpose", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("on_behalf_of", Text),
    Index("case_access_person", "tenant", "person", "at"),
    Index("case_access_at", "tenant", "at"),
)

seal_opening = table(
    "seal_opening",
    Column("id", Key, primary_key=True),
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("case_id", Key, nullable=False),
    Column("folder", Text, nullable=False),
    Column("person", Key, nullable=False),
    Column("session", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("on_behalf_of", Text),
    Index("seal_opening_case", "tenant", "case_id", "opened_at"),
    Index("seal_opening_at", "tenant", "opened_at"),
)

security_event = table(
    "security_event",
    Column("id", Key, primary_key=True),
    Column("tenant", Int, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("kind", Key, nullable=False),
    Column("person", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("detail", Payload, nullable=False),
    Index("security_event_at", "tenant", "at", "id"),
    Index("security_event_kind", "tenant", "kind", "at", "id"),
)
