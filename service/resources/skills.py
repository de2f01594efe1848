"""Answers about staff for assigning tasks: what leads note, who is there, what could go to somebody else and why."""

from __future__ import annotations

from pydantic import Field

from .base import Count, Day, Name, Person, Resource, Site, TaskId, Text


class StaffAbsenceRow(Resource):
    """Days on which somebody is not there; why is not recorded."""

    id: str
    since: Day
    until: Day


class StaffMember(Resource):
    """Somebody of the team, in the order of the names."""

    person: Person
    name: Name
    roles: list[str]
    sites: list[Site]
    languages: list[str]
    subjects: list[str]
    weekly_minutes: Count
    absences: list[StaffAbsenceRow]


class CoverageDay(Resource):
    """A working day: people there by role, and by language how many of them speak it."""

    day: Day
    there: dict[str, int]
    languages: dict[str, int]


class Team(Resource):
    """The team of the caller's sites and the next four weeks."""

    site: Site
    sites: list[Site]
    roles: dict[str, Text]
    people: list[StaffMember]
    days: list[CoverageDay]


class Colleague(Resource):
    """Somebody who could take a task."""

    person: Person
    name: Name


class TaskSuggestion(Resource):
    """A task that could go to somebody else; nothing happens until a lead assigns it."""

    task_id: TaskId
    version: Count
    business_key: str
    name: str
    name_en: str | None = None
    due_at: Day | None = None
    holder: Name | None = None
    reason: str = Field(examples=["LANGUAGE"])
    language: str = Field(examples=["vi"])
    until: Day | None = None
    who: list[Colleague]


class Suggestions(Resource):
    """The most urgent first; `looked`: open tasks that were looked at."""

    looked: Count
    items: list[TaskSuggestion]


class TaskLanguage(Resource):
    """The language that the applicant wants, and who of those there speaks it: mine, others, nobody."""

    task_id: TaskId
    language: str = Field(examples=["vi"])
    spoken: str = Field(examples=["mine"])


class TaskLanguages(Resource):
    """Of tasks whose applicant wants another language than German."""

    items: list[TaskLanguage]
