"""The hourly chore of the statistics: key figures that appointments, backlog, survey, staff, messages and agencies tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Any

import processes
from authority.figures.measures import EVERYWHERE, Supplied
from authority.staffing import catalogue
from authority.survey import results
from authority.survey.questionnaire import load
from engine.deadlines import local_day
from engine.deadlines.calendar import Calendar
from processes.yaml_files import read_yaml
from service.forecast.norms import norms
from service.survey import counting
from service.survey.taking import is_over
from store import SqlStore
from store.figures import sources
from store.figures.open import figures_of
from store.session import Session
from store.skills.records import skills
from store.survey import SurveyAnswer, SurveyTally, SurveyWave

from .house import TENANT
from .scenario_file import BERLIN
from .statistics import OPEN_DAYS, before, changed, sites

#: Fewer people at a site: cases per post would be those of single persons (K14).
FEWEST_PEOPLE = 5
#: K15: working days until the first answer.
ANSWER_DAYS = 2


@dataclass(frozen=True, slots=True)
class Sources:
    """What sources.yaml says."""

    messages: tuple[str, ...]
    tasks: tuple[str, ...]
    registers: frozenset[str]


@cache
def said() -> Sources:
    """Of the procedure."""
    found = read_yaml(processes.AKZESS / "sources.yaml")
    return Sources(tuple(found["paused"]["messages"]), tuple(found["paused"]["tasks"]), frozenset(found["registers"]))


def supply(store: Any, agencies: Iterable[str], now: datetime) -> int:
    """Count this month, and the one before while it may still change; how many figures are new or other than before."""
    if not isinstance(store, SqlStore):
        return 0
    local = now.astimezone(BERLIN)
    months = [local.year * 100 + local.month]
    if local.day <= OPEN_DAYS:
        months.insert(0, before(local))
    figures, named = figures_of(store), tuple(agencies)
    made: list[Supplied] = []
    for month in months:
        made += store.in_transaction(partial(_counted, month=month, now=now, agencies=named))
        made += surveyed(store, month, now)
    made += [one for month in months[:-1] for one in posts(store, month)]
    made += store.in_transaction(
        lambda session: sources.backlog(session, TENANT, months[-1], now, sites(), said().messages, said().tasks)
    )
    known = [one for one in figures.supplied(TENANT, months[0], months[-1]) if _again(one, months[-1])]
    news, gone = changed(known, made)
    if news or gone:
        figures.supply(TENANT, news, gone)
    return len(news) + len(gone)


def _again(one: Supplied, month: int) -> bool:
    """Whether it was counted anew: open cases only of the month that runs, and elsewhere (`statistics`) how many."""
    return one.measure != "K9.open" and (one.month == month or not one.measure.startswith("K9."))


def span(month: int) -> sources.Span:
    """A month in Europe/Berlin."""
    first = date(month // 100, month % 100, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    since, until = (datetime.combine(day, time(), BERLIN) for day in (first, after))
    return sources.Span(month, since, until, first.isoformat(), after.isoformat())


def _counted(session: Session, month: int, now: datetime, agencies: Sequence[str]) -> list[Supplied]:
    about = span(month)
    return [
        *sources.appointments(session, TENANT, about, sites()),
        *sources.inquiries(session, TENANT, about, now, answer_due()),
        *sources.calls(session, TENANT, about, agencies, said().registers),
    ]


def answer_due() -> Callable[[datetime], datetime]:
    """Until when an inquiry is answered in time: the end of the second working day after it."""
    calendar = Calendar.parse("SN")

    def due(asked: datetime) -> datetime:
        last = calendar.arbeitstage_after(asked.astimezone(BERLIN).date(), ANSWER_DAYS)
        return datetime.combine(last + timedelta(days=1), time(), BERLIN)

    return due


def surveyed(store: Any, month: int, now: datetime) -> list[Supplied]:
    """K13 of the waves that ended in a month: only what the survey's own results tell, therefore nothing beyond."""
    found: defaultdict[tuple[tuple[str, str], str], list[int]] = defaultdict(lambda: [0, 0])
    today = local_day(now)
    for wave in store.read().records(SurveyWave, {"tenant": TENANT}, order=("opens_on", "id"), limit=200):
        ended = wave.closed_at.astimezone(BERLIN).date() if wave.closed_at else date.fromisoformat(wave.closes_on)
        if ended.year * 100 + ended.month != month or not is_over(wave, today):
            continue
        asked = load().versions[wave.questionnaire]
        answers = [
            results.Answer(one.site, {name: int(value) for name, value in one.ratings.items()})
            for one in _answers(store, wave.id)
            if one.population == APPLICANTS
        ]
        items = asked.ratings(APPLICANTS)
        tallies = store.read().records(SurveyTally, {"tenant": TENANT, "wave_id": wave.id})
        told = [
            ((EVERYWHERE if one.site == results.WHOLE else one.site, ""), one)
            for one in results.results(items, answers)
        ]
        groups = results.by_group(items, answers, counting.groups(tallies, APPLICANTS))
        told += [((EVERYWHERE, one.site), one) for one in groups]
        for place, part in told:
            for item, cell in part.cells.items():
                _add(found[place, "K13.mean"], round(cell.mean * cell.count), cell.count)
                if item == OVERALL:
                    _add(found[place, "K13"], round(cell.index * cell.count), cell.count)
    return [Supplied(month, place[0], key, hits, of, place[1]) for (place, key), (hits, of) in sorted(found.items())]


#: Whose satisfaction it is, and by which statement (survey.yaml).
APPLICANTS, OVERALL = "applicants", "overall"


def _add(sums: list[int], hits: int, of: int) -> None:
    sums[0] += hits
    sums[1] += of


def _answers(store: Any, wave: str) -> Iterable[SurveyAnswer]:
    return store.read().records(SurveyAnswer, {"tenant": TENANT, "wave_id": wave}, limit=100_000)  # type: ignore[no-any-return]  # records are of the class


def posts(store: Any, month: int) -> list[Supplied]:
    """K14: cases that ended in a month that is over and the posts of casework at their site; nothing where these are
    a few people.

    What people worked on is recorded nowhere: the time of a case group is its share by handling times of the catalogue.
    """
    shares = _shares(store)
    cases: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for slot, counts in figures_of(store).tallies(TENANT, month, month).items():
        cases[slot.site][slot.group] += counts.get("n", 0)
    year = int(processes.load_parameters().at(span(month).since.date(), partial=True)["staffing"]["yearMinutes"])
    handling = {one.code: float(one.minutes) for one in catalogue.read().per_case()}
    made = []
    for site, some in sorted(shares.items()):
        total = cases[site].total()
        if len(some) < FEWEST_PEOPLE or not total:
            continue
        hundredths, minutes = round(sum(some) * 100), sum(some) * year / 12
        made.append(Supplied(month, site, "K14.cases", total, hundredths))
        made.append(Supplied(month, site, "K14.minutes", round(minutes), total))
        whole = sum(number * handling.get(group, 0) for group, number in cases[site].items())
        for group in sorted(handling):
            number = cases[site][group]
            made.append(Supplied(month, site, "K14.cases", number, hundredths, group))
            if number:
                part = round(minutes * number * handling[group] / whole)
                made.append(Supplied(month, site, "K14.minutes", part, number, group))
    return made


def _shares(store: Any) -> Mapping[str, Sequence[float]]:
    """The contracted time of everybody in casework at each site, as shares of a full post."""
    noted = {one.person: one.weekly_minutes for one in skills(store).profiles(TENANT)}
    full = norms().weekly_minutes
    shares: defaultdict[str, list[float]] = defaultdict(list)
    after: str | None = None
    while True:
        page = store.read().persons(TENANT, limit=200, after=after)
        for person in page.items:
            if not set(person.groups).isdisjoint(norms().roles):
                for site in person.sites:
                    shares[site].append(noted.get(person.person, full) / full / len(person.sites))
        after = page.next
        if after is None:
            return shares
