"""Says outside of the page what the portal has to say: e-mails to applicants, and to the procedure what was retrieved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import structlog

from authority.intake import NoticeKind, PortalNotice, Provision
from connectors.base import Connector, ConnectorError, Misconfigured, Refused, Request
from connectors.mail import wire
from engine.commands import Command, DeliverMessage
from engine.deadlines import local_day
from engine.errors import EngineError, MessageMismatch, NotFound
from processes.languages import load_languages
from store.erasing.errors import GoneErased

from ..context import TENANT

log = structlog.get_logger(__name__)

MAIL = "mail"
#: Who messages to cases come from, and the one that a case may wait for (objection.bpmn).
SENDER, RETRIEVED = "portal", "bescheid.abgerufen"
#: A notice that is being said is nobody else's for so long; then somebody has died with it. The mail connector keeps the
#: same notice to the same person back for longer than that, so what had gone out before the death does not go out again.
LEASE = timedelta(minutes=5)
#: After so many attempts, four hours and a half, an applicant gets no e-mail any more: the page says the same. The
#: procedure is told however long it takes: the period for an objection hangs on it.
ATTEMPTS = 10
#: Looked at in one round.
ROUND = 50
_CODES = {NoticeKind.AVAILABLE: "RETRIEVAL", NoticeKind.NEWS: "NEWS"}


def notice_of(case_id: str, kind: NoticeKind, about: str, number: int, now: datetime) -> PortalNotice:
    """A notice with the id of what it is about: written twice it is one. Its id is the key of the e-mail."""
    name = f"akzess:portal:{case_id}:{kind}:{about}:{number}"
    return PortalNotice(TENANT, str(uuid5(NAMESPACE_URL, name)), case_id, kind.value, about, number, now, now)


class Noticing:
    """One per process. `noticed` is called with an offer whose notice has just gone out."""

    def __init__(
        self,
        store: Any,
        now: Callable[[], datetime],
        handle: Callable[[Command], Any],
        agencies: Mapping[str, Connector],
        standing: Callable[[str], Any],
        noticed: Callable[[Provision], Any],
    ) -> None:
        self._store = store
        self._now = now
        self._handle = handle
        self._agencies = agencies
        self._standing = standing
        self._noticed = noticed

    def round(self) -> int:
        """Say what is due; how much was said. One that cannot be said keeps nobody else waiting."""
        now = self._now()
        found = self._store.read().records(PortalNotice, {"tenant": TENANT}, order=("due_at", "id"), limit=ROUND)
        return sum(self.say(one.id) for one in found if one.due_at <= now)

    def say(self, notice_id: str) -> bool:
        """Say one notice unless somebody else does; whether it was said."""
        notice = self._claimed(notice_id)
        if notice is None:
            return False
        said = False
        try:
            said = self._told(notice) if notice.kind == NoticeKind.RETRIEVED else self._mailed(notice)
        except (NotFound, GoneErased):
            pass  # the case is gone, or its data were erased: there is nobody to tell
        except (Refused, Misconfigured) as error:
            log.warning("portal.notice_refused", notice=notice.id, kind=notice.kind, code=error.code)
        except (ConnectorError, EngineError) as error:
            log.warning("portal.notice_late", notice=notice.id, kind=notice.kind, code=error.code)
            if notice.kind == NoticeKind.RETRIEVED or notice.attempts < ATTEMPTS:
                return False  # the lease runs out, and somebody tries again
        self._store.drop(PortalNotice, TENANT, notice.id)
        return said

    def _claimed(self, notice_id: str) -> PortalNotice | None:
        now = self._now()
        with self._store.unit_of_work() as work:
            work.lock_correlation(TENANT, "portal-notice", notice_id)
            known: PortalNotice | None = work.get(PortalNotice, TENANT, notice_id)
            if known is None or known.due_at > now:
                return None
            wait = LEASE * min(known.attempts + 1, ATTEMPTS)
            mine = replace(known, due_at=now + wait, attempts=known.attempts + 1)
            work.put(mine)
            work.commit()
        return mine

    def _mailed(self, notice: PortalNotice) -> bool:
        standing = self._standing(notice.case_id)
        applicant = standing.variables.get("applicant")
        person = applicant if isinstance(applicant, Mapping) else {}
        to, offer = person.get("email"), self._offer(notice)
        retrieved = notice.kind == NoticeKind.AVAILABLE and (offer is None or offer.retrieved_at or offer.ended_at)
        if not isinstance(to, str) or not to or retrieved:
            return False
        connector = self._agencies.get(MAIL)
        if connector is None:
            raise Misconfigured("connector-unknown", "no mail server is configured")
        given = {"to": to, "notice": _CODES[NoticeKind(notice.kind)], "language": spoken(person.get("contactLang"))}
        if offer is not None:
            given["until"] = offer.ends_on
        connector.send(
            Request(
                key=notice.id,
                operation="sendNotice",
                input=given,
                case_ref=standing.case.business_key,
                attempt=notice.attempts,
            )
        )
        if offer is not None:
            self._noticed(offer)
        return True

    def _told(self, notice: PortalNotice) -> bool:
        offer = self._offer(notice)
        if offer is None or offer.retrieved_at is None or offer.deemed_on is None:
            return False
        standing = self._standing(notice.case_id)
        decision = standing.variables.get("decision")
        # Only what burdens is followed by the period for an objection. The message waits until the procedure has come there.
        burdens = isinstance(decision, Mapping) and decision.get("outcome") in ("REFUSE", "PARTIAL")
        if not (burdens and standing.case.status.open):
            return False
        command = DeliverMessage(
            tenant=TENANT,
            source=SENDER,
            message_id=notice.id,
            name=RETRIEVED,
            key=standing.case.business_key,
            payload={
                "retrieval": {
                    "documentId": offer.document_id,
                    "availableOn": local_day(offer.notified_at).isoformat(),
                    "retrievedOn": local_day(offer.retrieved_at).isoformat(),
                    "knownOn": offer.deemed_on,
                }
            },
        )
        try:
            self._handle(command)
        except MessageMismatch:
            return False  # somebody has said it before
        return True

    def _offer(self, notice: PortalNotice) -> Provision | None:
        if notice.kind == NoticeKind.NEWS:
            return None
        equal = {"tenant": TENANT, "case_id": notice.case_id, "document_id": notice.about, "number": notice.number}
        found = self._store.read().records(Provision, equal, limit=1)
        return found[0] if found else None


def told_of(offer: Provision) -> str:
    """The id of the notice that tells the procedure of a retrieval."""
    return notice_of(offer.case_id, NoticeKind.RETRIEVED, offer.document_id, offer.number, offer.provided_at).id


def noticing(
    store: Any,
    now: Callable[[], datetime],
    handle: Callable[[Command], Any],
    agencies: Mapping[str, Connector],
    engine: Any,
    delivering: Any,
) -> Noticing:
    """The notices of this tenant: cases are asked of the engine, offers are counted anew by `delivering`."""
    return Noticing(store, now, handle, agencies, lambda case: engine.standing(case, TENANT), delivering.noticed)


def spoken(language: Any) -> str:
    """The language of an e-mail for somebody who reads a language: the first of its chain that has texts."""
    chain = load_languages().chain(language) if isinstance(language, str) and language else ("de",)
    return next((one for one in chain if one in wire.texts()), "de")
