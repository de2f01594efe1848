"""Waves of the survey, codes that let somebody answer once, answers that belong to nobody, and who was trained in what."""

from __future__ import annotations

from . import tables
from .records import SurveyAnswer, SurveyCode, SurveyTally, SurveyText, SurveyWave, TrainingRecord

__all__ = ["SurveyAnswer", "SurveyCode", "SurveyTally", "SurveyText", "SurveyWave", "TrainingRecord", "tables"]
