"""Decisions to be retrieved (section 41(2a) VwVfG): consent, availability with its notice, retrieval as evidence, the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from authority.intake import (
    DeliveryConsent,
    NoticeKind,
    PortalMessage,
    Provision,
    Sender,
    Standing,
    standing,
)
from connectors.ledger import Ledger, Letter, Part
from documents.model import Document
from engine.deadlines import local_day
from engine.errors import Conflict, NotFound

from ..context import TENANT
from ..turns import in_turn
from . import wording
from .decisions import available, decision, left_after
from .noticing import notice_of
from .offers import end_offer, locked_consent, said

#: Which wording of the consent is agreed to; a changed text is another version.
TEXT_VERSION = "2026-11-1"
#: Consents looked at in one round of the chore, those first that waited longest.
ROUND = 200


class Delivering:
    """One per process; `ledger` keeps the evidence of notices and retrievals (None: nothing is kept)."""

    def __init__(self, store: Any, now: Callable[[], datetime], ledger: Ledger | None) -> None:
        self._store = store
        self._now = now
        self._ledger = ledger

    # -- consent

    def consent(self, case_id: str) -> DeliveryConsent | None:
        """What the applicant agreed to, if anything, withdrawn or not."""
        found = self._store.read().records(DeliveryConsent, {"tenant": TENANT, "case_id": case_id}, limit=1)
        return found[0] if found else None

    def give(self, case_id: str, language: str) -> DeliveryConsent:
        """Keep the consent; one that is in force stays as it is."""
        now = self._now()
        given = DeliveryConsent(TENANT, case_id, now, TEXT_VERSION, language, looked_at=now)
        with self._store.unit_of_work() as work:
            before = locked_consent(work, case_id)
            if before is not None and before.withdrawn_at is None:
                return before
            work.put(given)
            work.commit()
        self._evidence(
            case_id, "", "consent", f"{case_id}.consent", {"textVersion": TEXT_VERSION, "language": language}
        )
        return given

    def withdraw(self, case_id: str) -> list[Provision]:
        """End the consent; what was retrieved stays notified, what is available ends now, all in one transaction.

        The procedure is to be told of what ended, in the same transaction; these offers are returned.
        """
        now, known = self._now(), self.provisions(case_id)
        with self._store.unit_of_work() as work:
            before = locked_consent(work, case_id)
            if before is None or before.withdrawn_at is not None:
                return []
            work.put(replace(before, withdrawn_at=now, state="DONE"))
            ended = [one for one in known if end_offer(work, one, now, Standing.OPEN)]
            for one in ended:
                work.put(notice_of(case_id, NoticeKind.ENDED, one.document_id, one.number, now))
            work.commit()
        self._evidence(case_id, "", "consent-withdrawn", f"{case_id}.withdrawn.{now.isoformat()}", {})
        return ended

    # -- availability

    def provisions(self, case_id: str) -> list[Provision]:
        """What is or was available in a case, newest first."""
        found: list[Provision] = self._store.read().records(Provision, {"tenant": TENANT, "case_id": case_id})
        return sorted(found, key=lambda one: (one.provided_at, one.number), reverse=True)

    def provide(self, case_id: str, business_key: str, documents: Iterable[Document]) -> int:
        """Make decisions that left available, once each, and note what ended; how many things changed."""
        consent, now = self.consent(case_id), self._now()
        known = self.provisions(case_id)
        changed = 0
        for one in known:
            if one.ended_at is None and standing(one, local_day(now)) is Standing.ENDED and self._over(one, now):
                self._evidence(case_id, business_key, "ended", f"{one.document_id}.{one.number}.ended", said(one))
                changed += 1
        if consent is None or consent.withdrawn_at is not None:
            return changed
        there = {one.document_id for one in known}
        for document in documents:
            if decision(document) and document.id not in there and left_after(document, consent.given_at):
                changed += self._make(case_id, business_key, document.id, 1, consent.language) is not None
        return changed

    def _over(self, offer: Provision, now: datetime) -> bool:
        with self._store.unit_of_work() as work:
            ended = end_offer(work, offer, now, Standing.ENDED)
            work.commit()
        return ended

    def offer(self, case_id: str, business_key: str, document_id: str) -> Provision | None:
        """Make a decision available instead of posting it, by the consent of this moment; None: it is to be posted.

        Asked again, after a crash: the same offer.
        """
        consent = self.consent(case_id)
        made = self._make(case_id, business_key, document_id, 1, consent.language) if consent is not None else None
        return made if made is not None and made.ended_at is None else None

    def stands(self, case_id: str, business_key: str, document_id: str, number: int) -> Provision:
        """An offer as it stands now; one that is over ends here: nobody retrieves what is being posted. Error: NotFound."""
        now = self._now()
        with self._store.unit_of_work() as work:
            work.lock_correlation(TENANT, "provision", f"{case_id}/{document_id}")
            found: Provision | None = work.get(Provision, TENANT, case_id, document_id, number)
            if found is None:
                raise NotFound("provision")
            if found.ended_at is not None or standing(found, local_day(now)) is not Standing.ENDED:
                return found
            over = replace(found, ended_at=now)
            work.put(over)
            work.commit()
        self._evidence(case_id, business_key, "ended", f"{document_id}.{number}.ended", said(over))
        return over

    def unannounced(self, offer: Provision) -> None:
        """Nobody could be told that it is available: the offer ends, and the procedure is to be told."""
        now = self._now()
        with self._store.unit_of_work() as work:
            if not end_offer(work, offer, now, Standing.OPEN):
                return
            work.put(notice_of(offer.case_id, NoticeKind.ENDED, offer.document_id, offer.number, now))
            work.commit()
        self._evidence(offer.case_id, "", "ended", f"{offer.document_id}.{offer.number}.ended", said(offer))

    def provide_again(self, case_id: str, business_key: str, document_id: str) -> Provision:
        """A further availability after the first one ended (section 41(2a) sentence 6). Errors: NotFound, Conflict."""
        known = [one for one in self.provisions(case_id) if one.document_id == document_id]
        if not known:
            raise NotFound("provision")
        consent = self.consent(case_id)
        today = local_day(self._now())
        if consent is None or consent.withdrawn_at is not None or standing(known[0], today) is not Standing.ENDED:
            raise Conflict("there is nothing to make available again")
        made = self._make(case_id, business_key, document_id, known[0].number + 1, consent.language)
        if made is None:
            raise Conflict("the consent was withdrawn")
        return made

    def _make(self, case_id: str, business_key: str, document_id: str, number: int, language: str) -> Provision | None:
        """Offer, message on the page and e-mail to be sent are one transaction: no crash leaves one without the others.

        None, and nothing is offered, when the consent has been withdrawn meanwhile.
        """
        now = self._now()
        until = available(local_day(now)).available_until
        made = Provision(TENANT, case_id, document_id, number, now, now, until.isoformat())
        message_id = f"available-{document_id}-{number}"
        message = PortalMessage(
            TENANT, case_id, message_id, Sender.OFFICE.value, "system", wording.available(until, language), now
        )
        with self._store.unit_of_work() as work:
            consent = locked_consent(work, case_id)
            if consent is None or consent.withdrawn_at is not None:
                return None
            known: Provision | None = work.get(Provision, TENANT, case_id, document_id, number)
            if known is not None:
                return known  # another process has looked at the same moment
            work.put(made)
            work.put(message)
            work.put(notice_of(case_id, NoticeKind.AVAILABLE, document_id, number, now))
            work.commit()
        self._evidence(case_id, business_key, "available", f"{document_id}.{number}.available", said(made))
        return made

    def noticed(self, offer: Provision) -> None:
        """The e-mail has just gone out: the ten days are counted from it if it went out on a later day (sentence 4)."""
        now = self._now()
        after = replace(offer, notified_at=now, ends_on=available(local_day(now)).available_until.isoformat())
        with self._store.unit_of_work() as work:
            work.lock_correlation(TENANT, "provision", f"{offer.case_id}/{offer.document_id}")
            known = work.get(Provision, TENANT, offer.case_id, offer.document_id, offer.number)
            if known is not None and known.retrieved_at is None and known.ended_at is None:
                work.put(after)
                work.commit()
        self._evidence(offer.case_id, "", "noticed", f"{offer.document_id}.{offer.number}.noticed", said(after))

    # -- retrieval

    def retrieve(self, case_id: str, business_key: str, document_id: str) -> Provision:
        """The letter is fetched: it counts as known on the next day. Again: as the first time. Errors: NotFound, Conflict.

        The procedure is to be told, in the same transaction.
        """
        newest = next((one for one in self.provisions(case_id) if one.document_id == document_id), None)
        if newest is None:
            raise NotFound("provision")
        if newest.retrieved_at is not None:
            return newest
        now = self._now()
        if standing(newest, local_day(now)) is Standing.ENDED:
            raise Conflict("it is not available any more")
        found = available(local_day(newest.notified_at), local_day(now)).notification
        if found is None:
            raise Conflict("it is not available any more")
        after = replace(newest, retrieved_at=now, deemed_on=found.day.isoformat())
        self._evidence(case_id, business_key, "retrieved", f"{document_id}.{after.number}.retrieved", said(after))
        with self._store.unit_of_work() as work:
            work.lock_correlation(TENANT, "provision", f"{case_id}/{document_id}")
            known: Provision | None = work.get(Provision, TENANT, case_id, document_id, after.number)
            if known is not None and known.retrieved_at is not None:
                return known
            work.put(after)
            work.put(notice_of(case_id, NoticeKind.RETRIEVED, document_id, after.number, now))
            work.commit()
        return after

    # -- the chore

    def round(self, of_case: Callable[[str], tuple[str, bool, Sequence[Document]]], limit: int = ROUND) -> int:
        """Look after the cases with a consent in force; `of_case` tells number, whether it is open, and its documents.

        Error: that of the first case that could not be looked at, after all had their turn.
        """
        equal = {"tenant": TENANT, "state": "WATCHED"}
        watched = self._store.read().records(DeliveryConsent, equal, order=("looked_at", "case_id"), limit=limit)
        return in_turn(partial(self._look, consent.case_id, of_case) for consent in watched)

    def _look(self, case_id: str, of_case: Callable[[str], tuple[str, bool, Sequence[Document]]]) -> int:
        done = False
        try:
            business_key, alive, documents = of_case(case_id)
            count = self.provide(case_id, business_key, documents)
            today = local_day(self._now())
            done = not alive and all(standing(one, today) is not Standing.OPEN for one in self.provisions(case_id))
        finally:
            # Also where it failed: whoever stayed the one that waited longest would, with 200 like it, be all that is
            # ever looked at.
            self._looked(case_id, done=done)
        return count

    def _looked(self, case_id: str, *, done: bool) -> None:
        """It is another's turn next; meanwhile the consent may have been withdrawn."""
        with self._store.unit_of_work() as work:
            known = locked_consent(work, case_id)
            if known is not None:
                work.put(replace(known, looked_at=self._now(), state="DONE" if done else known.state))
                work.commit()

    def _evidence(self, case_id: str, business_key: str, act: str, key: str, said: dict[str, Any]) -> None:
        if self._ledger is None:
            return
        self._ledger.keep(
            [
                Letter(
                    part=Part.MESSAGE,
                    exchange=str(uuid4()),
                    agency="portal",
                    operation=act,
                    key=key,
                    at=self._now(),
                    body=json.dumps({"act": act, "norm": "§ 41 Abs. 2a VwVfG", **said}).encode(),
                    media_type="application/json",
                    tenant=TENANT,
                    case_id=case_id,
                    business_key=business_key,
                    message_id=key,
                    outcome="message",
                )
            ]
        )
