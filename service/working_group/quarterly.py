"""Collects what the quarterly report is made of: closed cases without names, answers of inboxes, proposals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from authority.agreement import versions
from authority.agreement.measured import Kept, kept
from authority.agreement.versions import Agreement, Level
from authority.figures.tally import Tally, added, spread
from authority.partners.network import Network, load
from authority.working_group import report
from authority.working_group.proposals import OPEN
from authority.working_group.report import Proposed, Quarter, Report
from engine.deadlines import local_day
from store import sight
from store.figures.open import figures_of
from store.partners import PartnerRequest
from store.working_group import StandardProposal

TENANT = 1
#: Requests of a partner that are looked at for a quarter, newest first.
MOST = 5_000


def of(store: Any, read: Any, quarter: Quarter) -> tuple[Agreement, Report]:
    """The report of a quarter under the agreement of its last day. Everything in it is counted, nobody is named.

    It looks at all sites, whoever asks: each of its figures is withheld below five.
    """
    with sight.seeing(sight.everything()):
        agreement = versions.at(versions.load(), quarter.after - timedelta(days=1)) or versions.load()[0]
        counts = added(figures_of(store).tallies(TENANT, *quarter.months).values())
        found = [_kept(level, counts, read, quarter) for level in agreement.levels]
        proposals = read.records(
            StandardProposal, {"tenant": TENANT}, order=("proposed_at", "id"), descending=True, limit=500
        )
        concerned = [_proposed(one) for one in proposals if _concerns(one, quarter)]
    return agreement, report.report(quarter, agreement.version, counts, found, concerned)


def _concerns(row: StandardProposal, quarter: Quarter) -> bool:
    decided = None if row.decided_at is None else local_day(row.decided_at)
    return report.concerns(quarter, local_day(row.proposed_at), decided, open_still=row.state == OPEN)


def _proposed(row: StandardProposal) -> Proposed:
    valid_from = date.fromisoformat(row.valid_from) if row.valid_from else None
    return Proposed(row.number, row.title, row.state, row.standard, valid_from)


#: Which distribution of the statistics a promise is measured by.
_SPREADS = {"akzess": "granted.net", "baDays": "ba.days", "chamberDays": "chamber.days"}


def _kept(level: Level, counts: Tally, read: Any, quarter: Quarter) -> Kept:
    if level.measure in _SPREADS:
        found = spread(counts, _SPREADS[level.measure])
        return kept(level, [days for days, number in found for _ in range(number)])
    return kept(level, _inbox(read, load(), level.measure.partition(":")[2], quarter))


def _inbox(read: Any, network: Network, role: str, quarter: Quarter) -> list[int]:
    partners = frozenset(one.id for one in network.partners.values() if one.role == role)
    if not partners:
        return []
    rows: list[PartnerRequest] = read.records(
        PartnerRequest,
        {"tenant": TENANT, "partner": partners},
        order=("created_at", "id"),
        descending=True,
        limit=MOST,
    )
    found = []
    for row in rows:
        if row.answered_at is not None and quarter.first <= local_day(row.answered_at) < quarter.after:
            found.append((local_day(row.answered_at) - local_day(row.created_at)).days)
    return found


def current(today: date) -> Quarter:
    """The last quarter that is over: what a meeting looks at."""
    return report.quarter_of(report.quarter_of(today).first - timedelta(days=1))


#: What the report calls things, German and English.
WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "title": "Quartalsbericht der Arbeitsgruppe AKZESS",
        "quarter": "Quartal",
        "agreement": "Vereinbarung in der Fassung",
        "rate": "Erteilte Titel innerhalb der Frist",
        "decided": "erteilte Titel",
        "few": "weniger als fünf",
        "withheld": "nicht gezeigt",
        "kept": "Zusagen der Beteiligten",
        "level": "Zusage",
        "days": "Tage",
        "target": "Ziel",
        "count": "Antworten",
        "share": "in der Zeit",
        "median": "Median",
        "met": "eingehalten",
        "breaches": "Überschreitungen nach Ursache",
        "cause": "Ursache",
        "number": "Fälle",
        "total": "zusammen",
        "proposals": "Vorschläge zum Standard",
        "proposal": "Vorschlag",
        "state": "Stand",
        "standard": "Standard",
        "validFrom": "gilt ab",
        "yes": "ja",
        "no": "nein",
        "none": "keine",
        "note": "Der Bericht nennt keine Personen und keine Aktenzeichen. Zahlen unter fünf werden nicht gezeigt, auch nicht "
        "solche, aus denen man sie errechnen könnte. Quelle: Statistik AKZESS und Eingänge der beteiligten Stellen.",
    },
    "en": {
        "title": "Quarterly report of the AKZESS working group",
        "quarter": "Quarter",
        "agreement": "Agreement, version",
        "rate": "Titles granted in time",
        "decided": "titles granted",
        "few": "fewer than five",
        "withheld": "not shown",
        "kept": "What the participants promised",
        "level": "Promise",
        "days": "Days",
        "target": "Target",
        "count": "Answers",
        "share": "in time",
        "median": "Median",
        "met": "kept",
        "breaches": "Late decisions by cause",
        "cause": "Cause",
        "number": "Cases",
        "total": "together",
        "proposals": "Proposals for the standard",
        "proposal": "Proposal",
        "state": "State",
        "standard": "Standard",
        "validFrom": "valid from",
        "yes": "yes",
        "no": "no",
        "none": "none",
        "note": "This report names no persons and no case numbers. Numbers below five are not shown, nor are those from which "
        "they could be computed. Source: AKZESS statistics and the partners' inboxes.",
    },
}
CAUSES: Mapping[str, tuple[str, str]] = {
    "DOC_APPLICANT": ("Unterlagen der antragstellenden Person", "documents of the applicant"),
    "DOC_EMPLOYER": ("Unterlagen des Arbeitgebers", "documents of the employer"),
    "BA": ("Bundesagentur für Arbeit", "Federal Employment Agency"),
    "CHAMBER": ("Kammer", "chamber"),
    "SECURITY": ("Sicherheitsabfrage", "security query"),
    "RECOGNITION": ("Berufsanerkennung", "recognition"),
    "AZR_TECH": ("Technik des Registers", "technical fault of the register"),
    "CARD": ("Karte", "card"),
    "STAFF": ("Personal", "staff"),
    "LEGAL_COMPLEX": ("schwierige Rechtslage", "complex law"),
    "APPOINTMENT": ("Termin", "appointment"),
    "OTHER": ("Sonstiges", "other"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "open": ("offen", "open"),
    "accepted": ("angenommen", "accepted"),
    "declined": ("abgelehnt", "declined"),
    "withdrawn": ("zurückgezogen", "withdrawn"),
    "in-force": ("in Kraft", "in force"),
}
