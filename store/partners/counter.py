"""An agency's connector for partners without a system: what is meant for them lies down in their inbox here instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Protocol, cast

from authority.partners.answers import request_id
from authority.partners.network import Channel, Network, Partner
from connectors import traffic
from connectors.base import Accepted, Connector, JsonObject, Misconfigured, Refused, Reply, Request, Unavailable
from connectors.schema import checked
from connectors.wrapping import Wrapping
from engine.deadlines import local_day
from engine.errors import EngineError
from engine.ports import Clock

from ..errors import StoreError
from . import consulted, replies
from .notices import announce
from .records import ANSWERED, ASKED, OPEN, UNDERWAY, WITHDRAWN, NoticeKind, PartnerRequest

TENANT = 1


class Shelf(Protocol):
    """The part of a store that the counter needs."""

    def unit_of_work(self) -> Any: ...

    def read(self) -> Any: ...


class Counter(Wrapping):
    """Around an agency's connector: partners with an inbox are asked here, others there.

    The same operations, the same outputs, the same message: a process cannot tell the difference. `recorded`: what lies
    down here is shown to the evidence ledger like what leaves by wire.
    """

    recorded = True

    def __init__(self, inner: Connector, network: Network, store: Shelf, clock: Clock) -> None:
        super().__init__(inner)
        self._network = network
        self._store = store
        self._clock = clock

    def send(self, request: Request) -> Reply | Accepted:
        """See `Connector`: at the partner's inbox, or by wire."""
        try:
            done = self._here(request)
        except (EngineError, StoreError) as error:
            raise Unavailable("inbox-unavailable", type(error).__name__) from None
        return self.inner.send(request) if done is None else done

    def ask(self, request: Request) -> Reply | None:
        """Everything here is done once by its key: to ask is to do it."""
        return self.inner.ask(request) if self._known(request.input) is None else None

    # -- requests

    def _here(self, request: Request) -> Reply | None:
        begins = request.operation in _BEGINNING
        if begins:
            partner = self._addressee(request)
            if partner is None or partner.channel is not Channel.INBOX:
                return None
            given = checked(self.operations[request.operation].input, request.input)
            return self._recorded(request, partner.id, lambda: self._begin(request, partner, given))
        known = self._known(request.input)
        if known is None:
            return None
        given = checked(self.operations[request.operation].input, request.input)
        return self._recorded(request, known.partner, lambda: self._further(request, known.id, given))

    def _addressee(self, request: Request) -> Partner | None:
        if self.name != consulted.AEMTER:
            return self._network.addressee(self.name, request.input.get("chamber"))
        case = self._store.read().case_by_key(TENANT, request.case_ref)
        asked = self._network.consultations.get(str(request.input.get("kind")))
        return self._network.at(asked.role, case.site) if asked is not None and case is not None else None

    def _recorded(self, request: Request, partner: str, act: Callable[[], dict[str, Any]]) -> Reply:
        traffic.leaving(f"INBOX {partner}", "application/json", replies.as_json(request.input))
        output = act()
        traffic.arrived(200, "application/json", replies.as_json(output))
        return Reply(output)

    def _known(self, given: JsonObject) -> PartnerRequest | None:
        read = self._store.read()
        if "requestId" in given:
            wanted: dict[str, Any] = {"id": str(given["requestId"])}
        elif "baReference" in given and str(given["baReference"]).startswith("AKZ-"):
            wanted = {"id": str(given["baReference"]).removeprefix("AKZ-")}
        else:
            return None
        found = read.records(PartnerRequest, {"tenant": TENANT, **wanted}, limit=1)
        return found[0] if found and found[0].agency == self.name else None

    def _begin(self, request: Request, partner: Partner, given: JsonObject) -> dict[str, Any]:
        case = self._store.read().case_by_key(TENANT, request.case_ref)
        if case is None:
            raise Misconfigured("case-unknown", "a request without a case")
        now = self._clock.now()
        made = request_id(request.key)
        row = PartnerRequest(
            tenant=TENANT,
            id=made,
            partner=partner.id,
            site=case.site,
            case_id=case.id,
            business_key=request.case_ref,
            agency=self.name,
            kind=str(given.get("kind") or given.get("procedure") or request.operation),
            key=request.key,
            reference=f"AKZ-{made}" if self.name == replies.BA else made,
            state=OPEN,
            version=1,
            due_on=replies.due(given, local_day(now)),
            created_at=now,
            created_by="",
            content={"out": self._leaving(given), "answers": []},
        )
        with self._store.unit_of_work() as work:
            work.lock_correlation(TENANT, "partner-request", made)
            earlier: PartnerRequest | None = work.get(PartnerRequest, TENANT, made)
            if earlier is None:
                work.put(row)
                for document in given.get("documents", ()):
                    work.put(replies.document(row, document, now))
                announce(work, row, self._network, NoticeKind.NEW, now)
                work.commit()
        return replies.receipt(self.name, earlier or row)

    def _leaving(self, given: JsonObject) -> dict[str, Any]:
        if self.name == consulted.AEMTER:
            return consulted.leaving(self._network.consultations[str(given["kind"])], given)
        return {name: value for name, value in given.items() if name not in _NOT_OUT}

    def _further(self, request: Request, known: str, given: JsonObject) -> dict[str, Any]:
        """Once by its key: a repetition hears the same, whatever the partner has done in between."""
        now = self._clock.now()
        with self._store.unit_of_work() as work:
            work.lock_correlation(TENANT, "partner-request", known)
            row: PartnerRequest = work.get(PartnerRequest, TENANT, known)
            told: NoticeKind | None = None
            done = dict(row.content.get("done") or {})
            if request.key in done:
                return dict(done[request.key])
            if request.operation in ("uploadDocument", "supplementRequest"):
                if row.state not in UNDERWAY:
                    raise Refused("WRONG_STATE" if self.name != replies.BA else "STATUS_UNZULAESSIG", "it is over")
                documents = [replies.document(row, one, now) for one in given.get("documents", (given,))]
                for one in documents:
                    work.put(one)
                told = NoticeKind.NEW if row.state == ASKED else None
                row = replace(row, state=OPEN, version=row.version + 1)
                output: dict[str, Any] = {"documentId": documents[0].id}
                if request.operation == "supplementRequest":
                    output = {"receivedAt": now.isoformat(), "fictionDate": None}
            elif request.operation == "remind":
                # The version stays: an answer that is being written goes through.
                due = str(given.get("newDueDate") or row.due_on)
                row = replace(row, reminders=max(row.reminders, int(given["level"])), due_on=due)
                told = NoticeKind.REMINDED if row.state == OPEN else None
                output = {"level": given["level"], "newDueDate": given.get("newDueDate")}
            elif request.operation in ("withdrawOpinionRequest", "withdrawRequest", "withdraw"):
                if row.state in UNDERWAY:
                    row = replace(row, state=WITHDRAWN, version=row.version + 1)
                elif row.state == ANSWERED and self.name != "kammern":
                    raise Refused("STATUS_UNZULAESSIG" if self.name == replies.BA else "WRONG_STATE", "it is answered")
                output = {"status": "ZURUECKGENOMMEN_ABH"} if self.name == replies.BA else {"state": "ZURUECKGEZOGEN"}
            else:
                return replies.status(self.name, row)
            work.put(replace(row, content={**row.content, "done": {**done, request.key: output}}))
            if told:
                announce(work, row, self._network, told, now)
            work.commit()
        return output


def counters(connectors: Iterable[Connector], network: Network, store: Shelf, clock: Clock) -> list[Connector]:
    """The connectors, those in front of which a counter stands behind one."""
    with_inbox = {one.agency for one in network.partners.values() if one.agency}
    return [
        cast(Connector, Counter(one, network, store, clock)) if one.name in with_inbox else one for one in connectors
    ]


_BEGINNING = frozenset({"createOpinionRequest", "submitApprovalRequest", "consult"})
#: Documents lie beside a request; who our clerk is, the partner sees as the office's contact.
_NOT_OUT = frozenset({"documents", "clerk", "clerkPhone"})
