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
#: Who messages to cases come from, and those that a case may wait for (retrieval.bpmn, objection.bpmn).
SENDER, RETRIEVED, ENDED = "portal", "bescheid.abgerufen", "abruf.beendet"
#: A notice that is being said is nobody else's for so long; then somebody has died with it. The mail connector keeps the
#: same notice to the same person back for longer than that, so what had gone out before the death does not go out again.
LEASE = timedelta(minutes=5)
#: After so many attempts, four hours and a half, an applicant gets no e-mail any more: the page says the same. The
#: procedure is told however long it takes: the period for an objection hangs on it.
ATTEMPTS = 10
#: Looked at in one round.
ROUND = 50
_TOLD = frozenset({NoticeKind.RETRIEVED, NoticeKind.ENDED})
_CODES = {NoticeKind.AVAILABLE: "RETRIEVAL", NoticeKind.NEWS: "NEWS"}


def notice_of(case_id: str, kind: NoticeKind, about: str, number: int, now: datetime) -> PortalNotice:
    """A notice with the id of what it is about: written twice it is one. Its id is the key of the e-mail."""
    name = f"akzess:portal:{case_id}:{kind}:{about}:{number}"
    return PortalNotice(TENANT, str(uuid5(NAMESPACE_URL, name)), case_id, kind.value, about, number, now, now)


class Noticing:
    """One per process. `noticed` is called with an offer whose notice has just gone out, `failed` with one whose never will."""

    def __init__(
        self,
        store: Any,
        now: Callable[[], datetime],
        handle: Callable[[Command], Any],
        agencies: Mapping[str, Connector],
        standing: Callable[[str], Any],
        noticed: Callable[[Provision], Any],
        failed: Callable[[Provision], Any] | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._handle = handle
        self._agencies = agencies
        self._standing = standing
        self._noticed = noticed
        self._failed = failed

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
            said = self._told(notice) if notice.kind in _TOLD else self._mailed(notice)
            if not said:
                self._gave_up(notice)
        except (NotFound, GoneErased):
            pass  # the case is gone, or its data were erased: there is nobody to tell
        except (Refused, Misconfigured) as error:
            log.warning("portal.notice_refused", notice=notice.id, kind=notice.kind, code=error.code)
            self._gave_up(notice)
        except (ConnectorError, EngineError) as error:
            log.warning("portal.notice_late", notice=notice.id, kind=notice.kind, code=error.code)
            if notice.kind in _TOLD or notice.attempts < ATTEMPTS:
                return False  # the lease runs out, and somebody tries again
            self._gave_up(notice)
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

    def _gave_up(self, notice: PortalNotice) -> None:
        """An offer of which nobody could be told ends if the procedure waits for its retrieval: the letter is posted now."""
        offer = self._offer(notice) if notice.kind == NoticeKind.AVAILABLE else None
        if offer is None or self._failed is None:
            return
        try:
            waits = awaited(offer, self._standing(notice.case_id).variables)
        except (NotFound, GoneErased):
            return
        if waits:
            self._failed(offer)

    def _told(self, notice: PortalNotice) -> bool:
        offer = self._offer(notice)
        ended = notice.kind == NoticeKind.ENDED
        if offer is None or (not ended and (offer.retrieved_at is None or offer.deemed_on is None)):
            return False
        standing = self._standing(notice.case_id)
        decision = standing.variables.get("decision")
        # Who waits for this very offer has a key of its own. Otherwise only what burdens is followed by something: the period
        # for an objection. That message waits until the procedure has come there.
        waits = awaited(offer, standing.variables)
        burdens = isinstance(decision, Mapping) and decision.get("outcome") in ("REFUSE", "PARTIAL")
        if not standing.case.status.open or not (waits or (burdens and not ended)):
            return False
        reference = standing.case.business_key
        command = DeliverMessage(
            tenant=TENANT,
            source=SENDER,
            message_id=notice.id,
            name=ENDED if ended else RETRIEVED,
            key=f"{reference}/{offer.document_id}" if waits else reference,
            payload={} if ended else {"retrieval": _retrieved(offer)},
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


def awaited(offer: Provision, variables: Mapping[str, Any]) -> bool:
    """Whether the procedure waits for the retrieval of this very offer before it posts the letter (retrieval.bpmn)."""
    found = variables.get("abruf")
    given = found if isinstance(found, Mapping) else {}
    return (given.get("documentId"), given.get("number"), given.get("state")) == (
        offer.document_id,
        offer.number,
        "OPEN",
    )


def _retrieved(offer: Provision) -> dict[str, str | None]:
    retrieved = offer.retrieved_at
    return {
        "documentId": offer.document_id,
        "availableOn": local_day(offer.notified_at).isoformat(),
        "retrievedOn": None if retrieved is None else local_day(retrieved).isoformat(),
        "knownOn": offer.deemed_on,
    }


def told_of(offer: Provision, kind: NoticeKind = NoticeKind.RETRIEVED) -> str:
    """The id of the notice that tells the procedure of a retrieval, or of the end of an offer."""
    return notice_of(offer.case_id, kind, offer.document_id, offer.number, offer.provided_at).id


def noticing(
    store: Any,
    now: Callable[[], datetime],
    handle: Callable[[Command], Any],
    agencies: Mapping[str, Connector],
    engine: Any,
    delivering: Any,
) -> Noticing:
    """The notices of this tenant: cases are asked of the engine, offers are counted anew by `delivering`."""
    return Noticing(
        store,
        now,
        handle,
        agencies,
        lambda case: engine.standing(case, TENANT),
        delivering.noticed,
        delivering.unannounced,
    )


def spoken(language: Any) -> str:
    """The language of an e-mail for somebody who reads a language: the first of its chain that has texts."""
    chain = load_languages().chain(language) if isinstance(language, str) and language else ("de",)
    return next((one for one in chain if one in wire.texts()), "de")
