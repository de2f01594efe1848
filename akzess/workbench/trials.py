"""What runs in processes of its own: scenarios with their coverage, planted faults, cases played again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import structlog

from akzess.garbage import leave_alone
from akzess.house import TENANT, VirtualHouse
from akzess.scenario_file import BadScenario, read
from akzess.scenarios import Failed, Player
from akzess.timeline import Stuck
from engine.errors import EngineError
from service.designer.ports import Difference, Files, RecordedCase, ScenarioResult, ScenarioRun, Unplayable
from store import MemoryStore

from .comparing import words_in
from .coverage import Coverage, of_history
from .material import Material
from .mutants import Mutant, mutants
from .plays import Order, judge_element
from .replaying import Replay
from .sandbox import Sandbox

#: A sandbox keeps what ended, and its store looks through all of it.
_IN_ONE_SANDBOX = 10


def calm() -> None:
    """The beginning of such a process: it gives way to those who serve people, and says nothing of what it plays."""
    os.nice(10)
    leave_alone()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))


def material(files: Files, table: bytes) -> Material:
    """Files whose table was read before, by the reader for strangers' files. Error: Unplayable."""
    return Material(files, lambda _: (table, ()))


def scenarios(files: Files, table: bytes, wanted: Sequence[str] | None) -> ScenarioRun:
    """Play scenarios and say what each passed. Error: Unplayable for a file that is not there."""
    with material(files, table) as draft:
        known = {f"scenarios/{path.name}": path for path in draft.paths()}
        missing = [path for path in wanted or () if path not in known]
        if missing:
            raise Unplayable(f"Das Szenario {missing[0]} gibt es nicht.")
        walked, results = Coverage(), []
        for name in known if wanted is None else wanted:
            result, passed = _scenario(draft, known[name], name)
            results.append(result)
            walked.add(passed)
        return ScenarioRun(tuple(results), dict(walked.elements), dict(walked.flows))


def _scenario(draft: Material, path: Path, name: str) -> tuple[ScenarioResult, Coverage]:
    walked = Coverage()
    try:
        scenario = read(path)
    except (BadScenario, ValueError, TypeError, AttributeError) as error:
        return ScenarioResult(name, path.stem, False, str(error)[:2000], ()), walked
    problem, trail = "", ()  # type: tuple[str, tuple[str, ...]]
    with VirtualHouse(
        MemoryStore(), scenario.start, read_bundle=lambda _: (draft.table, ()), constants=draft.constants
    ) as house:
        house.deploy(draft.executed)
        player = Player(house, scenario)
        try:
            player.play()
        except (Failed, EngineError, BadScenario, Stuck, ValueError, TypeError, KeyError, AttributeError) as error:
            problem = str(error) or type(error).__name__
        for case in house.all_cases():
            walked.add(of_history(draft.bundle, house.read.history(TENANT, case.id)))
        if player.result.case_id:
            trail = tuple(house.visited(player.result.case_id))
    return ScenarioResult(name, scenario.id, not problem, problem[:4000], trail), walked


def plant(files: Files, table: bytes, progress: str) -> None:
    """Plant every fault, one after another, and write a line of JSON for each to `progress` as it is judged."""
    with material(files, table) as draft, Path(progress).open("a", encoding="utf-8") as told:
        walks = {}
        for path in draft.paths():
            result, walked = _scenario(draft, path, path.name)
            if result.ok:
                walks[path] = walked
        order, planted = Order(walks), list(mutants(draft.bundle))
        _say(told, {"total": len(planted)})
        for _, some in groupby(planted, key=lambda one: (one.process_id, one.element_id)):
            for verdict in judge_element(
                draft.bundle, [(mutant, order.of(mutant)) for mutant in some], constants=draft.constants
            ):
                known = (
                    {"noticed": verdict.noticed_by} if verdict.noticed_by else {"survivor": _survivor(verdict.mutant)}
                )
                _say(told, known)
        _say(told, {"over": True})


def _say(told: Any, line: Mapping[str, Any]) -> None:
    told.write(json.dumps(line, ensure_ascii=False) + "\n")
    told.flush()


def _survivor(mutant: Mutant) -> dict[str, Any]:
    return {
        "id": mutant.id,
        "process_id": mutant.process_id,
        "element_id": mutant.element_id,
        "kind": mutant.kind,
        "text": dict(mutant.text),
    }


def replay(files: Files, table: bytes, cases: Sequence[RecordedCase]) -> list[Difference | None]:
    """Play cases again; for each what came out otherwise, or None."""
    found: list[Difference | None] = []
    with material(files, table) as draft:
        clerks, words = draft.clerks(), words_in(draft.executed)
        for at in range(0, len(cases), _IN_ONE_SANDBOX):
            with Sandbox(draft) as sandbox:
                some = cases[at : at + _IN_ONE_SANDBOX]
                found += [Replay(sandbox, clerks, case, words).run() for case in some]
    return found
