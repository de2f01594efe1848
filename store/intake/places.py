"""Where in a draft something sealed stands: what is sealed for one place opens in no other."""

from __future__ import annotations

from authority.intake.records import IntakeDraft


def owner(tenant: int, draft_id: str) -> bytes:
    """To whom a draft's data key belongs."""
    return f"intake {tenant} {draft_id}".encode()


def answers(draft: IntakeDraft) -> bytes:
    """What was typed."""
    return f"answers {draft.tenant} {draft.id}".encode()


def label(draft: IntakeDraft, file_id: str) -> bytes:
    """The name of a file."""
    return f"file {draft.tenant} {draft.id} {file_id}".encode()


def content(draft: IntakeDraft, file_id: str) -> bytes:
    """The bytes of a file."""
    return f"bytes {draft.tenant} {draft.id} {file_id}".encode()
