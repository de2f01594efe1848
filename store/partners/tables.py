"""The tables of the partners' inboxes; columns have the names and the order of the records."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text, text

from ..desk.kinds import KINDS, kind
from ..tables import table
from ..types import Instant, Int, Key, Names, Payload, Small
from . import records


def _tenant() -> Column[int]:
    return Column("tenant", Int, primary_key=True, autoincrement=False)


partner_request = table(
    "partner_request",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("partner", Key, nullable=False),
    Column("site", Key, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("business_key", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("state", Key, nullable=False),
    Column("version", Int, nullable=False),
    Column("due_on", Key, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("content", Payload, nullable=False),
    Column("reminders", Int, nullable=False),
    Column("settled", Small, nullable=False),
    Column("answered_at", Instant),
    Column("answered_by", Text),
    Index("partner_request_inbox", "tenant", "partner", "state", "due_on", "id"),
    Index("partner_request_case", "tenant", "case_id", "created_at", "id"),
    Index("partner_request_made", "tenant", "partner", "created_at", "id"),
    Index(
        "partner_request_unsettled",
        "tenant",
        "id",
        sqlite_where=text("settled = 0"),
        postgresql_where=text("settled = 0"),
    ),
)

partner_document = table(
    "partner_document",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("request_id", Key, nullable=False),
    Column("case_id", Key, nullable=False),
    Column("type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Int, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("content", Text, nullable=False),
    Index("partner_document_request", "tenant", "request_id", "sent_at", "id"),
)

partner_contact = table(
    "partner_contact",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("partner", Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("function", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("languages", Names, nullable=False),
    Column("substitute_of", Key),
    Index("partner_contact_partner", "tenant", "partner", "id"),
)

partner_notice = table(
    "partner_notice",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("request_id", Key, nullable=False),
    Column("partner", Key, nullable=False),
    Column("site", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("mail", Key, nullable=False),
    Column("attempts", Int, nullable=False),
    Column("told", Names, nullable=False),
    Index("partner_notice_due", "tenant", "due_at", "id"),
    Index("partner_notice_inbox", "tenant", "partner", "site", "kind", "due_at", "id"),
)

for _record, _table in (
    (records.PartnerRequest, "partner_request"),
    (records.PartnerDocument, "partner_document"),
    (records.PartnerContact, "partner_contact"),
    (records.PartnerNotice, "partner_notice"),
):
    KINDS[_record] = kind(_record, _table, "tenant", "id")
