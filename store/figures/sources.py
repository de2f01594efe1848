"""Counts a month's appointments, open cases, inquiries and calls of agencies for the key figures that they tell.

Every question is about one month or about what is open now, along an index: none costs more for what was before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from authority.figures.measures import AGES, Supplied
from authority.intake.records import Sender

from ..session import Session

#: Values beyond are counted with the last one, so that a distribution has few rows.
LATEST_MINUTES, LATEST_DAYS = 120, 90
#: Upper ends of the ages of open cases in days; the last class has none.
_ENDS = (28, 56, 84)
_OPEN = "status IN ('RUNNING', 'INCIDENT', 'SUSPENDED')"

_OUTCOMES = (
    "SELECT site, case_group, result, late_minutes, offer_days, COUNT(*) FROM appointment_outcome"
    " WHERE tenant = ? AND site = ? AND day >= ? AND day < ?"
    " GROUP BY site, case_group, result, late_minutes, offer_days"
)
_YOUNGER = "SUM(CASE WHEN created_at > ? THEN 1 ELSE 0 END)"
_AGED = (
    f"SELECT site, case_group, {', '.join([_YOUNGER] * len(_ENDS))}, COUNT(*) FROM case_instance"
    f" WHERE tenant = ? AND {_OPEN} GROUP BY site, case_group"
)
_AWAITED = (
    "SELECT c.site, c.case_group, s.case_id FROM subscription s JOIN case_instance c ON c.id = s.case_id"
    f" WHERE s.tenant = ? AND s.kind = 'message' AND s.name = ? AND c.{_OPEN}"
)
_TASKS = (
    "SELECT c.site, c.case_group, t.case_id FROM task t JOIN case_instance c ON c.id = t.case_id"
    f" WHERE t.tenant = ? AND t.state = 0 AND t.element_id = ? AND c.{_OPEN}"
)
_MESSAGES = (
    "SELECT c.site, c.case_group, m.case_id, m.sender, m.sent_at"
    " FROM portal_message m JOIN case_instance c ON c.id = m.case_id"
    " WHERE m.tenant = ? AND m.sent_at >= ? AND m.sent_at < ? ORDER BY m.case_id, m.sent_at, m.id"
)
_CALLS = (
    "SELECT COALESCE(c.site, ''), COALESCE(c.case_group, ''), e.outcome, COUNT(*)"
    " FROM evidence e LEFT JOIN case_instance c ON c.id = e.case_id"
    " WHERE e.tenant = ? AND e.agency = ? AND e.at >= ? AND e.at < ? AND e.part = 'answer'"
    " GROUP BY COALESCE(c.site, ''), COALESCE(c.case_group, ''), e.outcome"
)
#: Site and case group.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """A month: its number (yyyymm), its first instant, the first instant after it, and its days as ISO texts."""

    month: int
    since: datetime
    until: datetime
    first: str
    after: str


def appointments(session: Session, tenant: int, span: Span, sites: Iterable[str]) -> list[Supplied]:
    """K7: days to the first offered slot, minutes late, appointments to which nobody came."""
    found: Counter[tuple[Place, str]] = Counter()
    kept: Counter[Place] = Counter()
    for one in sites:
        rows = session.all(_OUTCOMES, (tenant, one, span.first, span.after))
        for site, group, result, late, offer, number in rows:
            place = site, group
            if offer is not None:
                found[place, f"K7.offer|{min(max(offer, 0), LATEST_DAYS)}"] += number
            if late is not None:
                found[place, f"K7.late|{min(max(late, 0), LATEST_MINUTES)}"] += number
            if result in ("DONE", "NO_SHOW"):
                kept[place] += number
                found[place, "K7.missed"] += number if result == "NO_SHOW" else 0
    return [
        Supplied(span.month, place[0], measure, n, kept[place], place[1])
        for (place, measure), n in sorted(found.items())
    ]


def backlog(
    session: Session,
    tenant: int,
    month: int,
    now: datetime,
    sites: Collection[str],
    messages: Iterable[str],
    tasks: Iterable[str],
) -> list[Supplied]:
    """K9: how old open cases are, and how many of them wait for somebody outside while the clock stands still."""
    ends = [session.values.instant(now - timedelta(days=end + 1)) for end in _ENDS]
    ages: dict[Place, list[int]] = {(site, ""): [0] * (len(_ENDS) + 1) for site in sites}
    for site, group, *upto in session.all(_AGED, (*ends, tenant)):
        if site in sites:
            ages[site, group] = [int(n) for n in upto]
    waiting: defaultdict[Place, set[str]] = defaultdict(set)
    for sql, names in ((_AWAITED, messages), (_TASKS, tasks)):
        for name in names:
            for site, group, case_id in session.all(sql, (tenant, name)):
                waiting[site, group].add(case_id)
    made = []
    for (site, group), upto in sorted(ages.items()):
        total = upto[-1]
        classes = [upto[0], *(later - earlier for earlier, later in pairwise(upto))]
        made += [
            Supplied(month, site, f"K9.age.{name}", n, total, group) for name, n in zip(AGES, classes, strict=True)
        ]
        made.append(Supplied(month, site, "K9.paused", min(len(waiting[site, group]), total), total, group))
    return made


def inquiries(
    session: Session, tenant: int, span: Span, now: datetime, due: Callable[[datetime], datetime]
) -> list[Supplied]:
    """K15: inquiries of the month that the office answered until `due`; those that may still be are not counted yet.

    An inquiry is the first message of somebody outside since the office's last word.
    """
    instant, to_instant = session.values.instant, session.values.to_instant
    # An answer may come in the next month, and a message before may make ours no first one.
    since, until = span.since - timedelta(days=31), span.until + timedelta(days=14)
    rows = session.all(_MESSAGES, (tenant, instant(since), instant(until)))
    answered: Counter[Place] = Counter()
    asked: Counter[Place] = Counter()
    for (site, group, _), talk in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        place = site, group
        waits: datetime | None = None
        for *_, sender, stored in talk:
            at = to_instant(stored)
            if sender == Sender.OFFICE.value:
                if waits is not None and span.since <= waits < span.until:
                    asked[place] += 1
                    answered[place] += at < due(waits)
                waits = None
            elif waits is None:
                waits = at
        if waits is not None and span.since <= waits < span.until and due(waits) <= now:
            asked[place] += 1
    return [Supplied(span.month, one[0], "K15", answered[one], asked[one], one[1]) for one in sorted(asked)]


def calls(
    session: Session, tenant: int, span: Span, agencies: Iterable[str], registers: Collection[str]
) -> list[Supplied]:
    """K16: refusals of registers; K18: calls that failed for a technical reason."""
    instant = session.values.instant
    found: dict[str, Counter[Place]] = {"K16": Counter(), "K18": Counter()}
    total: dict[str, Counter[Place]] = {"K16": Counter(), "K18": Counter()}
    for agency in agencies:
        for site, group, outcome, n in session.all(_CALLS, (tenant, agency, instant(span.since), instant(span.until))):
            word, place = outcome.partition(" ")[0], (site, group)
            total["K18"][place] += n
            found["K18"][place] += n if word in _TECHNICAL else 0
            if agency in registers and word not in _TECHNICAL:
                total["K16"][place] += n
                found["K16"][place] += n if word == "refused" else 0
    return [
        Supplied(span.month, place[0], key, found[key][place], number, place[1])
        for key, sums in total.items()
        for place, number in sorted(sums.items())
    ]


#: First words of the outcomes that no agency meant so (`workers.evidence`).
_TECHNICAL: Mapping[str, str] = {
    "unavailable": "no answer",
    "outcome-unknown": "nobody knows whether it arrived",
    "misconfigured": "our or their settings",
    "fault": "a defect of the program",
}
