"""The tables of the survey and of the training register; columns have the names and the order of the records."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text, text

from ..desk.kinds import KINDS, kind
from ..tables import table
from ..types import Bytes, Instant, Int, Key, Payload
from . import records


def _tenant() -> Column[int]:
    return Column("tenant", Int, primary_key=True, autoincrement=False)


survey_wave = table(
    "survey_wave",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("questionnaire", Int, nullable=False),
    Column("opens_on", Key, nullable=False),
    Column("closes_on", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("closed_at", Instant),
    Index("survey_wave_newest", "tenant", "opens_on", "id"),
)

survey_code = table(
    "survey_code",
    _tenant(),
    Column("code_hash", Bytes, primary_key=True),
    Column("wave_id", Key, nullable=False),
    Column("population", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("case_group", Text, nullable=False, server_default=text("''")),
    Index("survey_code_wave", "tenant", "wave_id"),
)

survey_tally = table(
    "survey_tally",
    _tenant(),
    Column("wave_id", Key, primary_key=True),
    Column("population", Key, primary_key=True),
    Column("part", Key, primary_key=True),
    Column("counts", Payload, nullable=False),
)

survey_answer = table(
    "survey_answer",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("wave_id", Key, nullable=False),
    Column("population", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("ratings", Payload, nullable=False),
    Index("survey_answer_wave", "tenant", "wave_id", "id"),
)

survey_text = table(
    "survey_text",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("wave_id", Key, nullable=False),
    Column("population", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Key, nullable=False),
    Column("shown", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Index("survey_text_wave", "tenant", "wave_id", "state", "id"),
)

training_record = table(
    "training_record",
    _tenant(),
    Column("id", Key, primary_key=True),
    Column("person", Key, nullable=False),
    Column("site", Key, nullable=False),
    Column("course", Text, nullable=False),
    Column("completed_on", Key, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Index("training_record_person", "tenant", "person", "completed_on", "id"),
    Index("training_record_site", "tenant", "site", "completed_on", "id"),
)

KINDS[records.SurveyWave] = kind(records.SurveyWave, "survey_wave", "tenant", "id")
KINDS[records.SurveyCode] = kind(records.SurveyCode, "survey_code", "tenant", "code_hash")
KINDS[records.SurveyAnswer] = kind(records.SurveyAnswer, "survey_answer", "tenant", "id")
KINDS[records.SurveyTally] = kind(records.SurveyTally, "survey_tally", "tenant", "wave_id", "population", "part")
KINDS[records.SurveyText] = kind(records.SurveyText, "survey_text", "tenant", "id")
KINDS[records.TrainingRecord] = kind(records.TrainingRecord, "training_record", "tenant", "id")
