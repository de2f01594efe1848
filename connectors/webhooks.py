"""Webhooks of a REST agency that signs after RFC 9421: which keys count, and what a refusal looks like from outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog

from .base import Misconfigured, Rejected
from .http_signature_keys import HttpKey
from .http_signatures import SignedRequest, verify
from .replay import MemoryReplayGuard, ReplayGuard
from .rest import RestConfig
from .signatures import Reason, SignatureRefused

log = structlog.get_logger(__name__)


class WebhookSignatures:
    """Verifies the webhooks of the agency `source`, sent to our address `url`."""

    def __init__(self, keys: Mapping[str, HttpKey], *, url: str, source: str, guard: ReplayGuard) -> None:
        self._keys, self._url, self._source, self._guard = keys, url, source, guard

    @classmethod
    def of(
        cls, config: RestConfig, *, url: str, source: str, guard: ReplayGuard | None = None
    ) -> WebhookSignatures | None:
        """From an agency's configuration; None when the contract's own header is used. Error: `Misconfigured`."""
        if config.webhook_signature == "hmac":
            return None
        if config.webhook_signature != "rfc9421":
            raise Misconfigured("config-value", "webhook_signature is hmac or rfc9421")
        keys = {keyid: HttpKey.public(path) for keyid, path in config.webhook_keys.items()}
        shared = {} if keys else {config.client_id: HttpKey.shared(config.webhook_secret)}
        return cls(keys | shared, url=url, source=source, guard=MemoryReplayGuard() if guard is None else guard)

    def verify(self, body: bytes, headers: Mapping[str, str], now: datetime) -> str:
        """The name of this delivery, for `forget`. The reason of a refusal goes to the log alone.

        Error: `Rejected` 401 `webhook-signature`, or 409 `webhook-replay` for a nonce that was seen.
        """
        request = SignedRequest("POST", self._url, headers, body)
        try:
            return verify(request, self._keys, now=now, guard=self._guard, source=self._source)
        except SignatureRefused as refusal:
            log.warning("agency.signature_refused", agency=self._source, reason=str(refusal.reason))
            if refusal.reason is Reason.REPLAY:
                raise Rejected(409, "webhook-replay", "this delivery came before") from None
            raise Rejected(401, "webhook-signature", "the signature is missing or wrong") from None

    def confirm(self, delivery: str) -> None:
        """The message is stored."""
        self._guard.confirm(self._source, delivery)

    def forget(self, delivery: str) -> None:
        """The message could not be stored, and the agency was asked to send it again."""
        self._guard.forget(self._source, delivery)
