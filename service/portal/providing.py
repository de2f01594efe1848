"""The portal as an agency within the house: the procedure asks it to make a decision available, and where that stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from authority.intake import Provision, standing
from connectors.base import Accepted, DeliveryClass, JsonObject, Misconfigured, Operation, Reply, Request
from connectors.inhouse import InHouse
from documents.model import Document
from engine.deadlines import local_day
from engine.errors import NotFound
from engine.model import Case
from store.queries import Queries

from ..context import TENANT
from .decisions import notifies
from .delivering import Delivering

_TEXT: JsonObject = {"type": "string"}
_MAYBE: JsonObject = {"type": ["string", "null"]}
_PROVIDE = Operation(
    "provide",
    # An offer has the id of its document: asked twice, the second finds the first.
    DeliveryClass.A,
    {
        "type": "object",
        "required": ["documentId", "reachable"],
        "properties": {"documentId": _TEXT, "reachable": {"type": "boolean"}},
    },
    {
        "type": "object",
        "required": ["provided"],
        "properties": {
            "provided": {"type": "boolean"},
            "offer": {"type": ["integer", "null"]},
            "providedAt": _MAYBE,
            "until": _MAYBE,
        },
    },
    "Zum Abruf bereitstellen",
    "Make available for retrieval",
    description_de="Stellt einen Bescheid zum Abruf bereit, wenn der Antragsteller jetzt zustimmt (§ 41 Abs. 2a VwVfG).",
    description_en="Makes a decision available for retrieval if the applicant agrees now (section 41(2a) VwVfG).",
)
_AVAILABILITY = Operation(
    "availability",
    DeliveryClass.A,
    {
        "type": "object",
        "required": ["documentId", "offer"],
        "properties": {"documentId": _TEXT, "offer": {"type": "integer"}},
    },
    {
        "type": "object",
        "required": ["state", "until"],
        "properties": {
            "state": {"enum": ["OPEN", "RETRIEVED", "ENDED"]},
            "until": _TEXT,
            "availableOn": _TEXT,
            "retrievedOn": _MAYBE,
        },
    },
    "Stand der Bereitstellung",
    "Where the availability stands",
    description_de="Sagt, ob ein Bescheid abgerufen wurde; was abgelaufen ist, endet damit.",
    description_en="Says whether a decision was retrieved; what is over ends by it.",
)
_NOT_PROVIDED: JsonObject = {"provided": False, "offer": None, "providedAt": None, "until": None}


class PortalOffice(InHouse):
    """See `connectors.base.Connector`. `document` finds a document of the tenant by its id; `noticing` says what happens here."""

    name: ClassVar[str] = "portal"
    operations: ClassVar[Mapping[str, Operation]] = {"provide": _PROVIDE, "availability": _AVAILABILITY}

    def __init__(
        self,
        delivering: Delivering,
        read: Callable[[], Queries],
        document: Callable[[str], Document | None],
        now: Callable[[], datetime],
    ) -> None:
        self._delivering = delivering
        self._read = read
        self._document = document
        self._now = now

    def send(self, request: Request) -> Reply | Accepted:
        """Error: Misconfigured for what a person has to repair."""
        case = self._read().case_by_key(TENANT, request.case_ref) if request.case_ref else None
        if case is None:
            raise Misconfigured("case-unknown", "a decision belongs to a case with a number")
        given = request.input
        document_id = str(given.get("documentId") or "")
        answer = self._provided if request.operation == "provide" else self._stands
        return Reply(answer(case, document_id, given))

    def _provided(self, case: Case, document_id: str, given: Mapping[str, Any]) -> JsonObject:
        document = self._document(document_id)
        if document is None or document.case_id != case.id:
            raise Misconfigured("document-unknown", "the letter is not in this case's file")
        if given.get("reachable") is not True or not notifies(document):
            return _NOT_PROVIDED
        made = self._delivering.offer(case.id, case.business_key, document_id)
        if made is None:
            return _NOT_PROVIDED
        return {
            "provided": True,
            "offer": made.number,
            "providedAt": made.provided_at.isoformat(),
            "until": made.ends_on,
        }

    def _stands(self, case: Case, document_id: str, given: Mapping[str, Any]) -> JsonObject:
        try:
            found = self._delivering.stands(case.id, case.business_key, document_id, int(given.get("offer") or 0))
        except NotFound:
            raise Misconfigured("offer-unknown", "the decision was never made available") from None
        return _said(found, local_day(self._now()))


def _said(offer: Provision, today: date) -> JsonObject:
    retrieved = offer.retrieved_at
    return {
        "state": standing(offer, today).value,
        "until": offer.ends_on,
        "availableOn": local_day(offer.notified_at).isoformat(),
        "retrievedOn": None if retrieved is None else local_day(retrieved).isoformat(),
    }
