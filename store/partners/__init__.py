"""What lies in the inboxes of partners without a system of their own: requests, documents, contacts, and the counter."""

from __future__ import annotations

from . import tables
from .records import PartnerContact, PartnerDocument, PartnerRequest

__all__ = ["PartnerContact", "PartnerDocument", "PartnerRequest", "tables"]
