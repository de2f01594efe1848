"""The one way in which a signed message is refused, whatever it was signed with."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a signed message was not accepted: for our log only, never for the sender, and never with data."""

    MALFORMED = "malformed"
    COMMENT = "comment"
    STRUCTURE = "structure"
    NO_SECURITY = "no-security-header"
    SECURITY_TWICE = "two-security-headers"
    NOT_FOR_US = "security-for-another-role"
    MUST_UNDERSTAND = "must-understand"
    DUPLICATE_ID = "duplicate-id"
    SIGNATURE_FORM = "signature-form"
    ALGORITHM = "algorithm"
    TRANSFORM = "transform"
    REFERENCE = "reference"
    WRONG_TARGET = "signed-element-is-not-the-processed-one"
    SIGNATURE_VALUE = "signature-value"
    DIGEST = "digest"
    BODY_UNSIGNED = "body-unsigned"
    TIMESTAMP_UNSIGNED = "timestamp-unsigned"
    HEADER_UNSIGNED = "header-unsigned"
    TIMESTAMP_FORM = "timestamp-form"
    EXPIRED = "expired"
    FUTURE = "future"
    CERTIFICATE = "no-valid-certificate"
    KEY_UNKNOWN = "key-unknown"
    COMPONENTS = "too-little-signed"
    NO_MESSAGE_ID = "no-message-id"
    OTHER_REQUEST = "relates-to-another-request"
    REPLAY = "replay"


class SignatureRefused(Exception):
    """A message is not accepted. Its text is always `signature`; `reason` is for our own log."""

    outcome = "signature"

    def __init__(self, reason: Reason) -> None:
        super().__init__(self.outcome)
        self.reason = reason
