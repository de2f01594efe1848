"""Tells partners by e-mail that requests wait in their inbox: that, until when and where, nothing of what they ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import structlog

from authority.partners.network import Network
from connectors.base import Connector, ConnectorError, Misconfigured, Refused, Request
from engine.deadlines import local_day
from store.erasing.errors import GoneErased
from store.partners import PartnerNotice, PartnerRequest
from store.partners.notices import TOGETHER, lock, warning
from store.partners.records import OPEN, NoticeKind

from ..context import TENANT
from ..turns import in_turn

log = structlog.get_logger(__name__)

MAIL = "mail"
#: An e-mail that is being sent is nobody else's for so long; then somebody has died with it. The mail connector keeps the
#: same notice to the same address back for longer than that, so what had gone out before the death does not go out again.
LEASE = timedelta(minutes=5)
#: After so many attempts, four hours and a half, nobody is told any more: the inbox says the same.
ATTEMPTS = 10
#: Notices looked at in one round, and told of in one e-mail.
ROUND, MOST = 50, 200
_CODES = {NoticeKind.NEW: "PARTNER_NEW", NoticeKind.DUE: "PARTNER_DUE", NoticeKind.REMINDED: "PARTNER_DUE"}


@dataclass(frozen=True, slots=True)
class _Mail:
    """One e-mail to the addresses of a partner at a site, about `notices`; `until` is the first day of an answer (ISO)."""

    name: str
    partner: str
    site: str
    kind: NoticeKind
    until: str
    attempt: int
    told: tuple[str, ...]
    notices: tuple[str, ...]


class Noticing:
    """One per process."""

    def __init__(
        self, store: Any, now: Callable[[], datetime], agencies: Mapping[str, Connector], network: Network
    ) -> None:
        self._store = store
        self._now = now
        self._agencies = agencies
        self._network = network

    def round(self) -> int:
        """Send what is due; how many e-mails. One that cannot be sent keeps nobody else waiting."""
        now = self._now()
        found = self._store.read().records(PartnerNotice, {"tenant": TENANT}, order=("due_at", "id"), limit=ROUND)
        return in_turn(partial(self._say, one) for one in found if one.due_at <= now)

    def _say(self, notice: PartnerNotice) -> bool:
        mail = self._claimed(notice)
        return mail is not None and self._sent(mail)

    def _claimed(self, notice: PartnerNotice) -> _Mail | None:
        """The e-mail that tells of a notice and of what else waits for the same eyes; None when there is nothing to say.

        What an e-mail tells is decided once: an attempt after a crash repeats it, and says nothing new under its old key.
        """
        same = {name: getattr(notice, name) for name in ("tenant", "partner", "site", "kind")}
        found = self._store.read().records(PartnerNotice, same, order=("due_at", "id"), limit=MOST)
        now = self._now()
        if not any(one.id == notice.id and one.due_at <= now for one in found):
            return None  # told together with one before it
        with self._store.unit_of_work() as work:
            lock(work, notice.partner, notice.site)
            first: PartnerNotice | None = work.get(PartnerNotice, TENANT, notice.id)
            if first is None or first.due_at > now:
                return None  # somebody else is at it, or has told it
            name = first.mail or str(uuid5(UUID(first.id), first.created_at.isoformat()))
            mine, days = [], []
            for row in (work.get(PartnerNotice, TENANT, one.id) for one in found):
                if row is None or row.mail != first.mail or row.due_at >= now + TOGETHER:
                    continue
                day = self._awaited(work, row, now)
                if day:
                    mine.append(
                        replace(
                            row,
                            mail=name,
                            attempts=row.attempts + 1,
                            due_at=now + LEASE * min(row.attempts + 1, ATTEMPTS),
                        )
                    )
                    work.put(mine[-1])
                    days.append(day)
            work.commit()
        if not mine:
            return None
        return _Mail(
            name,
            first.partner,
            first.site,
            NoticeKind(first.kind),
            min(days),
            max(one.attempts for one in mine),
            mine[0].told,
            tuple(one.id for one in mine),
        )

    def _awaited(self, work: Any, row: PartnerNotice, now: datetime) -> str:
        """By which day the partner is to answer the request; "" when it need not be told (now), which is noted."""
        try:
            request: PartnerRequest | None = work.get(PartnerRequest, TENANT, row.request_id)
        except GoneErased:
            request = None
        late = request is not None and request.due_on < local_day(now).isoformat()
        if request is None or request.state != OPEN or (late and row.kind == NoticeKind.DUE):
            work.drop(PartnerNotice, TENANT, row.id)
            return ""
        if row.kind == NoticeKind.DUE and not row.mail and warning(request.due_on) > now:
            work.put(replace(row, due_at=warning(request.due_on)))  # its day was put off
            return ""
        return request.due_on

    def _sent(self, mail: _Mail) -> bool:
        partner = self._network.partners.get(mail.partner)
        addresses = partner.notices.get(mail.site, ()) if partner is not None else ()
        told, late = list(mail.told), False
        for address in addresses:
            key = str(uuid5(UUID(mail.name), address.lower()))
            if key in told:
                continue
            try:
                self._send(mail, key, address, partner.language if partner is not None else "de")
            except Refused as error:
                log.warning("partner.notice_refused", partner=mail.partner, site=mail.site, code=error.code)
            except ConnectorError as error:
                log.warning("partner.notice_late", partner=mail.partner, site=mail.site, code=error.code)
                late = True
                continue
            told.append(key)
        self._told(mail, told, over=not late or mail.attempt >= ATTEMPTS or MAIL not in self._agencies)
        return len(told) > len(mail.told)

    def _send(self, mail: _Mail, key: str, address: str, language: str) -> None:
        connector = self._agencies.get(MAIL)
        if connector is None:
            raise Misconfigured("connector-unknown", "no mail server is configured")
        given = {"to": address, "notice": _CODES[mail.kind], "language": language, "until": mail.until}
        # The site names the sender; nothing of the reference is in the message.
        reference = f"EINGANG-{mail.site}-0-0"
        connector.send(Request(key, "sendNotice", given, reference, attempt=mail.attempt))

    def _told(self, mail: _Mail, told: Sequence[str], *, over: bool) -> None:
        """Take the notices off the list, or note who has got the e-mail; what was asked again meanwhile stays."""
        with self._store.unit_of_work() as work:
            lock(work, mail.partner, mail.site)
            for name in mail.notices:
                row: PartnerNotice | None = work.get(PartnerNotice, TENANT, name)
                if row is not None and row.mail == mail.name:
                    if over:
                        work.drop(PartnerNotice, TENANT, name)
                    else:
                        work.put(replace(row, told=tuple(told)))
            work.commit()
