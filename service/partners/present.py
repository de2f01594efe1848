"""Requests to partners as resources: fields with the names of the contract, purpose and norm, lists without content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from authority.partners.answers import NOT_COMPETENT
from authority.partners.network import Consultation, Network, Words
from connectors.base import Connector
from engine.deadlines import local_day
from store.partners import PartnerDocument, PartnerRequest
from store.partners.records import UNDERWAY, WITHDRAWN

from ..figures import labels
from ..resources import partners as out
from ..resources.base import Text
from .delivering import AEMTER, BUNDESAGENTUR, KAMMERN

_OPERATION = {KAMMERN: "createOpinionRequest", BUNDESAGENTUR: "submitApprovalRequest"}
_MESSAGE = {KAMMERN: "kammern.opinion", BUNDESAGENTUR: "bundesagentur.decision"}
_TITLES = {
    KAMMERN: Words("Stellungnahme", "Opinion"),
    BUNDESAGENTUR: Words("Zustimmung zur Beschäftigung", "Approval of employment"),
}
_PURPOSES = {
    KAMMERN: Words("Fachkundige Stellungnahme zum Vorhaben", "Expert opinion on the business"),
    BUNDESAGENTUR: Words("Zustimmung nach § 39 AufenthG", "Approval under section 39 AufenthG"),
}
_NORMS = {
    "P21_1_S3": "§ 21 Abs. 1 S. 3 AufenthG",
    "P21_5_S3": "§ 21 Abs. 5 S. 3 AufenthG",
    "P81A": "§ 81a AufenthG",
    "EINWILLIGUNG": "Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)",
}


#: How the agencies' contracts write that a field holds a key of DESTATIS for a state; no other field of theirs is such.
_KEY_OF_A_STATE = r"^[0-9]{3}$"


def text(words: Words) -> Text:
    """Both languages."""
    return Text(de=words.de, en=words.en)


def asked_of(row: PartnerRequest, network: Network) -> Consultation | None:
    """The question of the network that a request is, asked by a clerk or by a diagram; None for an opinion or a decision."""
    return network.consultations.get(row.kind) if row.agency in ("", AEMTER) else None


def form(row: PartnerRequest) -> Literal["opinion", "decision", "consultation"]:
    """In which form a request is answered."""
    if row.agency == KAMMERN:
        return "opinion"
    return "decision" if row.agency == BUNDESAGENTUR else "consultation"


def title(row: PartnerRequest, network: Network) -> Words:
    """What is asked."""
    found = asked_of(row, network)
    return found.name if found is not None else _TITLES.get(row.agency, Words(row.kind, row.kind))


def purpose(row: PartnerRequest, network: Network) -> tuple[Words, str]:
    """Why, and on which basis."""
    found = asked_of(row, network)
    if found is not None:
        return found.purpose, found.norm
    norm = _NORMS.get(str(_out(row).get("consentOrLegalBasis")), "§ 39 AufenthG")
    return _PURPOSES.get(row.agency, Words("", "")), norm


def _out(row: PartnerRequest) -> Mapping[str, Any]:
    found: Mapping[str, Any] = row.content.get("out") or {}
    return found


def fields_in(row: PartnerRequest, network: Network, agencies: Mapping[str, Connector]) -> dict[str, Any]:
    """What a row in a list shows, as arguments of `InboxRow`."""
    partner = network.partners.get(row.partner)
    return {
        "id": row.id,
        "partner": row.partner,
        "partner_name": text(partner.name) if partner else Text(de=row.partner, en=row.partner),
        "business_key": row.business_key,
        "site": row.site,
        "title": text(title(row, network)),
        "form": form(row),
        "state": row.state,
        "version": row.version,
        "due_on": date.fromisoformat(row.due_on),
        "reminders": row.reminders,
        "created_at": row.created_at,
        "answered_at": row.answered_at,
        "settled": row.settled,
    }


def overdue(row: PartnerRequest, now: datetime) -> bool:
    """Whether an answer is due since a day before today (in Germany)."""
    return row.state in UNDERWAY and row.due_on < local_day(now).isoformat()


def listed(row: PartnerRequest, network: Network, agencies: Mapping[str, Connector], now: datetime) -> out.InboxRow:
    """A row of the inbox."""
    return out.InboxRow(**fields_in(row, network, agencies), overdue=overdue(row, now))


def whole(
    row: PartnerRequest,
    network: Network,
    agencies: Mapping[str, Connector],
    documents: Sequence[PartnerDocument],
    now: datetime,
    office_phone: str,
) -> out.InboxRequest:
    """A request with what left for the partner; nothing of it any more once it is withdrawn (Art. 5 Abs. 1 Buchst. b DSGVO)."""
    over = row.state == WITHDRAWN
    why, norm = purpose(row, network)
    asked = asked_of(row, network)
    return out.InboxRequest(
        **fields_in(row, network, agencies),
        overdue=overdue(row, now),
        purpose=text(why),
        norm=norm,
        sent=[] if over else sent(row, network, agencies),
        documents=[
            out.SentDocument(id=one.id, type=one.type, name=one.name, media_type=one.media_type, size=one.size)
            for one in (() if over else documents)
        ],
        expected=[
            out.AnswerField(
                name=field.name,
                kind=field.kind,  # type: ignore[arg-type]  # one of the three
                label=text(field.label),
                values=list(field.values),
                optional=field.optional,
            )
            for field in (asked.back if asked else ())
        ],
        answers=answers(row, network, agencies),
        handed=handed(row),
        forward_to=[
            one.id for one in network.partners.values() if one.agency == KAMMERN and one.id != row.partner
        ] if row.agency == KAMMERN else [],
        office_phone=office_phone,
    )  # fmt: skip


def handed(row: PartnerRequest) -> list[out.SentDocument]:
    """What the partner has handed in; it lies in the file of the case."""
    return [out.SentDocument(type="ANTWORT", **one) for one in row.content.get("handed") or ()]


def sent(row: PartnerRequest, network: Network, agencies: Mapping[str, Connector]) -> list[out.SentField]:
    """Every field that left, with its name."""
    asked = asked_of(row, network)
    if asked is not None:
        labels = {one.path: one.label for one in asked.out} | {one.name: one.label for one in asked.typed}
        return [
            out.SentField(path=path, label=text(labels.get(path, Words(path, path))), value=str(value))
            for path, value in _out(row).items()
        ]
    agency = agencies.get(row.agency)
    operation = agency.operations.get(_OPERATION.get(row.agency, "")) if agency else None
    return list(_flat(_out(row), operation.input if operation else {}))


def answers(row: PartnerRequest, network: Network, agencies: Mapping[str, Connector]) -> list[out.GivenAnswer]:
    """What the partner has answered, oldest first."""
    asked = asked_of(row, network)
    agency = agencies.get(row.agency)
    schema = agency.messages[_MESSAGE[row.agency]].payload if agency and row.agency in _MESSAGE else {}
    found = []
    for given in row.content.get("answers") or ():
        moment = given.get("occurredAt") or given.get("statusAt") or given.get("at")
        if asked is not None:
            labels = {one.name: one.label for one in asked.back}
            fields = [
                out.SentField(path=name, label=text(labels.get(name, Words(name, name))), value=str(value))
                for name, value in (given.get("fields") or given.get("answer") or {}).items()
            ]
            if given.get("state") == NOT_COMPETENT:
                fields.insert(0, out.SentField(path="state", label=text(_FOREIGN), value="–"))
            if given.get("text"):
                fields.append(out.SentField(path="text", label=text(_REMARK), value=str(given["text"])))
        else:
            fields = [one for one in _flat(given, schema) if one.path.split(".")[0] not in _TECHNICAL]
        found.append(out.GivenAnswer(at=datetime.fromisoformat(str(moment)) if moment else None, fields=fields))
    return found


_FOREIGN = Words("Die Stelle ist nicht zuständig", "The department is not competent")
_REMARK = Words("Bemerkung", "Remark")
_TECHNICAL = frozenset(
    {"eventId", "requestId", "requestMessageId", "occurredAt", "statusAt", "caseRef", "baReference", "chamber"}
)


def _flat(values: Mapping[str, Any], schema: Mapping[str, Any], path: str = "") -> Iterator[out.SentField]:
    properties = _properties(schema)
    for name, value in values.items():
        if value is None or value == [] or value == "":
            continue
        part = properties.get(name, {})
        if isinstance(value, Mapping):
            yield from _flat(value, part, f"{path}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            items = part.get("items") or {}
            for number, one in enumerate(value, 1):
                yield from _flat(one, items, f"{path}{name}.{number}.")
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else _plain(value)
            de = str(part.get("title") or _title(part) or name)
            label = Text(de=de, en=str(part.get("x-title-en") or de))
            yield out.SentField(path=f"{path}{name}", label=label, value=shown, name=_states(value, part))


def _states(value: Any, schema: Mapping[str, Any]) -> Text | None:
    """What the states are called whose keys a field holds; None for any other field."""
    if not _of_states(schema):
        return None
    found = [labels.code("nationalities", str(key)) for key in (value if isinstance(value, list) else [value])]
    return Text(de=", ".join(de for de, _ in found), en=", ".join(en for _, en in found))


def _of_states(schema: Mapping[str, Any]) -> bool:
    inner = (*schema.get("anyOf", ()), *schema.get("oneOf", ()), schema.get("items"))
    return schema.get("pattern") == _KEY_OF_A_STATE or any(_of_states(one) for one in inner if isinstance(one, Mapping))


def _plain(value: Any) -> str:
    return {True: "JA", False: "NEIN"}[value] if isinstance(value, bool) else str(value)  # codes, as agencies have them


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "properties" in schema:
        found: Mapping[str, Any] = schema["properties"]
        return found
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if isinstance(one, Mapping) and "properties" in one:
            return _properties(one)
    return {}


def _title(schema: Mapping[str, Any]) -> str:
    options = (*schema.get("anyOf", ()), *schema.get("oneOf", ()))
    return next((str(one["title"]) for one in options if isinstance(one, Mapping) and one.get("title")), "")
