"""What clerks, leads and deputies ask of a list of tasks, for the benchmark and for the limits on what it reads."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from store.queries import CaseFilter, CaseSort, Reach, TaskQuery, TaskSort

from .crowd import FIRST_HALVES, GIVEN, NOW, PERSONS, SECOND_HALVES, SITES

Question = Callable[[random.Random], Callable[[Any], Any]]

SITE = [site for site, _ in SITES]


def asks(**fixed: Any) -> Question:
    """A list of a group at a site, or of what is given; values that are functions are rolled for each call."""

    def rolled(rng: random.Random) -> Callable[[Any], Any]:
        given = {name: value(rng) if callable(value) else value for name, value in fixed.items()}
        reach = given.pop("reach", None) or (Reach(groups=("akz-clerk",), sites=(rng.choice(SITE),)),)
        query = TaskQuery(reach, **({"now": NOW} | given))
        return lambda read: read.tasks(1, query)

    return rolled


def anybody(rng: random.Random) -> str:
    return f"person-{rng.randrange(PERSONS)}"


def mine(rng: random.Random) -> tuple[Reach, ...]:
    return (Reach(persons=(anybody(rng),)),)


ALL = (Reach(groups=None, sites=tuple(SITE)),)
LEAD = (Reach(groups=("akz-clerk", "akz-lead", "akz-second"), sites=tuple(SITE)),)
RARE = (Reach(groups=("lds-wb",), sites=("FG",)),)
FOUR = tuple(Reach(persons=(f"person-{n}",), groups=("akz-clerk", "akz-second"), sites=("DD",)) for n in range(3))


def second_page(reach: Any = None, **query: Any) -> Question:
    def rolled(rng: random.Random) -> Callable[[Any], Any]:
        first = TaskQuery(reach or (Reach(groups=("akz-clerk",), sites=(rng.choice(SITE),)),), now=NOW, **query)

        def page(read: Any) -> Any:
            # Deep in the list: what comes after the first five hundred.
            start = read.tasks(1, TaskQuery(first.reach, now=NOW, limit=500, **query)).next
            return lambda: read.tasks(1, TaskQuery(first.reach, now=NOW, after=start, **query))

        return page

    rolled.prepared = True
    return rolled


def a_name(rng: random.Random) -> str:
    return f"{rng.choice(FIRST_HALVES)}{rng.choice(SECOND_HALVES)}{rng.choice(SECOND_HALVES)} {rng.choice(GIVEN)}"


def a_number(rng: random.Random) -> str:
    return f"{2 * rng.randrange(40_000):07d}"


def cases_of(**how: Any) -> Question:
    def rolled(rng: random.Random) -> Callable[[Any], Any]:
        q = how.get("q")
        filters = CaseFilter(
            sites=how.get("sites", (rng.choice(SITE),)), case_group=how.get("case_group"), q=q(rng) if q else "",
            statuses=how.get("statuses"),
        )  # fmt: skip
        return lambda read: read.cases(1, filters=filters, sort=how.get("sort", CaseSort.NEWEST))

    return rolled


def counts(**query: Any) -> Question:
    def rolled(rng: random.Random) -> Callable[[Any], Any]:
        given = {name: value(rng) if callable(value) else value for name, value in query.items()}
        reach = given.pop("reach", None) or (Reach(groups=("akz-clerk",), sites=(rng.choice(SITE),)),)
        return lambda read: read.count_tasks(1, TaskQuery(reach, now=NOW, **given))

    return rolled


QUESTIONS: dict[str, Question] = {
    "mine": asks(reach=mine, follow_up="hidden"),
    "mine, by applicant": asks(reach=mine, sort=TaskSort.APPLICANT),
    "deputies: three people, two groups": asks(reach=FOUR),
    "team": asks(follow_up="hidden"),
    "team, latest due first": asks(descending=True),
    "team, oldest first": asks(sort=TaskSort.CREATED),
    "team, most urgent first": asks(sort=TaskSort.PRIORITY),
    "team, by name": asks(sort=TaskSort.NAME),
    "team, by applicant": asks(sort=TaskSort.APPLICANT),
    "team, by applicant, descending": asks(sort=TaskSort.APPLICANT, descending=True),
    "team, eleventh page": second_page(),
    "team, eleventh page by applicant": second_page(sort=TaskSort.APPLICANT),
    "team, free": asks(assigned="nobody", follow_up="hidden"),
    "team, taken": asks(assigned="somebody"),
    "team, overdue": asks(due_before=NOW),
    "team, due today": asks(due_from=NOW, due_before=NOW + timedelta(days=1)),
    "team, undated": asks(dated=False),
    "team, follow-up due": asks(follow_up="due"),
    "team, urgent (1 %)": asks(priority_min=90),
    "team, urgent first, urgent only": asks(priority_min=90, sort=TaskSort.PRIORITY),
    "team, one element": asks(element_ids=("UT-AKZE-05",)),
    "team, a rare element": asks(element_ids=("UT-OBJE-29",)),
    "team, one element by applicant": asks(element_ids=("UT-AKZE-05",), sort=TaskSort.APPLICANT),
    "team, a rare element by applicant": asks(element_ids=("UT-OBJE-29",), sort=TaskSort.APPLICANT),
    "team, three elements": asks(element_ids=("UT-AKZE-05", "UT-AKZE-06", "UT-HEAR-02")),
    "team, a process": asks(process_id="objection"),
    "team, a case group": asks(case_group="FG2"),
    "team, a rare case group": asks(case_group="FG8"),
    "team, a rare case group, most urgent first": asks(case_group="FG8", sort=TaskSort.PRIORITY),
    "team, rare group of cases and rare element": asks(case_group="FG8", element_ids=("UT-OBJE-29",)),
    "team, somebody's": asks(assignee=anybody),
    "team, a beginning of the number": asks(business_key=lambda rng: f"AKZ-DD-2026-{rng.randrange(9)}"),
    "team, search for a name": asks(q=a_name),
    "team, search for a number": asks(q=a_number),
    "team, search for a common beginning": asks(q="mu"),
    "a rare group": asks(reach=RARE),
    "lead: three groups, four sites": asks(reach=LEAD),
    "lead, free": asks(reach=LEAD, assigned="nobody"),
    "lead, by applicant": asks(reach=LEAD, sort=TaskSort.APPLICANT),
    "lead, a rare case group": asks(reach=LEAD, case_group="FG8"),
    "all": asks(reach=ALL),
    "all, at sites not named": asks(reach=(Reach(groups=None),)),
    "all, most urgent first": asks(reach=ALL, sort=TaskSort.PRIORITY),
    "all, a rare element": asks(reach=ALL, element_ids=("UT-OBJE-29",)),
    "count: mine": counts(reach=mine),
    "count: team": counts(follow_up="hidden"),
    "count: team, overdue": counts(due_before=NOW, follow_up="hidden"),
    "count: team, follow-up due": counts(follow_up="due"),
    "count: lead": counts(reach=LEAD),
    "workload of groups": lambda rng: lambda read: read.workload(1, "group", now=NOW, sites=("DD",)),
    "workload of people": lambda rng: lambda read: read.workload(1, "person", now=NOW),
    "cases": cases_of(),
    "cases of four sites": cases_of(sites=tuple(SITE)),
    "cases of a group": cases_of(case_group="FG8"),
    "cases by applicant": cases_of(sort=CaseSort.APPLICANT),
    "cases, search for a name": cases_of(q=a_name),
}
