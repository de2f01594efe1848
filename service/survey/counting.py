"""Counts of a wave: codes given out and answers returned by site, ratings by case group; the answers name no case group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from authority.survey.results import Spread
from store.survey import SurveyTally

GIVEN, RETURNED = "given", "returned"
#: The heads of `SurveyTally.part`.
_SITE, _GROUP = "site:", "group:"


def given_out(work: Any, tenant: int, wave: str, population: str, site: str, count: int) -> None:
    """So many codes more for a site."""
    _add(work, tenant, wave, population, _SITE + site, {GIVEN: count})


def returned(
    work: Any, tenant: int, wave: str, population: str, site: str, group: str, ratings: Mapping[str, int]
) -> None:
    """One answer more for a site, and its ratings for a case group, if there is one."""
    _add(work, tenant, wave, population, _SITE + site, {RETURNED: 1})
    if group:
        added = {f"{item}|{value}": 1 for item, value in ratings.items()}
        _add(work, tenant, wave, population, _GROUP + group, {RETURNED: 1, **added})


def _add(work: Any, tenant: int, wave: str, population: str, part: str, added: Mapping[str, int]) -> None:
    # Two answers at the same time add up: the second waits here for the first.
    work.lock_correlation(tenant, "survey-tally", f"{wave} {population} {part}")
    known: SurveyTally | None = work.get(SurveyTally, tenant, wave, population, part)
    counts = Counter({name: int(number) for name, number in known.counts.items()} if known else {})
    counts.update(added)
    work.put(SurveyTally(tenant, wave, population, part, dict(counts)))


def sites(rows: Iterable[SurveyTally]) -> dict[tuple[str, str], tuple[int, int]]:
    """Codes given out and answers returned, by population and site."""
    return {
        (one.population, one.part.removeprefix(_SITE)): (
            int(one.counts.get(GIVEN, 0)),
            int(one.counts.get(RETURNED, 0)),
        )
        for one in rows
        if one.part.startswith(_SITE)
    }


def groups(rows: Iterable[SurveyTally], population: str) -> dict[str, Spread]:
    """How each case group of a population has answered."""
    return {
        one.part.removeprefix(_GROUP): _spread(one.counts)
        for one in rows
        if one.population == population and one.part.startswith(_GROUP)
    }


def _spread(counts: Mapping[str, Any]) -> Spread:
    ratings: dict[str, Counter[int]] = {}
    for name, number in counts.items():
        item, bar, value = name.partition("|")
        if bar:
            ratings.setdefault(item, Counter())[int(value)] += int(number)
    return Spread(int(counts.get(RETURNED, 0)), ratings)
