"""The tables of the portal; columns have the names and the order of the records in `authority.intake`."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text, UniqueConstraint

from authority.intake import records

from ..desk.kinds import KINDS, kind
from ..tables import table
from ..types import Bytes, Instant, Int, Key, Names


def _tenant() -> Column[int]:
    return Column("tenant", Int, primary_key=True, autoincrement=False)


intake_draft = table(
    "intake_draft",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("reference", Key, nullable=False),
    Column("code_hash", Bytes, nullable=False),
    Column("salt", Bytes, nullable=False),
    Column("state", Key, nullable=False),
    Column("version", Int, nullable=False),
    Column("language", Text, nullable=False),
    Column("master", Text, nullable=False),
    Column("content", Bytes, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("wrapped", Bytes),
    Column("subject", Key),
    Column("case_id", Key),
    Column("business_key", Text),
    Column("submitted_at", Instant),
    UniqueConstraint("tenant", "reference"),
    Index("intake_draft_state", "tenant", "state", "expires_at", "id"),
    Index("intake_draft_subject", "tenant", "subject"),
    Index("intake_draft_case", "tenant", "case_id"),
)

intake_file = table(
    "intake_file",
    _tenant(),
    Column("draft_id", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("key", Key, nullable=False),
    Column("code", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Int, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("scan", Text, nullable=False),
    Column("flags", Names, nullable=False),
    Column("label", Bytes, nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    UniqueConstraint("tenant", "draft_id", "key", name="uq_intake_file_key"),
)

intake_content = table(
    "intake_content",
    _tenant(),
    Column("draft_id", Key, primary_key=True),
    Column("file_id", Key, primary_key=True),
    Column("content", Bytes, nullable=False),
)

employer_invitation = table(
    "employer_invitation",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("token_hash", Bytes, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("invited_by", Text, nullable=False),
    Column("draft_id", Key),
    Column("case_id", Key),
    Column("opened_at", Instant),
    Column("answered_at", Instant),
    Column("revoked_at", Instant),
    UniqueConstraint("token_hash"),
    Index("employer_invitation_draft", "tenant", "draft_id"),
    Index("employer_invitation_case", "tenant", "case_id"),
)

portal_message = table(
    "portal_message",
    _tenant(),
    Column("case_id", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("sender", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("read_at", Instant),
    Index("portal_message_newest", "tenant", "case_id", "sent_at", "id"),
    Index("portal_message_time", "tenant", "sent_at"),
)

delivery_consent = table(
    "delivery_consent",
    _tenant(),
    Column("case_id", Key, primary_key=True),
    Column("given_at", Instant, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Key, nullable=False),
    Column("withdrawn_at", Instant),
    Column("looked_at", Instant),
    Index("delivery_consent_oldest", "tenant", "state", "looked_at", "case_id"),
)

provision = table(
    "provision",
    _tenant(),
    Column("case_id", Key, primary_key=True),
    Column("document_id", Key, primary_key=True),
    Column("number", Int, primary_key=True, autoincrement=False),
    Column("provided_at", Instant, nullable=False),
    Column("notified_at", Instant, nullable=False),
    Column("ends_on", Text, nullable=False),
    Column("retrieved_at", Instant),
    Column("deemed_on", Text),
    Column("ended_at", Instant),
)

portal_notice = table(
    "portal_notice",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("case_id", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("about", Key, nullable=False),
    Column("number", Int, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("attempts", Int, nullable=False),
    Index("portal_notice_due", "tenant", "due_at", "id"),
    Index("portal_notice_case", "tenant", "case_id"),
)

DRAFT = kind(records.IntakeDraft, "intake_draft", "tenant", "id")
FILE = kind(records.IntakeFile, "intake_file", "tenant", "draft_id", "id")
CONTENT = kind(records.IntakeContent, "intake_content", "tenant", "draft_id", "file_id")
INVITATION = kind(records.EmployerInvitation, "employer_invitation", "tenant", "id")
MESSAGE = kind(records.PortalMessage, "portal_message", "tenant", "case_id", "id")
CONSENT = kind(records.DeliveryConsent, "delivery_consent", "tenant", "case_id")
PROVISION = kind(records.Provision, "provision", "tenant", "case_id", "document_id", "number")
NOTICE = kind(records.PortalNotice, "portal_notice", "tenant", "id")

KINDS.update({one.record: one for one in (DRAFT, FILE, CONTENT, INVITATION, MESSAGE, CONSENT, PROVISION, NOTICE)})
