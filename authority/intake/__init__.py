"""Applications before they are cases, the employer's part, messages and electronic delivery: records and pure rules."""

from __future__ import annotations

from .delivery import Standing, standing
from .pages import FormPage, Pages, load_pages
from .records import (
    DeliveryConsent,
    DraftState,
    EmployerInvitation,
    IntakeContent,
    IntakeDraft,
    IntakeFile,
    InvitationKind,
    NoticeKind,
    PortalMessage,
    PortalNotice,
    Provision,
    Sender,
)

__all__ = [
    "DeliveryConsent",
    "DraftState",
    "EmployerInvitation",
    "FormPage",
    "IntakeContent",
    "IntakeDraft",
    "IntakeFile",
    "InvitationKind",
    "NoticeKind",
    "Pages",
    "PortalMessage",
    "PortalNotice",
    "Provision",
    "Sender",
    "Standing",
    "load_pages",
    "standing",
]
