"""What lies in the inboxes of partners without a system of their own: requests, documents, contacts, notices, and the counter."""

from __future__ import annotations

from . import tables
from .records import PartnerContact, PartnerDocument, PartnerNotice, PartnerRequest

__all__ = ["PartnerContact", "PartnerDocument", "PartnerNotice", "PartnerRequest", "tables"]
