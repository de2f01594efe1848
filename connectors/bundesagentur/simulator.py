"""The Bundesagentur für Arbeit as a stand-in: SOAP 1.1 and 1.2, its rules, its personas, its own decisions."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from ..simulated import Clock, SimulatedAgency
from ..simulated_wssec import NotSigned, Seal
from .rulebook import ANSWER_AFTER, NS, Case, Objection, decision_for, examine, fiction_date, moment, supplement_rules

_SOAP = {
    "soap11": ("http://schemas.xmlsoap.org/soap/envelope/", "text/xml"),
    "soap12": ("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml"),
}
_FINAL = frozenset({"ZUGESTIMMT", "ZUGESTIMMT_MIT_BESCHRAENKUNG", "VERSAGT", "ZUSTIMMUNGSFREI"})
_CONTRACT = Path(__file__).parent / "contract" / "ba-arbeitsmarktzulassung.wsdl"


def _schema() -> etree.XMLSchema:
    found = etree.parse(_CONTRACT).find(".//{http://www.w3.org/2001/XMLSchema}schema")
    assert found is not None, "the contract has a schema"  # noqa: S101  # a broken package, not an input
    return etree.XMLSchema(etree.fromstring(etree.tostring(found)))  # alone, so that its prefixes come along


class Simulator(SimulatedAgency):
    """Configuration (all optional): `password` demanded of callers, `callback_password` shown to our endpoint,
    `callback_soap` 1.1 or 1.2, `land` of the team's holidays (default SN); `signing_key` and `partner_certificate`,
    paths of PEM files, for signatures both ways."""

    name: ClassVar[str] = "bundesagentur"

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self.cases: dict[str, Case] = {}
        self._answers: dict[str, tuple[str, etree._Element]] = {}
        self._tries: dict[str, int] = {}
        self._schema = _schema()
        self._book = threading.RLock()
        key, partner = self.config.get("signing_key"), self.config.get("partner_certificate")
        self._seal = Seal(str(key), str(partner)) if key else None
        self._asked = ""  # MessageID of the signed request being answered

    async def answer(self, request: Request, body: bytes) -> Response:
        """One SOAP call: faults are HTTP 500, as the standard says."""
        soap = request.url.path.rstrip("/").rpartition("/")[2]
        if soap not in _SOAP:
            return Response(status_code=404)
        with self._book:
            try:
                self._signed(body)
                content = self._operation(soap, body)
                self._let_in(request)
                return self._respond(soap, self._handle(content))
            except Objection as objection:
                return self._respond(soap, objection)

    def _signed(self, body: bytes) -> None:
        self._asked = ""
        if self._seal is None or self.replaying:
            return
        try:
            self._asked = self._seal.open(body, self.clock())
        except NotSigned:
            raise Objection("NICHT_BERECHTIGT", "Die Signatur fehlt oder ist falsch") from None

    def _operation(self, soap: str, body: bytes) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        try:
            root = etree.fromstring(body, parser)
            content = next(iter(root.iterchildren(f"{{{_SOAP[soap][0]}}}Body")))[0]
        except (etree.XMLSyntaxError, StopIteration, IndexError):
            raise Objection("SCHEMA_INVALID", "Kein gültiger Umschlag") from None
        content = etree.fromstring(etree.tostring(content), parser)
        if not self._schema.validate(content):
            raise Objection("SCHEMA_INVALID", "Die Nachricht verletzt das Schema")
        return content

    def _let_in(self, request: Request) -> None:
        password = self.config.get("password")
        if self.replaying or not password:
            return
        shown = request.headers.get("authorization", "").removeprefix("Basic ")
        try:
            known = base64.b64decode(shown).decode().partition(":")[2] == password
        except ValueError:
            known = False
        if not known:
            raise Objection("NICHT_BERECHTIGT", "Die anfragende Stelle ist nicht freigeschaltet")

    def _handle(self, content: etree._Element) -> etree._Element:
        operation = etree.QName(content).localname
        head = content.find(f"{NS}header")
        assert head is not None  # noqa: S101  # the schema was checked
        key = str(head.findtext(f"{NS}messageId"))
        created = datetime.fromisoformat(str(head.findtext(f"{NS}createdAt")))
        if abs(self.clock() - created) > timedelta(minutes=5):
            raise Objection("PLAUSI_DATUM", "Die Uhren gehen mehr als fünf Minuten auseinander", "header/createdAt")
        digest = _digest(content)
        if key in self._answers:
            self.note(key, operation, effect=False)
            if self._answers[key][0] != digest:
                raise Objection("DUBLETTE", "Dieselbe messageId kam schon mit anderem Inhalt")
            return self._answers[key][1]
        handler = {
            "submitApprovalRequest": self._submit,
            "getDecision": self._get,
            "supplementRequest": self._supplement,
            "withdrawRequest": self._withdraw,
        }.get(operation)
        if handler is None:
            raise Objection("SCHEMA_INVALID", "Unbekannte Operation")
        if operation == "getDecision":
            self.note(key, operation, effect=False)
            return handler(key, content)
        try:
            response = handler(key, content)
        except Objection:
            self.note(key, operation, effect=False)
            raise
        self.note(key, operation, effect=True)
        self._answers[key] = (digest, response)
        return response

    def _submit(self, key: str, content: etree._Element) -> etree._Element:
        establishment = str(content.findtext(f"{NS}employer/{NS}betriebsnummer"))
        if establishment == "55555553" and self._tries.setdefault(key, 0) < 2:
            self._tries[key] += 1
            raise Objection("TEMPORAER", "Fachverfahren in Wartung", retryable=True)
        now = self.clock()
        examine(content, now)
        case = Case(
            message_id=key,
            reference=f"BA-AMZ-{now.year}-{len(self.cases) + 1:06d}",
            case_ref=str(content.findtext(f"{NS}header/{NS}caseRef")),
            request=content,
            callback_url=str(content.findtext(f"{NS}callbackUrl")),
            since=now,
        )
        self.cases[case.reference] = case
        self._decide_later(case)
        weeks = int(str(content.findtext(f"{NS}deadlineWeeks")))
        return _build(
            "submitApprovalRequestResponse",
            requestMessageId=key,
            baReference=case.reference,
            receivedAt=moment(now),
            fictionDate=fiction_date(now, weeks, str(self.config.get("land", "SN"))).isoformat(),
            amzTeam="AMZ-Team Leipzig 061",
        )

    def _get(self, key: str, content: etree._Element) -> etree._Element:
        case = self._case(content)
        if not case.asked_again(key, self.clock()):
            raise Objection("TEMPORAER", "Der Stand kann alle 30 Minuten abgerufen werden", retryable=True)
        response = _build("getDecisionResponse")
        response.append(case.decision(self.clock(), key))
        return response

    def _supplement(self, key: str, content: etree._Element) -> etree._Element:
        case = self._case(content)
        if case.status(self.clock()) != "NACHFORDERUNG":
            raise Objection("STATUS_UNZULAESSIG", "Es ist keine Nachforderung offen")
        supplement_rules(content)
        case.supplemented, case.supplement = True, content
        case.enter("IN_PRUEFUNG", self.clock())
        self._decide_later(case)
        return _build("supplementRequestResponse", receivedAt=moment(self.clock()))

    def _withdraw(self, key: str, content: etree._Element) -> etree._Element:
        case = self._case(content)
        if case.status(self.clock()) in _FINAL:
            raise Objection("STATUS_UNZULAESSIG", "Die Entscheidung ist schon getroffen")
        if case.planned:
            self.cancel(case.planned)
        case.enter("ZURUECKGENOMMEN_ABH", self.clock())
        return _build("withdrawRequestResponse", status="ZURUECKGENOMMEN_ABH")

    def _case(self, content: etree._Element) -> Case:
        case = self.cases.get(str(content.findtext(f"{NS}baReference")))
        if case is None:
            raise Objection("UNBEKANNTE_REFERENZ", "Das Aktenzeichen ist hier nicht bekannt", "baReference")
        return case

    def _decide_later(self, case: Case) -> None:
        outcome = decision_for(case)
        if outcome is None:
            return
        at = self.clock() + ANSWER_AFTER
        case.enter(outcome.status, at, outcome)
        case.planned = self.plan(at, case.callback_url, lambda now: self._notification(case, at, now))

    def _notification(self, case: Case, at: datetime, now: datetime) -> tuple[dict[str, str], bytes]:
        content = _build("notifyDecision")
        content.append(case.decision(at, case.message_of(at)))
        soap = "soap11" if str(self.config.get("callback_soap", "1.2")) == "1.1" else "soap12"
        headers = {"Content-Type": f"{_SOAP[soap][1]}; charset=utf-8"}
        if soap == "soap11":
            headers["SOAPAction"] = '"urn:akzess:ba:amz:1/notifyDecision"'
        password = self.config.get("callback_password")
        if password:
            headers["Authorization"] = "Basic " + base64.b64encode(f"ba:{password}".encode()).decode()
        written = _envelope(soap, content)
        return headers, self._seal.close(written, now) if self._seal else written

    def _respond(self, soap: str, result: etree._Element | Objection) -> Response:
        media = f"{_SOAP[soap][1]}; charset=utf-8"
        status = 500 if isinstance(result, Objection) else 200
        written = _envelope(soap, _fault(soap, result) if isinstance(result, Objection) else result)
        if self._seal is not None and not self.replaying:
            written = self._seal.close(written, self.clock(), self._asked)
        return Response(written, status_code=status, media_type=media)

    def bad_answer(self, kind: str) -> Response | None:
        """A SOAP answer that its schema forbids."""
        if kind != "wrong_schema":
            return None
        return self._respond("soap12", _build("withdrawRequestResponse", status="VIELLEICHT"))


def _digest(content: etree._Element) -> str:
    """What makes a repeat the same: everything but the time it was written."""
    copy = etree.fromstring(
        etree.tostring(content),
        etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True),
    )
    for created in copy.iter(f"{NS}createdAt"):
        created.text = ""
    return hashlib.sha256(etree.tostring(copy, method="c14n")).hexdigest()


def _build(name: str, **children: str) -> etree._Element:
    root = etree.Element(f"{NS}{name}", nsmap={"ba": NS[1:-1]})
    for child, value in children.items():
        etree.SubElement(root, f"{NS}{child}").text = value
    return root


def _fault(soap: str, objection: Objection) -> etree._Element:
    ns = f"{{{_SOAP[soap][0]}}}"
    side = ("Server", "Receiver") if objection.retryable else ("Client", "Sender")
    fault = etree.Element(f"{ns}Fault", nsmap={"env": ns[1:-1]})
    if soap == "soap11":
        etree.SubElement(fault, "faultcode").text = f"env:{side[0]}"
        etree.SubElement(fault, "faultstring").text = objection.text
        detail = etree.SubElement(fault, "detail")
    else:
        etree.SubElement(etree.SubElement(fault, f"{ns}Code"), f"{ns}Value").text = f"env:{side[1]}"
        text = etree.SubElement(etree.SubElement(fault, f"{ns}Reason"), f"{ns}Text")
        text.text = objection.text
        text.set("{http://www.w3.org/XML/1998/namespace}lang", "de")
        detail = etree.SubElement(fault, f"{ns}Detail")
    parts = {"code": objection.code, "text": objection.text}
    if objection.path:
        parts["path"] = objection.path
    detail.append(_build("amzFault", **parts, retryable="true" if objection.retryable else "false"))
    return fault


def _envelope(soap: str, content: etree._Element) -> bytes:
    ns = f"{{{_SOAP[soap][0]}}}"
    root = etree.Element(f"{ns}Envelope", nsmap={"env": ns[1:-1]})
    etree.SubElement(root, f"{ns}Header")
    etree.SubElement(root, f"{ns}Body").append(content)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
