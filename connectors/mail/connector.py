"""Sends notices by e-mail, each once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from ..base import (
    Clock,
    ConnectorError,
    HttpAnswer,
    Message,
    MessageType,
    Misconfigured,
    Operation,
    Receipt,
    Refused,
    Rejected,
    Reply,
    Request,
    utc_now,
)
from ..replay import MemoryReplayGuard, ReplayGuard
from ..rest import acknowledged, rejected
from ..schema import checked
from ..settings import office_of
from ..smtp import SmtpClient
from . import wire
from .config import Config
from .operations import NAME, OPERATIONS


class Connector:
    """See `connectors.base.Connector`. `transport` replaces the network by a simulator of the same process; `guard`
    remembers what went within the last minutes, in this process alone unless given.
    """

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    messages: ClassVar[Mapping[str, MessageType]] = {}
    #: Every byte goes through connectors.smtp, so a worker may leave the mark "sent" to the evidence ledger.
    recorded: ClassVar[bool] = True

    def __init__(
        self, config: Config, *, clock: Clock = utc_now, transport: Any = None, guard: ReplayGuard | None = None
    ) -> None:
        self._config, self._clock = config, clock
        self._guard: ReplayGuard = MemoryReplayGuard() if guard is None else guard
        self._client = SmtpClient(
            config.base_url,
            user=config.user if config.password else "",
            password=config.password,
            networks=config.networks,
            ca_file=config.ca_file,
            certificate=config.certificate,
            key=config.key,
            name=config.name,
            transport=None if transport is None else transport.app.wire,
        )

    def send(self, request: Request) -> Reply:
        """One e-mail; or none when the same notice has just gone to the same person."""
        given = checked(self.operations[request.operation].input, request.input)
        to, office, now = wire.address(given), office_of(request.case_ref), self._clock()
        content = wire.notice(request, given, self._config, office.name, now)
        name = wire.fingerprint(request, given)
        until = now + timedelta(minutes=self._config.dedupe_minutes)
        new = self._guard.first(self.name, name, now=now, until=until)
        # An attempt after the first is a person's word, or follows one in which nothing was sent.
        if not (new or given.get("repeat") or request.sent_before):
            return self._reply(request, now, duplicate=True)
        try:
            posted = self._client.post(
                self._config.sender, to, content, deadline=min(request.deadline, self._config.timeout)
            )
        except ConnectorError as error:
            if not error.outcome_unknown:
                self._guard.forget(self.name, name)
            raise
        self._guard.confirm(self.name, name)
        return self._reply(request, now, reference=posted.text[:100])

    def _reply(self, request: Request, now: datetime, *, duplicate: bool = False, reference: str = "") -> Reply:
        return Reply(
            {
                "messageId": wire.message_id(request, self._config),
                "sentAt": now.isoformat(timespec="seconds"),
                "duplicate": duplicate,
                "serverReference": reference or None,
            }
        )

    def ask(self, request: Request) -> Reply | None:
        """A mail server cannot be asked."""
        raise Misconfigured("not-askable", "a mail server does not tell what it received")

    def probe(self) -> None:
        """Log in and take leave."""
        try:
            self._client.probe(deadline=self._config.timeout)
        except Refused as refusal:
            raise Misconfigured("probe", f"the server answers the probe with {refusal.code}") from None

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """Nothing comes in by this way."""
        raise Rejected(404, "unknown-reference", "this agency sends no messages")

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """200 with the receipt."""
        return acknowledged(receipt)

    def reject(self, error: Rejected) -> HttpAnswer:
        """A problem document."""
        return rejected(error)
