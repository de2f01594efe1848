"""One notice to an applicant, and the mail connector that sends it."""

from __future__ import annotations

from typing import Any

from connectors.base import Connector, Request
from connectors.registry import discover
from tests.connectors.stage import CASE, Clock

KEY = "7f1d2c3b-0a4e-4b5c-8d6f-1a2b3c4d5e6f"
OTHER = "7f1d2c3b-0a4e-4b5c-8d6f-1a2b3c4d5e70"
GIVEN = {"to": "anjali.mustermann@example.org", "notice": "DOCUMENTS", "language": "de", "until": "2026-11-04"}
AGENCY = discover()["mail"]


def wish(key: str = KEY, **changes: Any) -> Request:
    return Request(key, "sendNotice", GIVEN | changes, CASE, deadline=5)


def connect(url: str, **more: Any) -> Connector:
    config = AGENCY.demo_config(url, "https://akzess.example")
    return AGENCY.build(config | more, clock=Clock())
