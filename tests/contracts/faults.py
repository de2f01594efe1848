"""Every fault that a simulator can be told to have, and the error that it has to come to."""

from __future__ import annotations

from connectors.base import ConnectorError, Misconfigured, OutcomeUnknown, Refused, Unavailable
from tests.connectors.modes import agency_of

from .agencies import STAGES

HTTP_FAULTS: dict[str, tuple[type[ConnectorError], str]] = {
    "timeout": (OutcomeUnknown, "timeout"),
    "timeout_before": (OutcomeUnknown, "timeout"),
    "500": (OutcomeUnknown, "http-500"),
    "500_after": (OutcomeUnknown, "http-500"),
    "503": (Unavailable, "http-503"),
    "429": (Unavailable, "http-429"),
    "401": (Misconfigured, "credentials"),
    "redirect": (Misconfigured, "redirect"),
    "malformed": (Misconfigured, "agency-malformed"),
    "wrong_schema": (Misconfigured, "agency-malformed"),
    "html": (Misconfigured, "agency-malformed"),
    "dtd": (Misconfigured, "agency-malformed"),
    "empty": (Misconfigured, "agency-malformed"),
    "oversized": (Misconfigured, "egress-limit"),
    "gzip_bomb": (Misconfigured, "egress-limit"),
    "reset": (OutcomeUnknown, "connection"),
}
SMTP_FAULTS: dict[str, tuple[type[ConnectorError], str]] = {
    "421": (Unavailable, "smtp-421"),
    "451": (Unavailable, "smtp-451"),
    "451_after": (Unavailable, "smtp-451"),
    "550": (Refused, "UNDELIVERABLE"),
    "554_after": (Refused, "REJECTED"),
    "535": (Misconfigured, "credentials"),
    "timeout_before": (Unavailable, "timeout"),
    "timeout_drip": (Unavailable, "timeout"),
    "timeout": (OutcomeUnknown, "timeout"),
    "reset_before": (Unavailable, "connection"),
    "reset": (OutcomeUnknown, "connection"),
    "malformed": (Misconfigured, "agency-malformed"),
    "malformed_after": (Misconfigured, "agency-malformed"),
    "oversized": (Misconfigured, "egress-limit"),
}
FAULTS = {"http": HTTP_FAULTS, "smtp": SMTP_FAULTS}
EVERY_FAULT = [(name, fault) for name in STAGES for fault in sorted(agency_of(name).simulator.faults)]
