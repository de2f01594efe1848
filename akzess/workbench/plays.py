"""Scenarios played on a compiled table, with what they walked on; many at once in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import structlog

from akzess import bundle as bundles
from akzess.garbage import leave_alone
from akzess.house import TENANT, VirtualHouse
from akzess.procedure import constants
from akzess.scenario_file import Scenario, read
from akzess.scenarios import Failed, Player
from engine.errors import EngineError
from engine.kernel.bundle import Bundle
from engine.kernel.case_run import Constants
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


def play_on(bundle: Bundle, table: bytes, scenario: Scenario, *, constants: Constants = constants) -> Played:
    """Play one scenario on a table that need not fit the files it was read from; `constants` as of `House`."""
    with VirtualHouse(MemoryStore(), scenario.start, read_bundle=lambda _: (table, ()), constants=constants) as house:
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


def judge(
    bundle: Bundle, mutant: Mutant, scenarios: Iterable[Scenario], *, constants: Constants = constants
) -> Verdict:
    """Play scenarios on a mutant until one notices. An error of any kind counts: a case that breaks is noticed."""
    tried, table = 0, mutant.table
    for scenario in scenarios:
        tried += 1
        try:
            problem = play_on(bundle, table, scenario, constants=constants).problem
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

    First comes the one that noticed another mutant of the same element, then those whose file names the element, for they
    look at it; then those with the shortest walk. `told` hears of each element's verdicts as they fall, so that a caller
    can show how far it is and keep them.
    """
    found: list[Verdict] = []
    order = Order(scenarios)
    elements: dict[tuple[str, str], list[tuple[Mutant, list[Path]]]] = {}
    for mutant in mutants:
        elements.setdefault((mutant.process_id, mutant.element_id), []).append((mutant, order.of(mutant)))
    with ProcessPoolExecutor(processes, get_context("spawn"), _prepare, (dict(bundle.resources),)) as pool:
        waiting = [pool.submit(_judge, planted) for planted in elements.values()]
        for done in as_completed(waiting):
            for verdict in done.result():
                found.append(verdict)
                told(verdict)
    return sorted(found, key=lambda verdict: (verdict.mutant.process_id, verdict.mutant.id))


def walk_all(bundle: Bundle, table: bytes, paths: Iterable[Path]) -> Iterator[tuple[Path, Played]]:
    """Play scenario files one after another on the unchanged table."""
    for path in paths:
        yield path, play_on(bundle, table, read(path))


class Order:
    """Which scenarios have a chance to notice a mutant, and which of them is tried first."""

    def __init__(self, scenarios: Mapping[Path, Coverage]) -> None:
        self._shortest_first = sorted(scenarios.items(), key=lambda one: one[1].elements.total())
        self._texts = {path: path.read_text(encoding="utf-8") for path in scenarios}

    def of(self, mutant: Mutant) -> list[Path]:
        """Those that walk over what was changed; first those that name its element, then those with a short walk."""
        paths = [path for path, walked in self._shortest_first if _meets(mutant, walked)]
        return sorted(paths, key=lambda path: mutant.element_id not in self._texts[path])


def judge_element(
    bundle: Bundle, planted: Iterable[tuple[Mutant, list[Path]]], *, constants: Constants = constants
) -> Iterator[Verdict]:
    """The verdicts on one element's mutants: who has noticed one of them is the first to be asked about the next."""
    sharp: list[Path] = []
    for mutant, paths in planted:
        first = [path for path in sharp if path in paths]
        tried = first + [path for path in paths if path not in first]
        verdict = judge(bundle, mutant, map(read, tried), constants=constants)
        if verdict.noticed_by:
            best = tried[verdict.tried - 1]
            sharp = [best, *(path for path in sharp if path != best)]
        yield verdict


def _meets(mutant: Mutant, walked: Coverage) -> bool:
    return any(walked.elements[item] or walked.flows[item] for item in mutant.walked)


_bundle: Bundle  # of this process, made once by _prepare


def _prepare(resources: Mapping[str, bytes]) -> None:
    global _bundle  # a pool's initializer has no other place to leave something
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    _bundle = bundles.compiled(resources)[0]
    leave_alone()


def _judge(planted: list[tuple[Mutant, list[Path]]]) -> list[Verdict]:
    return list(judge_element(_bundle, planted))
