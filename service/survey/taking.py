"""Gives out codes and takes answers. What is written holds nothing that leads from a code, or from a moment, to an answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from authority.survey import codes
from authority.survey.questionnaire import Questionnaire, Survey, load
from engine.errors import NotFound
from store.survey import SurveyAnswer, SurveyCode, SurveyText, SurveyWave

from . import counting

TENANT = 1
#: States of an open answer.
NEW, SHOWN, KEPT_BACK = "new", "shown", "kept-back"
#: Open answers are kept for so long after their wave (domain document 7.3).
TEXTS = timedelta(days=365)


def is_open(wave: SurveyWave, today: date) -> bool:
    """Whether answers are taken on a day."""
    return wave.closed_at is None and wave.opens_on <= today.isoformat() <= wave.closes_on


def is_over(wave: SurveyWave, today: date) -> bool:
    """Whether results may be read: not while they still change, else two looks show the answer between them."""
    return wave.closed_at is not None or today.isoformat() > wave.closes_on


def give_out(work: Any, wave: SurveyWave, population: str, site: str, count: int, case_group: str = "") -> list[str]:
    """Fresh codes for a group, as they are printed; only their hashes are kept, and for whom they are is told to nobody."""
    made = [codes.new(secrets.choice) for _ in range(count)]
    # Sorted by their hashes, so that the order of the rows is not that of the slips.
    for hash_ in sorted(codes.hashed(code) for code in made):
        work.put(SurveyCode(TENANT, hash_, wave.id, population, site, case_group))
    counting.given_out(work, TENANT, wave.id, population, site, count)
    return made


def asked(read: Any, code: str, today: date) -> tuple[SurveyCode, Questionnaire]:
    """What a code lets somebody answer. NotFound for a code that was used, never given out, or whose wave is not open."""
    rows = read.records(SurveyCode, {"tenant": TENANT, "code_hash": codes.hashed(code)}, limit=1)
    if rows:
        waves = read.records(SurveyWave, {"tenant": TENANT, "id": rows[0].wave_id}, limit=1)
        if waves and is_open(waves[0], today):
            survey: Survey = load()
            return rows[0], survey.versions[waves[0].questionnaire]
    raise NotFound("no such code")


def take(work: Any, known: SurveyCode, ratings: Mapping[str, int], texts: Mapping[str, str]) -> None:
    """Use the code up and keep the answer without it, in one transaction. NotFound when somebody was faster with it."""
    if not work.drop(SurveyCode, TENANT, known.code_hash):
        raise NotFound("no such code")
    work.put(SurveyAnswer(TENANT, str(uuid4()), known.wave_id, known.population, known.site, dict(ratings)))
    counting.returned(work, TENANT, known.wave_id, known.population, known.site, known.case_group, ratings)
    for item, text in texts.items():
        work.put(SurveyText(TENANT, str(uuid4()), known.wave_id, known.population, item, text, NEW))


def forget(store: Any, today: date, limit: int = 1_000) -> int:
    """Delete codes of waves that are over, and open answers a year after; how many, at most so many at a time."""
    done = 0
    for wave in store.read().records(SurveyWave, {"tenant": TENANT}, order=("opens_on", "id"), limit=200):
        if not is_over(wave, today):
            continue
        old: list[Any] = store.read().records(SurveyCode, {"tenant": TENANT, "wave_id": wave.id}, limit=limit - done)
        if date.fromisoformat(wave.closes_on) + TEXTS < today:
            old += store.read().records(SurveyText, {"tenant": TENANT, "wave_id": wave.id}, limit=limit - done)
        for row in old[: limit - done]:
            key = row.code_hash if isinstance(row, SurveyCode) else row.id
            done += store.drop(type(row), TENANT, key)
        if done >= limit:
            break
    return done
