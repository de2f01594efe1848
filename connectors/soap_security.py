"""Signed SOAP with one partner: what leaves is signed, what comes in is verified and reduced to what was signed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Protocol

import structlog
from lxml import etree

from .base import Clock, Misconfigured
from .envelope import EnvelopeError, parse
from .http import MAX_BODY, malformed
from .replay import MemoryReplayGuard, ReplayGuard
from .settings import Secret
from .signatures import SignatureRefused
from .wssec_keys import Pinned, Signer
from .wssec_sign import Addressed, sign
from .wssec_verify import Verified, Verifier

log = structlog.get_logger(__name__)


class SigningConfig(Protocol):
    """What an operator sets: our key and certificate, and the partner's certificates; all of them or none."""

    @property
    def signing_key(self) -> str:
        """Path of our private key, PEM."""
        ...

    @property
    def signing_key_password(self) -> Secret:
        """What the key is encrypted with; empty when it is not."""
        ...

    @property
    def signing_certificate(self) -> str:
        """Path of our certificate, PEM."""
        ...

    @property
    def partner_certificate(self) -> str:
        """Path of the partner's certificate, PEM; two in one file while the partner changes keys."""
        ...


class SoapSecurity:
    """Signs for us and verifies the partner `source`."""

    def __init__(self, signer: Signer, pinned: Pinned, *, source: str, clock: Clock, guard: ReplayGuard) -> None:
        self._signer, self._source, self._clock, self._guard = signer, source, clock, guard
        self._verifier = Verifier(pinned, guard, source=source)

    @classmethod
    def of(
        cls, config: SigningConfig, *, source: str, clock: Clock, guard: ReplayGuard | None = None
    ) -> SoapSecurity | None:
        """From an agency's configuration; None when nothing of it is set. Error: `Misconfigured`, also for a half."""
        paths = (config.signing_key, config.signing_certificate, config.partner_certificate)
        if not any(paths):
            return None
        if not all(paths):
            raise Misconfigured(
                "config-missing", "signing_key, signing_certificate and partner_certificate belong together"
            )
        signer = Signer.load(config.signing_key, config.signing_certificate, config.signing_key_password)
        pinned = Pinned.load(config.partner_certificate)
        kept = MemoryReplayGuard() if guard is None else guard
        return cls(signer, pinned, source=source, clock=clock, guard=kept)

    def seal(self, envelope: bytes | etree._Element, relates_to: str = "") -> tuple[bytes, str]:
        """The signed envelope and its new MessageID."""
        message_id = uuid.uuid4().urn
        return sign(envelope, self._signer, self._clock(), Addressed(message_id, relates_to)), message_id

    def answer(self, body: bytes, message_id: str) -> bytes:
        """The signed content of the answer to our message, in an envelope of its own.

        Errors: `Misconfigured("agency-malformed")` when it is no acceptable XML, `Misconfigured("signature")`, each
        with the outcome unknown, because the agency has our request.
        """
        try:
            parse(body, limit=MAX_BODY)
        except EnvelopeError as error:
            raise malformed(f"the answer is no valid envelope: {error.problem}") from None
        try:
            found = self.opened(body, self._clock(), relates_to=message_id)
        except SignatureRefused:
            raise Misconfigured("signature", "the agency's signature is not right", outcome_unknown=True) from None
        self._guard.confirm(self._source, found.message_id)
        return found.envelope

    def opened(self, body: bytes, now: datetime, relates_to: str | None = None) -> Verified:
        """What the partner signed. The reason of a refusal goes to the log alone. Error: `SignatureRefused`."""
        try:
            return self._verifier.verify(body, now=now, relates_to=relates_to)
        except SignatureRefused as refusal:
            log.warning("agency.signature_refused", agency=self._source, reason=str(refusal.reason))
            raise

    def confirm(self, message_id: str) -> None:
        """A verified message is stored."""
        self._guard.confirm(self._source, message_id)

    def forget(self, message_id: str) -> None:
        """A verified message could not be stored, and the partner was asked to send it again."""
        self._guard.forget(self._source, message_id)
