"""What a designer's draft consists of, as rows; bytes of files stay exactly as they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """A draft of a procedure. `base`: the deployment that it began from (0: from nothing)."""

    tenant: int
    id: str
    name: str
    base: int
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a draft as it is now, without its bytes; `removed`: it was deleted, its versions go on counting."""

    tenant: int
    draft_id: str
    path: str
    version: int
    size: int
    sha256: str
    saved_at: datetime
    saved_by: str
    removed: bool = False


@dataclass(frozen=True, slots=True)
class ModelContent:
    """The bytes of one version of a file."""

    tenant: int
    draft_id: str
    path: str
    version: int
    content: bytes
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class ModelComment:
    """What somebody noted at an element of a file."""

    tenant: int
    id: str
    draft_id: str
    path: str
    element_id: str
    text: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ModelProposal:
    """A draft as it was when somebody proposed to deploy it; `files` is an archive of all of it (store.bundle).

    `state`: "open", "deployed" or "withdrawn".
    """

    tenant: int
    id: str
    draft_id: str
    draft_name: str
    base: int
    reason: str
    state: str
    files: bytes
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    deployment_id: int | None = None


@dataclass(frozen=True, slots=True)
class ModelRelease:
    """Why a deployment was made and by whom; `companions` are the files beside it that are not executed (an archive).

    `again`: the deployment whose content it is once more (None: content of its own).
    """

    tenant: int
    deployment_id: int
    reason: str
    proposed_by: str
    approved_by: str
    at: datetime
    companions: bytes
    again: int | None = None
