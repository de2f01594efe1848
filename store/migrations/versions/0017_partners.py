"""Inboxes of partners without a system, the working group's proposals, the survey, and the register of trainings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import online
from store.types import Big, Bytes, Instant, Int, Key, Names, Payload, Small

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
#: The oldest code, by its newest revision, that may go on beside this schema.
serves = "0008"


def _tenant() -> Any:
    return sa.Column("tenant", Int, autoincrement=False, nullable=False)


def _text(name: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Ten new tables; nothing that is there changes."""
    if not online.has_table("partner_request"):
        _partners()
        _working_group()
        _survey()


def _partners() -> None:
    op.create_table(
        "partner_request",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("partner", Key, nullable=False),
        sa.Column("site", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        _text("business_key"),
        _text("agency"),
        _text("kind"),
        _text("key"),
        _text("reference"),
        sa.Column("state", Key, nullable=False),
        sa.Column("version", Int, nullable=False),
        sa.Column("due_on", Key, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        _text("created_by"),
        sa.Column("content", Payload(), nullable=False),
        sa.Column("reminders", Int, nullable=False),
        sa.Column("settled", Small, nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        _text("answered_by", nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_partner_request"),
        sqlite_strict=True,
    )
    op.create_index("partner_request_case", "partner_request", ["tenant", "case_id", "created_at", "id"])
    op.create_index("partner_request_inbox", "partner_request", ["tenant", "partner", "state", "due_on", "id"])
    op.create_index("partner_request_made", "partner_request", ["tenant", "partner", "created_at", "id"])
    op.create_index("partner_request_unsettled", "partner_request", ["tenant", "id"], **_where("settled = 0"))
    op.create_table(
        "partner_document",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("request_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        _text("type"),
        _text("name"),
        _text("media_type"),
        _text("sha256"),
        sa.Column("size", Int, nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        _text("content"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_partner_document"),
        sqlite_strict=True,
    )
    op.create_index("partner_document_request", "partner_document", ["tenant", "request_id", "sent_at", "id"])
    op.create_table(
        "partner_contact",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("partner", Key, nullable=False),
        _text("name"),
        _text("function"),
        _text("phone"),
        _text("email"),
        sa.Column("changed_at", Instant(), nullable=False),
        _text("changed_by"),
        sa.Column("languages", Names(), nullable=False),
        sa.Column("substitute_of", Key, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_partner_contact"),
        sqlite_strict=True,
    )
    op.create_index("partner_contact_partner", "partner_contact", ["tenant", "partner", "id"])


def _working_group() -> None:
    op.create_table(
        "standard_proposal",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("number", Int, nullable=False),
        _text("title"),
        _text("reason"),
        _text("text"),
        _text("participant"),
        sa.Column("state", Key, nullable=False),
        sa.Column("version", Int, nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        _text("proposed_by"),
        _text("draft_id", nullable=True),
        sa.Column("deployment_id", Big, nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        _text("decided_by", nullable=True),
        _text("decision", nullable=True),
        _text("standard", nullable=True),
        _text("valid_from", nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_standard_proposal"),
        sqlite_strict=True,
    )
    op.create_index("standard_proposal_newest", "standard_proposal", ["tenant", "proposed_at", "id"])
    op.create_table(
        "standard_remark",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("proposal_id", Key, nullable=False),
        _text("participant"),
        _text("author"),
        _text("text"),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_standard_remark"),
        sqlite_strict=True,
    )
    op.create_index("standard_remark_proposal", "standard_remark", ["tenant", "proposal_id", "at", "id"])


def _survey() -> None:
    op.create_table(
        "survey_wave",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        _text("name"),
        sa.Column("questionnaire", Int, nullable=False),
        sa.Column("opens_on", Key, nullable=False),
        _text("closes_on"),
        sa.Column("created_at", Instant(), nullable=False),
        _text("created_by"),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_survey_wave"),
        sqlite_strict=True,
    )
    op.create_index("survey_wave_newest", "survey_wave", ["tenant", "opens_on", "id"])
    op.create_table(
        "survey_code",
        _tenant(),
        sa.Column("code_hash", Bytes, nullable=False),
        sa.Column("wave_id", Key, nullable=False),
        _text("population"),
        _text("site"),
        sa.PrimaryKeyConstraint("tenant", "code_hash", name="pk_survey_code"),
        sqlite_strict=True,
    )
    op.create_index("survey_code_wave", "survey_code", ["tenant", "wave_id"])
    op.create_table(
        "survey_answer",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("wave_id", Key, nullable=False),
        _text("population"),
        _text("site"),
        sa.Column("ratings", Payload(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_survey_answer"),
        sqlite_strict=True,
    )
    op.create_index("survey_answer_wave", "survey_answer", ["tenant", "wave_id", "id"])
    op.create_table(
        "survey_text",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("wave_id", Key, nullable=False),
        _text("population"),
        _text("item"),
        _text("text"),
        sa.Column("state", Key, nullable=False),
        _text("shown"),
        _text("decided_by", nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_survey_text"),
        sqlite_strict=True,
    )
    op.create_index("survey_text_wave", "survey_text", ["tenant", "wave_id", "state", "id"])
    op.create_table(
        "training_record",
        _tenant(),
        sa.Column("id", Key, nullable=False),
        sa.Column("person", Key, nullable=False),
        sa.Column("site", Key, nullable=False),
        _text("course"),
        sa.Column("completed_on", Key, nullable=False),
        _text("recorded_by"),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_training_record"),
        sqlite_strict=True,
    )
    op.create_index("training_record_person", "training_record", ["tenant", "person", "completed_on", "id"])
    op.create_index("training_record_site", "training_record", ["tenant", "site", "completed_on", "id"])


def downgrade() -> None:
    """What partners answered is never given up."""
    raise NotImplementedError("restore a backup instead: a downgrade would delete requests and answers")
