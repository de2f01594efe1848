"""What a wave that is over tells: results from ten answers on, none that follow by subtraction, and released words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from authority.survey import results as judged
from authority.survey.questionnaire import Questionnaire, load
from store.survey import SurveyAnswer, SurveyTally, SurveyText, SurveyWave

from ..figures import labels
from ..resources import survey as out
from ..resources.base import Text
from . import counting, taking

#: Answers of a wave that are read at once; a wave of four sites has a few thousand.
MOST = 20_000


def told(read: Any, wave: SurveyWave) -> out.SurveyResults:
    """The results of a wave, which the caller has found to be over; page and files show them and nothing else."""
    asked = load().versions[wave.questionnaire]
    of_wave = {"tenant": wave.tenant, "wave_id": wave.id}
    given: dict[str, list[judged.Answer]] = defaultdict(list)
    for one in read.records(SurveyAnswer, of_wave, order=("id",), limit=MOST):
        given[one.population].append(judged.Answer(one.site, {name: int(value) for name, value in one.ratings.items()}))
    tallies = read.records(SurveyTally, of_wave)
    items = [
        _result(asked, population, given[population], counting.groups(tallies, population))
        for population in asked.populations
        if given[population]
    ]
    enough = {one.population for one in items if one.groups}
    texts = read.records(SurveyText, of_wave | {"state": taking.SHOWN}, order=("id",), limit=500)
    shown = [out.ReleasedText(population=one.population, text=one.shown) for one in texts if one.population in enough]
    return out.SurveyResults(wave=wave.name, least=judged.LEAST, items=items, texts=shown)


def _result(
    asked: Questionnaire, population: str, answers: list[judged.Answer], by_group: Mapping[str, judged.Spread]
) -> out.SurveyResult:
    words, rated = asked.populations[population], asked.ratings(population)
    return out.SurveyResult(
        population=population,
        name=Text(de=words.de, en=words.en),
        items=[
            out.SurveyItem(id=item.id, text=Text(de=item.text.de, en=item.text.en), open=item.open)
            for item in asked.items[population]
            if not item.open
        ],
        groups=[
            _group(group, labels.sites().get(group.site), site=group.site) for group in judged.results(rated, answers)
        ],
        case_groups=[
            _group(group, labels.group(group.site), case_group=group.site)
            for group in judged.by_group(rated, answers, by_group)
        ],
    )


def _group(
    group: judged.Group, name: tuple[str, str] | None, *, site: str = "", case_group: str = ""
) -> out.SurveyGroup:
    return out.SurveyGroup(
        site=site,
        case_group=case_group,
        name=None if name is None else Text(de=name[0], en=name[1]),
        count=group.count,
        comparable=group.count >= judged.COMPARABLE,
        cells=[
            out.SurveyCell(item=item, count=cell.count, mean=round(cell.mean, 2), index=round(cell.index, 3))
            for item, cell in group.cells.items()
        ],
    )
