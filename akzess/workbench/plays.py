"""Scenarios played on a compiled table, with what they walked on; many at once in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import structlog

from akzess import bundle as bundles
from akzess.house import TENANT, VirtualHouse
from akzess.scenario_file import Scenario, read
from akzess.scenarios import Failed, Player
from engine.errors import EngineError
from engine.kernel.bundle import Bundle
from store import MemoryStore

from .coverage import Coverage, of_history
from .mutants import Mutant

#: More events of one case at one instant are an endless loop, which a mutant may well be.
TOO_MANY = 150


@dataclass(frozen=True, slots=True)
class Played:
    """One scenario on one table: what was wrong ("" when it holds), and what was walked on."""

    scenario_id: str
    problem: str
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the scenario that noticed it ("" when it survived), and how many were tried."""

    mutant: Mutant
    noticed_by: str
    tried: int


def play_on(bundle: Bundle, table: bytes, scenario: Scenario) -> Played:
    """Play one scenario on a table that need not fit the files it was read from."""
    with VirtualHouse(MemoryStore(), scenario.start, read_bundle=lambda _: (table, ())) as house:
        house.deploy(bundle.resources)
        house.timeline.too_many = TOO_MANY
        problem = ""
        try:
            Player(house, scenario).play()
        except (Failed, EngineError) as error:
            problem = str(error)
        walked = Coverage()
        for case in house.all_cases():
            walked.add(of_history(bundle, house.read.history(TENANT, case.id)))
    return Played(scenario.id, problem, walked)


def judge(bundle: Bundle, mutant: Mutant, scenarios: Iterable[Scenario]) -> Verdict:
    """Play scenarios on a mutant until one notices. An error of any kind counts: a case that breaks is noticed."""
    tried = 0
    for scenario in scenarios:
        tried += 1
        try:
            problem = play_on(bundle, mutant.table, scenario).problem
        except Exception as error:  # noqa: BLE001  # whatever breaks in a broken procedure shows that it is broken
            problem = repr(error)
        if problem:
            return Verdict(mutant, scenario.id, tried)
    return Verdict(mutant, "", tried)


def judge_all(
    bundle: Bundle,
    mutants: Iterable[Mutant],
    scenarios: Mapping[Path, Coverage],
    *,
    processes: int = 1,
    told: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """Every mutant's verdict; each is tried by the scenarios that walk over it.

    First come those whose file names the changed element, for they look at it; then those with the shortest walk.
    `told` hears of each verdict as it falls, so that a caller can show how far it is.
    """
    found: list[Verdict] = []
    shortest_first = sorted(scenarios.items(), key=lambda one: one[1].elements.total())
    texts = {path: path.read_text(encoding="utf-8") for path in scenarios}
    with ProcessPoolExecutor(processes, get_context("spawn"), _prepare, (dict(bundle.resources),)) as pool:
        waiting = [pool.submit(_judge, mutant, in_order(mutant, shortest_first, texts)) for mutant in mutants]
        for done in as_completed(waiting):
            found.append(done.result())
            told(found[-1])
    return sorted(found, key=lambda verdict: (verdict.mutant.process_id, verdict.mutant.id))


def walk_all(bundle: Bundle, table: bytes, paths: Iterable[Path]) -> Iterator[tuple[Path, Played]]:
    """Play scenario files one after another on the unchanged table."""
    for path in paths:
        yield path, play_on(bundle, table, read(path))


def in_order(mutant: Mutant, shortest_first: Iterable[tuple[Path, Coverage]], texts: Mapping[Path, str]) -> list[Path]:
    """The scenarios that have a chance to notice a mutant, those that name its element first."""
    paths = [path for path, walked in shortest_first if _meets(mutant, walked)]
    return sorted(paths, key=lambda path: mutant.element_id not in texts[path])


def _meets(mutant: Mutant, walked: Coverage) -> bool:
    return any(walked.elements[item] or walked.flows[item] for item in mutant.walked)


_bundle: Bundle  # of this process, made once by _prepare


def _prepare(resources: Mapping[str, bytes]) -> None:
    global _bundle  # a pool's initializer has no other place to leave something
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    _bundle = bundles.compiled(resources)[0]


def _judge(mutant: Mutant, paths: list[Path]) -> Verdict:
    return judge(_bundle, mutant, map(read, paths))
