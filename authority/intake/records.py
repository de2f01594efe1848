"""What is kept of an application before it is a case, of employers' invitations, messages and electronic delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DraftState(StrEnum):
    """How far an application on the web has come. Once it is being submitted nobody changes it any more."""

    OPEN = "OPEN"
    SUBMITTING = "SUBMITTING"
    SUBMITTED = "SUBMITTED"


class InvitationKind(StrEnum):
    """What an employer is asked for."""

    EZB = "EZB"
    """The declaration of employment (section 39(4) AufenthG)."""
    AGREEMENT_81A = "AGREEMENT_81A"
    """The agreement of the fast-track procedure (section 81a(2) AufenthG)."""
    BA_INFO = "BA_INFO"
    """What the Federal Employment Agency still wants to know (section 36(2) BeschV)."""


class Sender(StrEnum):
    """Who wrote a message."""

    APPLICANT = "APPLICANT"
    OFFICE = "OFFICE"
    EMPLOYER = "EMPLOYER"


@dataclass(frozen=True, slots=True)
class IntakeDraft:
    """An application that is being filled in, without an account.

    `reference` is told to the applicant with a code of which only `code_hash` (over `salt`) is kept. `content` is the
    sealed JSON of answers and page; `wrapped` its data key under the master key `master`, gone (None) once the case has
    everything. `version` counts every save. `subject`: hash of the applicant's account at the login provider, or None.
    `case_id` and `business_key` are those of the case that it became.
    """

    tenant: int
    id: str
    reference: str
    code_hash: bytes
    salt: bytes
    state: str
    version: int
    language: str
    master: str
    content: bytes
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    wrapped: bytes | None = None
    subject: str | None = None
    case_id: str | None = None
    business_key: str | None = None
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IntakeFile:
    """A file that belongs to a draft; `id` is the id that the document gets in the case.

    `key` is the request's, once per draft. `label` is the sealed file name. `size` in bytes, `sha256` lower-case hex.
    """

    tenant: int
    draft_id: str
    id: str
    key: str
    code: str
    media_type: str
    size: int
    sha256: str
    scan: str
    flags: tuple[str, ...]
    label: bytes
    uploaded_at: datetime
    source: str = "APPLICANT"


@dataclass(frozen=True, slots=True)
class IntakeContent:
    """The sealed bytes of one file of a draft, apart so that lists do not load them."""

    tenant: int
    draft_id: str
    file_id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class EmployerInvitation:
    """A link for one employer into one application or case: nothing but its own form, until it ends.

    `token_hash` is SHA-256 over the random token in the link. One of `draft_id` and `case_id` is set; a draft's
    invitation moves with it into the case. `invited_by` is "applicant" or the clerk's person.
    """

    tenant: int
    id: str
    token_hash: bytes
    kind: str
    created_at: datetime
    expires_at: datetime
    invited_by: str
    draft_id: str | None = None
    case_id: str | None = None
    opened_at: datetime | None = None
    answered_at: datetime | None = None
    revoked_at: datetime | None = None

    def live(self, now: datetime) -> bool:
        """Whether the link still opens something."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class PortalMessage:
    """A message between applicant and office about one case; `author` is a clerk's person, never shown to applicants."""

    tenant: int
    case_id: str
    id: str
    sender: str
    author: str
    text: str
    sent_at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliveryConsent:
    """Consent to be notified by retrieval (section 41(2a) VwVfG): which text was agreed to, when, and its end.

    `state`: "WATCHED" while decisions of the case are still to be made available, else "DONE". `looked_at`: when its case
    was last looked at; those that waited longest are looked at first.
    """

    tenant: int
    case_id: str
    given_at: datetime
    text_version: str
    language: str
    state: str = "WATCHED"
    withdrawn_at: datetime | None = None
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """A letter made available for retrieval (Bereitstellung zum Abruf); a further one has the next `number`.

    `ends_on` is the last day (ISO) on which it can be retrieved, `deemed_on` the day after the retrieval.
    """

    tenant: int
    case_id: str
    document_id: str
    number: int
    provided_at: datetime
    notified_at: datetime
    ends_on: str
    retrieved_at: datetime | None = None
    deemed_on: str | None = None
    ended_at: datetime | None = None


class NoticeKind(StrEnum):
    """What is said outside of the page."""

    AVAILABLE = "AVAILABLE"
    """To the applicant, by e-mail: a document can be retrieved (section 41(2a) sentence 4 VwVfG). Nothing of its content."""
    NEWS = "NEWS"
    """To the applicant, by e-mail: the office has written."""
    RETRIEVED = "RETRIEVED"
    """To the procedure: a decision was retrieved, and on which day it counts as known."""
    ENDED = "ENDED"
    """To the procedure: a decision can be retrieved no more, before its last day; it is to be posted."""


@dataclass(frozen=True, slots=True)
class PortalNotice:
    """Something to be said, written in the transaction of what it is about and deleted when it has been said.

    `about` is the id of the document or message, `number` that of the offer. Whoever says it moves `due_at` beyond the time
    it may take. No address stands here: it is asked of the case when the notice goes out.
    """

    tenant: int
    id: str
    case_id: str
    kind: str
    about: str
    number: int
    due_at: datetime
    created_at: datetime
    attempts: int = 0
