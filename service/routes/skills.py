"""Staff for assigning: profiles and absences that leads note, coverage, suggestions, languages of the inbox's tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import Path, Query
from pydantic import Field, model_validator
from starlette.responses import Response

from authority.mining.cells import BERLIN
from authority.skills import Work, coverage, preferred, suggestions
from engine.deadlines.calendar import Calendar
from engine.errors import NotFound
from engine.model import Task
from store.queries import Reach, TaskQuery
from store.skills.records import Profile, StaffAbsence, skills

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..days import Day
from ..forecast.norms import norms
from ..mining.asking import known_sites
from ..mining.diagrams import guide
from ..problems import Problem
from ..resources import skills as out
from ..resources.base import Text
from ..routing import Router
from ..schemas import Body
from ..skills import team
from ..skills.wanted import languages
from ..views import Exact

router = Router(tags=["staff"], route_class=StrictRoute, default_response_class=Exact, prefix="/staff")

#: Days that are shown; open tasks that are looked at for suggestions.
SHOWN, LOOKED = 28, 200
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", examples=["vi"])]
SiteName = Annotated[str | None, Query(max_length=20)]


class ProfileBody(Body):
    """What is noted of somebody: languages by ISO 639, subjects (case groups), contracted minutes of a week."""

    languages: Annotated[list[Language], Field(max_length=20)] = Field(default_factory=list)
    subjects: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=20)] = Field(default_factory=list)
    weekly_minutes: Annotated[int, Field(ge=0, le=3600, alias="weeklyMinutes")]


class AbsenceBody(Body):
    """Days on which somebody is not there, both included; no reason."""

    person: Annotated[str, Field(min_length=1, max_length=255)]
    since: Day
    until: Day

    @model_validator(mode="after")
    def _in_order(self) -> AbsenceBody:
        if self.until < self.since or self.until - self.since > timedelta(days=730):
            raise ValueError("until is before since, or two years later")
        return self


def _today(ctx: Context) -> date:
    return ctx.clock.now().astimezone(BERLIN).date()


def _site(ctx: Context, gate: Gate, site: str | None) -> tuple[str, list[str]]:
    sites = sorted(one for one in (gate.sites if gate.sites is not None else known_sites(ctx)) if one)
    if not sites or (site is not None and site not in sites):
        raise NotFound(site or "site")
    return site or sites[0], sites


def _mine(ctx: Context, gate: Gate, person: str) -> None:
    """NotFound for somebody who is not of the caller's sites."""
    if person not in team.accounts(ctx, gate.sites):
        raise NotFound(person[:80])


@router.get("/team", response_model=out.Team)
def members(ctx: Ctx, gate: Annotated[Gate, may("staff.read")], site: SiteName = None) -> Exact:
    """Wer da ist und was er spricht / the team of a site by name, and the next four weeks day by day."""
    chosen, sites = _site(ctx, gate, site)
    today = _today(ctx)
    noted, away = team.profiles(ctx), team.absences(ctx, today)
    said = norms()
    known = team.accounts(ctx, {chosen})
    people = []
    for person, account in sorted(known.items(), key=lambda one: (one[1].name, one[0])):
        profile = noted.get(person)
        people.append(
            out.StaffMember(
                person=person,
                name=account.name,
                roles=sorted(set(account.groups) & set(said.roles)),
                sites=sorted(account.sites),
                languages=list(profile.languages if profile else ()),
                subjects=list(profile.subjects if profile else ()),
                weekly_minutes=profile.weekly_minutes if profile else said.weekly_minutes,
                absences=[
                    out.StaffAbsenceRow(
                        id=one.id, since=date.fromisoformat(one.since), until=date.fromisoformat(one.until)
                    )
                    for one in away.get(person, ())
                ],
            )
        )
    calendar = Calendar.parse("SN")
    days = [day for n in range(SHOWN) if calendar.is_arbeitstag(day := today + timedelta(days=n))]
    roles = [role for role in said.roles if any(role in one.roles for one in people)]
    covered = coverage(team.people(ctx, {chosen}, today), roles, days)
    return Exact(
        out.Team(
            site=chosen,
            sites=sites,
            roles={role: _role(role) for role in roles},
            people=people,
            days=[out.CoverageDay(day=one.day, there=one.there, languages=one.languages) for one in covered],
        )
    )


@router.put("/{person}/profile", status_code=204, response_class=Response)
def write_profile(
    ctx: Ctx,
    gate: Annotated[Gate, may("staff.write")],
    person: Annotated[str, Path(max_length=255)],
    body: ProfileBody,
) -> Response:
    """Sprachen, Gebiete, Wochenzeit / note languages, subjects and contracted time of somebody."""
    _mine(ctx, gate, person)
    spoken, subjects = tuple(sorted(set(body.languages))), tuple(sorted(set(body.subjects)))
    profile = Profile(person, spoken, subjects, body.weekly_minutes, ctx.clock.now(), gate.person)
    skills(ctx.store).put(TENANT, profile)
    return Response(status_code=204)


@router.post("/absences", status_code=201, response_model=out.StaffAbsenceRow)
def add_absence(ctx: Ctx, gate: Annotated[Gate, may("staff.write")], body: AbsenceBody) -> Exact:
    """Abwesenheit eintragen / days on which somebody is not there; why is not asked."""
    _mine(ctx, gate, body.person)
    absence = StaffAbsence(
        id=str(uuid4()),
        person=body.person,
        since=body.since.isoformat(),
        until=body.until.isoformat(),
        created_at=ctx.clock.now(),
        created_by=gate.person,
    )
    skills(ctx.store).add(TENANT, absence)
    return Exact(out.StaffAbsenceRow(id=absence.id, since=body.since, until=body.until), status_code=201)


@router.delete("/absences/{absence}", status_code=204, response_class=Response)
def drop_absence(
    ctx: Ctx, gate: Annotated[Gate, may("staff.write")], absence: Annotated[str, Path(max_length=64)]
) -> Response:
    """Abwesenheit löschen / take an absence back."""
    known = skills(ctx.store)
    found = known.absence(TENANT, absence)
    if found is None:
        raise NotFound(absence[:80])
    _mine(ctx, gate, found.person)
    known.drop(TENANT, absence)
    return Response(status_code=204)


@router.get("/suggestions", response_model=out.Suggestions)
def suggested(ctx: Ctx, gate: Annotated[Gate, may("staff.read")], site: SiteName = None) -> Exact:
    """Vorschläge zum Verteilen / tasks that somebody else could take, and why; the lead decides and assigns."""
    chosen, _ = _site(ctx, gate, site)
    today = _today(ctx)
    query = TaskQuery(reach=(Reach(groups=None, sites=(chosen,)),), limit=LOOKED)
    tasks = list(ctx.read.tasks(TENANT, query).items)
    people = team.people(ctx, {chosen}, today)
    spoken = {language for person in people for language in person.languages}
    wanted = languages(ctx, (task.case_id for task in tasks)) if spoken else {}
    known = {task.id: task for task in tasks}
    found = suggestions([_work(task, wanted) for task in tasks], people, today)
    names = ctx.read.names(TENANT, {person for one in found for person in one.who} | _holders(tasks))
    items = []
    for one in found:
        task = known[one.work]
        node = ctx.elements.node(task.process_id, task.element_id)
        items.append(
            out.TaskSuggestion(
                task_id=task.id,
                version=task.version,
                business_key=task.business_key,
                name=task.name,
                name_en=None if node is None else node.labels.get("en"),
                due_at=None if task.due_at is None else task.due_at.astimezone(BERLIN).date(),
                holder=names.get(task.assignee, task.assignee) if task.assignee else None,
                reason=one.reason.value,
                language=one.language,
                until=one.until,
                who=[out.Colleague(person=person, name=names.get(person, person)) for person in one.who],
            )
        )
    return Exact(out.Suggestions(looked=len(tasks), items=items))


@router.get("/task-languages", response_model=out.TaskLanguages)
def task_languages(
    ctx: Ctx, gate: Annotated[Gate, may("task.list")], ids: Annotated[str, Query(max_length=4000)]
) -> Exact:
    """Sprachen zu Aufgaben / of these tasks (ids, separated by commas, 50 at most): which language the applicant wants."""
    wanted = [one for one in dict.fromkeys(ids.split(",")) if one]
    if len(wanted) > 50:
        raise Problem(422, "validation-failed", "50 tasks at most")
    seen: list[Task] = []
    for task_id in wanted:
        try:
            seen.append(gate.load_task(task_id, "task.read").task)
        except (NotFound, Problem):
            continue  # not for the caller: as if it were not there
    today = _today(ctx)
    found = languages(ctx, (task.case_id for task in seen))
    people = team.people(ctx, {task.site for task in seen}, today) if found else []
    mine = next((person.languages for person in people if person.id == gate.person), frozenset())
    items = []
    for task in seen:
        language = found.get(task.case_id, "")
        others = [person for person in people if person.id != gate.person and task.site in person.sites]
        spoken = preferred(language, mine, others, today)
        if spoken:
            items.append(out.TaskLanguage(task_id=task.id, language=language, spoken=spoken))
    return Exact(out.TaskLanguages(items=items))


def _work(task: Task, wanted: dict[str, str]) -> Work:
    said = norms()
    return Work(
        id=task.id,
        groups=frozenset(task.groups),
        site=task.site,
        assignee=task.assignee,
        due=None if task.due_at is None else task.due_at.astimezone(BERLIN).date(),
        minutes=float(said.minutes.get(task.element_id, said.other_minutes)),
        language=wanted.get(task.case_id, ""),
    )


def _holders(tasks: Sequence[Task]) -> set[str]:
    return {task.assignee for task in tasks if task.assignee}


def _role(role: str) -> Text:
    de, en = guide().names.get(role, (role, role))
    return Text(de=de, en=en)
