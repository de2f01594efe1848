"""The survey as rows. No row of an answer names a code, a case, a person or an instant, and no row of a code names more
than the group that it is for: nothing in the database leads from one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SurveyWave:
    """One round of the survey; `questionnaire` is the version of the items, days are ISO."""

    tenant: int
    id: str
    name: str
    questionnaire: int
    opens_on: str
    closes_on: str
    created_at: datetime
    created_by: str
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SurveyCode:
    """A code that was given out and not used yet: the hash of it, and the group whose answer it lets in."""

    tenant: int
    code_hash: bytes
    wave_id: str
    population: str
    site: str
    case_group: str = ""


@dataclass(frozen=True, slots=True)
class SurveyTally:
    """Counts of a part of a wave: of a site ("site:DD") how many codes were given out and came back, of a case group
    ("group:FG1") how often each statement got each rating. The answers themselves name no case group."""

    tenant: int
    wave_id: str
    population: str
    part: str
    counts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """One person's ratings: 1 to 5, or 0 for "no experience". The id is random."""

    tenant: int
    id: str
    wave_id: str
    population: str
    site: str
    ratings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SurveyText:
    """An open answer, apart from the ratings it came with and without its site. `shown` is what may be read of it."""

    tenant: int
    id: str
    wave_id: str
    population: str
    item: str
    text: str
    state: str
    shown: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """That somebody has attended a course of the catalogue on a day (ISO); nothing else, it is no personnel file."""

    tenant: int
    id: str
    person: str
    site: str
    course: str
    completed_on: str
    recorded_by: str
    recorded_at: datetime
