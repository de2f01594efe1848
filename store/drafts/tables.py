"""The tables of drafts; columns have the names and the order of the records."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text

from ..desk.kinds import KINDS, kind
from ..tables import history, table
from ..types import Big, Bytes, Instant, Int, Key, Small
from . import records


def _tenant() -> Column[int]:
    return Column("tenant", Int, primary_key=True, autoincrement=False)


model_draft = table(
    "model_draft",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("base", Big, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False),
    Index("model_draft_newest", "tenant", "updated_at", "id"),
)

model_file = table(
    "model_file",
    _tenant(),
    Column("draft_id", Key, primary_key=True),
    Column("path", Key, primary_key=True),
    Column("version", Int, nullable=False),
    Column("size", Int, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("removed", Small, nullable=False),
)

model_content = table(
    "model_content",
    _tenant(),
    Column("draft_id", Key, primary_key=True),
    Column("path", Key, primary_key=True),
    Column("version", Int, primary_key=True, autoincrement=False),
    Column("content", Bytes, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("saved_by", Text, nullable=False),
)

model_comment = table(
    "model_comment",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("draft_id", Key, nullable=False),
    Column("path", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("model_comment_draft", "tenant", "draft_id", "created_at", "id"),
)

model_proposal = table(
    "model_proposal",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("draft_id", Key, nullable=False),
    Column("draft_name", Text, nullable=False),
    Column("base", Big, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Key, nullable=False),
    Column("files", Bytes, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", Text),
    Column("deployment_id", Big),
    Index("model_proposal_newest", "tenant", "proposed_at", "id"),
)

model_release = table(
    "model_release",
    _tenant(),
    Column("deployment_id", Big, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("companions", Bytes, nullable=False),
    Column("again", Big),
)

#: Figures per element look at what was left since an instant, whatever the case.
Index("history_left", history.c.tenant, history.c.element_id, history.c.at, sqlite_where=history.c.event == "element",
      postgresql_where=history.c.event == "element")  # fmt: skip

DRAFT = kind(records.ModelDraft, "model_draft", "tenant", "id")
FILE = kind(records.ModelFile, "model_file", "tenant", "draft_id", "path")
CONTENT = kind(records.ModelContent, "model_content", "tenant", "draft_id", "path", "version")
COMMENT = kind(records.ModelComment, "model_comment", "tenant", "id")
PROPOSAL = kind(records.ModelProposal, "model_proposal", "tenant", "id")
RELEASE = kind(records.ModelRelease, "model_release", "tenant", "deployment_id")

KINDS.update({one.record: one for one in (DRAFT, FILE, CONTENT, COMMENT, PROPOSAL, RELEASE)})
