"""Suggests to a lead which tasks somebody else could take, and says why; nothing is assigned by it.

Three reasons, in this order: whoever has the task is not there before it is due; the applicant's language is one that a
colleague who is there speaks and the holder does not; the holder has much more to do than the time left for it, others less.
People are compared with their own time only and are named in the order of the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

#: Suggestions of one look.
MOST = 20
#: Work of more than so many of one's own working days is too much, less than half of that leaves room.
FULL_DAYS = 5.0
ROOM = 0.5
#: Languages that everybody in the office speaks.
COMMON = frozenset({"", "de"})


class Reason(StrEnum):
    """Why a task should go to somebody else."""

    AWAY = "AWAY"
    LANGUAGE = "LANGUAGE"
    LOAD = "LOAD"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the office. `daily` minutes a day for tasks; `away`: days on which she is not there."""

    id: str
    groups: frozenset[str]
    sites: frozenset[str]
    languages: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    daily: float = 280.0
    away: frozenset[date] = frozenset()

    def may(self, work: Work) -> bool:
        """Whether the task is for one of her groups at one of her sites."""
        return not self.groups.isdisjoint(work.groups) and (not work.site or work.site in self.sites)


@dataclass(frozen=True, slots=True)
class Work:
    """An open task: `language` is the applicant's, `minutes` what it takes by the norm."""

    id: str
    groups: frozenset[str]
    site: str
    assignee: str | None
    due: date | None
    minutes: float
    language: str = ""
    subject: str = ""
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A task, why, and who could take it (alphabetically; the lead chooses). `until`: the last day of an absence."""

    work: str
    reason: Reason
    who: tuple[str, ...]
    language: str = ""
    until: date | None = None


def suggestions(work: Sequence[Work], people: Sequence[Person], today: date) -> list[Suggestion]:
    """The most urgent first, by due date."""
    known = {person.id: person for person in people}
    load = loads(work)
    found = []
    for one in sorted(work, key=lambda one: (one.due or date.max, one.id)):
        suggestion = _suggestion(one, known, people, load, today)
        if suggestion is not None:
            found.append(suggestion)
        if len(found) == MOST:
            break
    return found


def loads(work: Iterable[Work]) -> dict[str, float]:
    """Minutes of open tasks by whom they are with."""
    found: dict[str, float] = {}
    for one in work:
        if one.assignee is not None:
            found[one.assignee] = found.get(one.assignee, 0.0) + one.minutes
    return found


def _suggestion(
    one: Work, known: dict[str, Person], people: Sequence[Person], load: dict[str, float], today: date
) -> Suggestion | None:
    holder = known.get(one.assignee) if one.assignee is not None else None
    others = [
        p for p in people if p.id != one.assignee and p.id not in one.barred and p.may(one) and today not in p.away
    ]
    if holder is not None and (until := _away_until(holder, one.due, today)) is not None:
        room = [p for p in others if _days(p, load) < FULL_DAYS] or others
        return Suggestion(one.id, Reason.AWAY, _names(_speaking(one, room)), one.language, until) if room else None
    speaking = [p for p in others if one.language in p.languages]
    spoken = holder is not None and one.language in holder.languages
    if one.language not in COMMON and speaking and not spoken:
        return Suggestion(one.id, Reason.LANGUAGE, _names(speaking), one.language)
    if holder is not None and _days(holder, load) > FULL_DAYS:
        room = [p for p in others if _days(p, load) < FULL_DAYS * ROOM]
        return Suggestion(one.id, Reason.LOAD, _names(_speaking(one, room)), one.language) if room else None
    return None


def _away_until(person: Person, due: date | None, today: date) -> date | None:
    """The last day of an absence that has begun and lasts to the due date or longer than today; None otherwise."""
    if today not in person.away:
        return None
    last = today
    while last + timedelta(days=1) in person.away:
        last += timedelta(days=1)
    return last if due is None or due <= last or last > today else None


def _speaking(one: Work, people: Sequence[Person]) -> Sequence[Person]:
    """Those of them who speak the applicant's language, if anybody does."""
    if one.language in COMMON:
        return people
    return [p for p in people if one.language in p.languages] or people


def _days(person: Person, load: dict[str, float]) -> float:
    return load.get(person.id, 0.0) / person.daily if person.daily > 0 else float("inf")


def _names(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(sorted(person.id for person in people))


def preferred(language: str, mine: frozenset[str], others: Iterable[Person], today: date) -> str:
    """How a task stands to somebody who looks at it: "mine" (she speaks the language), "others" (a colleague who is there
    does), "nobody" (none does), "" (no language is wanted). It says something and holds nobody back.
    """
    if language in COMMON:
        return ""
    if language in mine:
        return "mine"
    return "others" if any(language in p.languages and today not in p.away for p in others) else "nobody"
