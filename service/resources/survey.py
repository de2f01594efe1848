"""The survey as its pages see it: waves, codes, questions, results, open answers, trainings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Count, Day, Moment, Name, Person, Resource, Site, Text

WAVE = "5f2c1e8a-97b3-4d1c-8a6e-0b9c8d7e6f5a"
Population = Field(examples=["applicants"])
WaveState = Literal["planned", "open", "over"]


class NamedCode(Resource):
    """A code of a list and what it is called."""

    id: str = Field(examples=["applicants"])
    name: Text


class ReturnedCount(Resource):
    """How many codes a group got and how many came back; a group that is too small for a number says none."""

    population: str = Population
    site: Site
    given_out: Count
    returned: Count | None = Field(default=None, examples=[42])


class WaveRow(Resource):
    """A wave. What came back is counted, not read, while it is open."""

    id: str = Field(examples=[WAVE])
    name: str = Field(examples=["Herbst 2026"])
    questionnaire: int = Field(ge=1, examples=[1])
    opens_on: Day
    closes_on: Day
    state: WaveState
    groups: list[ReturnedCount]


class Waves(Resource):
    """All waves, the newest first."""

    items: list[WaveRow]
    populations: list[NamedCode]
    case_groups: list[NamedCode]
    may_manage: bool
    may_read: bool
    may_review: bool


class IssuedCodes(Resource):
    """Fresh codes, shown once; the list is in no order that anything else has."""

    wave: str = Field(examples=["Herbst 2026"])
    population: Text
    closes_on: Day
    codes: list[str] = Field(examples=[["7K3M-XTPA-9WDH-QRST"]])


class SurveyItem(Resource):
    """A statement to rate, or (`open`) a question to answer in words."""

    id: str = Field(examples=["friendliness"])
    text: Text
    open: bool


class SurveyQuestions(Resource):
    """What a code lets somebody answer."""

    population: Text
    items: list[SurveyItem]


class SurveyCell(Resource):
    """An item in a group: mean of 1 to 5, and the index (share of 1 and 2)."""

    item: str = Field(examples=["friendliness"])
    count: Count
    mean: float = Field(ge=1, le=5, examples=[1.8])
    index: float = Field(ge=0, le=1, examples=[0.85])


class SurveyGroup(Resource):
    """A group of at least ten: of a site or of a case group; neither: everybody."""

    site: str = Field(default="", examples=["DD"])
    case_group: str = Field(default="", examples=["FG1"])
    name: Text | None = None
    count: Count
    comparable: bool
    cells: list[SurveyCell]


class SurveyResult(Resource):
    """Results of a population; no groups when fewer than ten answered. `groups`: everybody, then sites."""

    population: str = Population
    name: Text
    items: list[SurveyItem]
    groups: list[SurveyGroup]
    case_groups: list[SurveyGroup]


class SurveyResults(Resource):
    """Results of a wave that is over, and the open answers that were released."""

    wave: str = Field(examples=["Herbst 2026"])
    least: Count
    items: list[SurveyResult]
    texts: list[ReleasedText]


class ReleasedText(Resource):
    """An open answer as it may be read."""

    population: str = Population
    text: str = Field(examples=["Alles war gut erklärt."])


class PendingText(Resource):
    """An open answer that nobody but data protection has seen."""

    id: str = Field(examples=[WAVE])
    population: str = Population
    text: str = Field(examples=["Alles war gut erklärt."])


class PendingTexts(Resource):
    """What waits for review, in no order of time."""

    items: list[PendingText]


class CourseRow(Resource):
    """A training of the catalogue."""

    id: str = Field(examples=["INTERCULTURAL_1"])
    area: str = Field(examples=["intercultural"])
    name: Text
    hours: Count
    people: Count | None = Field(default=None, examples=[12])


class TrainingRow(Resource):
    """That somebody attended a course."""

    id: str = Field(examples=[WAVE])
    person: Person
    person_name: Name
    site: Site
    course: str = Field(examples=["INTERCULTURAL_1"])
    completed_on: Day
    recorded_at: Moment


class Trainings(Resource):
    """The catalogue, one's own records, and for leads those of their sites."""

    courses: list[CourseRow]
    items: list[TrainingRow]
    may_write: bool


SurveyResults.model_rebuild()
