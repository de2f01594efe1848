"""What the simulated Bundesagentur checks, decides and remembers: domain document 5.3, 5.6 and 5.9."""

from __future__ import annotations

import hashlib
import uuid
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
from lxml import etree

from .plausibility import implausible

NS = "{urn:akzess:ba:amz:1}"
ANSWER_AFTER = timedelta(minutes=3)
_BETWEEN_QUESTIONS = timedelta(minutes=30)
_BERLIN = ZoneInfo("Europe/Berlin")
#: The Land whose team in Magdeburg is competent for the persona that ours is not.
_MAGDEBURG = "15"
_MAX_DOCUMENT = 10 * 1024 * 1024
#: Germany, EU-27, EEA and Switzerland by DESTATIS key (domain document 5.6).
_FREE_MOVERS = frozenset(
    f"{key:03d}"
    for key in (0, *range(124, 132), 134, 135, 136, 137, 139, 141, 142, 143, 145, 148, 149, *range(151, 156), 157, 158,
                161, 164, 165, 181)
)  # fmt: skip
_FIRST_BYTES = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/bmp": b"BM",
}


class Objection(Exception):
    """Why the agency does not take a message."""

    def __init__(self, code: str, text: str, path: str = "", *, retryable: bool = False) -> None:
        super().__init__(code)
        self.code, self.text, self.path, self.retryable = code, text, path, retryable


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status with what belongs to it in a decision."""

    status: str
    refusal: tuple[str, ...] = ()
    reason: str = ""
    missing: tuple[str, ...] = ()
    restricted_to: str = ""


@dataclass(slots=True)
class Case:
    """One request in the agency's file; `entries` are its statuses by time, the newest last."""

    message_id: str
    reference: str
    case_ref: str
    request: etree._Element
    callback_url: str
    since: datetime
    supplemented: bool = False
    supplement: etree._Element | None = None
    planned: int = 0
    asked: tuple[str, datetime] | None = None
    entries: list[tuple[datetime, Outcome]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.enter("EINGEGANGEN", self.since)

    def enter(self, status: str, at: datetime, outcome: Outcome | None = None) -> None:
        """A new status from that moment; a decision that was planned for later falls away."""
        self.entries = [entry for entry in self.entries if entry[0] <= at or outcome is not None]
        self.entries.append((at, outcome or Outcome(status)))

    def asked_again(self, key: str, now: datetime) -> bool:
        """Whether the decision may be fetched now: every half hour, and again under the same key."""
        if self.asked and self.asked[0] != key and now - self.asked[1] < _BETWEEN_QUESTIONS:
            return False
        if not self.asked or self.asked[0] != key:
            self.asked = (key, now)
        return True

    def current(self, now: datetime) -> tuple[datetime, Outcome]:
        """The newest entry that has begun."""
        return [entry for entry in self.entries if entry[0] <= now][-1]

    def status(self, now: datetime) -> str:
        """The status at a moment."""
        return self.current(now)[1].status

    def message_of(self, at: datetime) -> str:
        """The identifier of the notification about the status of that moment: the same whenever it is sent again."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.reference}/{at.isoformat()}"))

    def decision(self, now: datetime, message_id: str) -> etree._Element:
        """The `decision` element for the status at a moment."""
        at, outcome = self.current(now)
        root = etree.Element(f"{NS}decision")
        head = etree.SubElement(root, f"{NS}header")
        for name, value in (
            ("messageId", message_id),
            ("createdAt", moment(now)),
            ("senderAbh", "Bundesagentur für Arbeit, AMZ-Team Leipzig 061"),
            ("senderAgs", "14713000"),
            ("caseRef", self.case_ref),
        ):
            etree.SubElement(head, f"{NS}{name}").text = value
        _add(root, "requestMessageId", self.message_id)
        _add(root, "baReference", self.reference)
        _add(root, "status", outcome.status)
        _add(root, "statusAt", moment(at))
        if outcome.status.startswith("ZUGESTIMMT"):
            _add(root, "legalBasis", str(self.request.findtext(f"{NS}legalBasis")))
            _add(root, "priorityCheckDone", "false")
        if outcome.restricted_to:
            limits = etree.SubElement(root, f"{NS}restriction")
            _add(limits, "validTo", _months_later(at, 24).isoformat())
            _add(limits, "employer", outcome.restricted_to)
        for code in outcome.refusal:
            _add(root, "refusalCode", code)
        if outcome.reason:
            _add(root, "reason", outcome.reason)
        for item in outcome.missing:
            _add(root, "missingItem", item)
        if outcome.missing:
            asked = at.astimezone(_BERLIN).date()
            _add(root, "employerAskedOn", asked.isoformat())
            _add(root, "employerDeadline", (asked + timedelta(days=14)).isoformat())
        return root


def decision_for(case: Case) -> Outcome | None:
    """What the persona decides; None: it never answers."""
    if case.request.findtext(f"{NS}job/{NS}agencyWork") in ("true", "1"):
        return Outcome("VERSAGT", ("P40_1_2_LEIHARBEIT",), "Beschäftigung als Leiharbeitnehmer (§ 40 Abs. 1 Nr. 2)")
    match case.request.findtext(f"{NS}employer/{NS}betriebsnummer"):
        case "09555556":
            return None
        case "12345671":
            reason = "Das Entgelt liegt unter dem vergleichbarer inländischer Beschäftigter."
            return Outcome("VERSAGT", ("P39_2_1_UNGUENSTIGE_BEDINGUNGEN",), reason)
        case "08812349":
            employer = str(case.request.findtext(f"{NS}employer/{NS}name"))
            return Outcome("ZUGESTIMMT_MIT_BESCHRAENKUNG", restricted_to=employer)
        case "07213570" if not case.supplemented:
            return Outcome("NACHFORDERUNG", missing=("Zusatzblatt zur Erklärung", "Entgeltangaben des Arbeitgebers"))
    return Outcome("ZUGESTIMMT")


def examine(content: etree._Element, now: datetime) -> None:
    """The rules for a new request. Error: `Objection`."""
    today = now.astimezone(_BERLIN).date()
    seat = str(_text(content, "employer/address/ags"))
    if "UNZUST" in str(content.findtext(f"{NS}employer/{NS}name")) and not seat.startswith(_MAGDEBURG):
        raise Objection("UNZUSTAENDIG", "Zuständig ist das AMZ-Team Magdeburg 043")
    if not establishment_is_plausible(str(content.findtext(f"{NS}employer/{NS}betriebsnummer"))):
        raise Objection("PLAUSI_BETRIEBSNUMMER", "Die Prüfziffer stimmt nicht", "employer/betriebsnummer")
    if any(node.text in _FREE_MOVERS for node in content.iterfind(f"{NS}person/{NS}nationality")):
        raise Objection("PLAUSI_STAAT_NICHT_DRITTSTAAT", "Die Person braucht keine Zustimmung", "person/nationality")
    born = _day(content, "person/birthDate")
    if born is None or born > today or _years_before(today, 15) < born:
        raise Objection("PLAUSI_DATUM", "Die Person ist nicht 15 Jahre alt", "person/birthDate")
    start, end = _day(content, "job/start"), _day(content, "job/end")
    if start and end and end <= start:
        raise Objection("PLAUSI_DATUM", "Das Ende liegt nicht nach dem Beginn", "job/end")
    degrees = (
        (node.findtext(f"{NS}kind"), node.findtext(f"{NS}obtainedOn"))
        for node in content.iterfind(f"{NS}qualification")
    )
    for path, why in implausible(lambda place: _text(content, place), degrees, today):
        raise Objection("SCHEMA_INVALID", why, path)
    kinds = [node.text for node in content.iterfind(f"{NS}document/{NS}type")]
    if "EZB" not in kinds:
        raise Objection("ANHANG_FEHLT", "Die Erklärung zum Beschäftigungsverhältnis fehlt", "document")
    supplement_rules(content)


def supplement_rules(content: etree._Element) -> None:
    """The rules for documents. Error: `Objection`."""
    for document in content.iterfind(f"{NS}document"):
        data = b64decode(document.findtext(f"{NS}content") or "")
        if len(data) > _MAX_DOCUMENT:
            raise Objection("ANHANG_GROESSE", "Ein Anhang hat mehr als 10 MB", "document/content")
        if not data.startswith(_FIRST_BYTES[str(document.findtext(f"{NS}mimeType"))]):
            raise Objection("ANHANG_TYP", "Ein Anhang ist nicht, was er zu sein angibt", "document/mimeType")
        if hashlib.sha256(data).hexdigest() != document.findtext(f"{NS}sha256"):
            raise Objection("SCHEMA_INVALID", "Die Prüfsumme eines Anhangs stimmt nicht", "document/sha256")


def establishment_is_plausible(number: str) -> bool:
    """First three digits 001–099 or above 110; digit sums of the products with 1,2,1,2,1,2,1 give the check digit."""
    if not 1 <= int(number[:3]) <= 99 and int(number[:3]) <= 110:
        return False
    products = [int(digit) * weight for digit, weight in zip(number[:7], (1, 2, 1, 2, 1, 2, 1), strict=True)]
    check = sum(product // 10 + product % 10 for product in products) % 10
    return int(number[7]) in (check, (check + 5) % 10)


def fiction_date(received: datetime, weeks: int, land: str) -> date:
    """The day on which silence counts as approval (§ 36(2) BeschV), moved off weekends and holidays (§ 193 BGB)."""
    end = received.astimezone(_BERLIN).date() + timedelta(weeks=weeks)
    free = holidays.country_holidays("DE", subdiv=land)
    while end.weekday() >= 5 or end in free:
        end += timedelta(days=1)
    return end


def moment(at: datetime) -> str:
    """A time with the offset of Berlin, to the second."""
    return at.astimezone(_BERLIN).isoformat(timespec="seconds")


def _add(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, f"{NS}{name}").text = value


def _day(content: etree._Element, path: str) -> date | None:
    text = _text(content, path)
    return date.fromisoformat(text) if text else None


def _text(content: etree._Element, path: str) -> str | None:
    return content.findtext("/".join(f"{NS}{step}" for step in path.split("/")))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _months_later(at: datetime, months: int) -> date:
    return _years_before(at.astimezone(_BERLIN).date(), -(months // 12)) - timedelta(days=1)
