"""Implements service.designer.ports.Workbench: what takes long runs in other processes."""

from __future__ import annotations

import contextvars
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from akzess import scenario_file
from authority.partners import element
from authority.partners.network import load
from connectors import templates
from connectors.registry import discover
from engine.handlers.deployments import ReadBundle
from service.designer.ports import (
    Files,
    MutantState,
    NoSuchPlay,
    PlayView,
    RecordedCase,
    ReplayState,
    ScenarioInfo,
    ScenarioRun,
    Survivor,
    TooManyPlays,
)

from . import trials
from .material import Material, shipped
from .open_plays import OpenPlays
from .playing import Play
from .tallies import bites, counted
from .writing import written

T = TypeVar("T")

#: Replays of one person that are kept, and plantings at once.
MOST_REPLAYS = 4


class Bench:
    """One per process. `processes` 0: everything here and at once, for tests.

    `seconds` is a clock that never goes back.
    """

    def __init__(
        self,
        read_bundle: ReadBundle,
        *,
        processes: int = 1,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_bundle = read_bundle
        self._processes = processes
        self._seconds = seconds
        self._plays = OpenPlays(seconds)
        self._guard = threading.Lock()
        self._pools: dict[str, ProcessPoolExecutor] = {}
        self._planting: dict[str, Future[None]] = {}
        self._replays: dict[tuple[str, str], ReplayState] = {}
        self._templates: list[Mapping[str, Any]] = []
        self._folder = Path(tempfile.mkdtemp(prefix="akzess-bench-"))

    def shipped(self) -> Files:
        """See ports."""
        return shipped()

    def templates(self) -> Sequence[Mapping[str, Any]]:
        """See ports."""
        if not self._templates:
            languages: tuple[templates.Language, ...] = ("de", "en")
            self._templates = [
                {"language": language, "template": one}
                for agency in discover().values()
                for language in languages
                for one in templates.of(agency, language)
            ] + [{"language": language, "template": element.template(load(), language)} for language in languages]
        return self._templates

    # -- plays

    def play(
        self,
        owner: str,
        draft_id: str,
        files: Files,
        process: str,
        at: datetime,
        application: str | None,
        variables: Mapping[str, Any],
    ) -> PlayView:
        """See ports."""
        self._plays.make_room(owner)
        material = Material(files, self._read_bundle)
        try:
            play = Play(str(uuid4()), draft_id, material, process, at, application, variables)
        except BaseException:
            material.close()
            raise
        self._plays.add(owner, play)
        return play.view()

    def view(self, owner: str, play_id: str) -> PlayView:
        """See ports."""
        return self._plays.use(owner, play_id, lambda play: play.view())

    def step(self, owner: str, play_id: str, step: Mapping[str, Any]) -> PlayView:
        """See ports."""

        def act(play: Play) -> PlayView:
            play.step(step)
            return play.view()

        return self._plays.use(owner, play_id, act)

    def scenario(self, owner: str, play_id: str, scenario_id: str, title: str) -> bytes:
        """See ports."""
        return self._plays.use(owner, play_id, lambda play: written(play, scenario_id, title))

    def end(self, owner: str, play_id: str) -> None:
        """See ports."""
        self._plays.end(owner, play_id)

    def scenarios(self, files: Files) -> Sequence[ScenarioInfo]:
        """See ports."""
        found = []
        with tempfile.TemporaryDirectory(prefix="akzess-scenarios-") as name:
            folder = Path(name)
            for path, data in files.items():
                if path.startswith("scenarios/") and path.count("/") == 1:
                    (folder / path.removeprefix("scenarios/")).write_bytes(data)
            for file in scenario_file.files(folder):
                try:
                    one = scenario_file.read(file)
                    found.append(ScenarioInfo(f"scenarios/{file.name}", one.id, _titles(one.title)))
                except (scenario_file.BadScenario, ValueError, TypeError, AttributeError) as error:
                    found.append(ScenarioInfo(f"scenarios/{file.name}", file.stem, {}, str(error)[:500]))
        scenario_file.applications.cache_clear()
        return found

    def run_scenarios(self, files: Files, paths: Sequence[str] | None) -> ScenarioRun:
        """See ports."""
        table = self._table(files)
        return self._elsewhere("quick", trials.scenarios, dict(files), table, paths).result()

    def _table(self, files: Files) -> bytes:
        with Material(files, self._read_bundle) as draft:
            return draft.table

    def plant(self, draft_id: str, files: Files) -> MutantState:
        """See ports."""
        running = self._planting.get(draft_id)
        if running is None or running.done():
            if sum(not one.done() for one in self._planting.values()) >= MOST_REPLAYS:
                raise TooManyPlays
            table = self._table(files)
            progress = self._progress(draft_id)
            progress.write_text("", encoding="utf-8")
            self._planting[draft_id] = self._elsewhere("long", trials.plant, dict(files), table, str(progress))
        return self.planted(draft_id)

    def planted(self, draft_id: str) -> MutantState:
        """See ports."""
        running = self._planting.get(draft_id)
        if running is None:
            return MutantState("none")
        text = self._progress(draft_id).read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
        total = sum(line.get("total", 0) for line in lines)
        survivors = tuple(Survivor(**line["survivor"]) for line in lines if "survivor" in line)
        done = len(survivors) + sum("noticed" in line for line in lines)
        problem = ""
        if running.done() and running.exception() is not None:
            problem = type(running.exception()).__name__
        state = "failed" if problem else "done" if running.done() else "running"
        score = round(100 * (1 - len(survivors) / done), 1) if done else None
        return MutantState(state, done, total, survivors, score, problem)

    def _progress(self, draft_id: str) -> Path:
        return self._folder / f"{draft_id.replace('/', '')[:64]}.jsonl"

    def replay(
        self, owner: str, replay_id: str, files: Files, cases: Iterator[RecordedCase], total: int
    ) -> ReplayState:
        """See ports."""
        mine = [key for key in self._replays if key[0] == owner]
        if sum(self._replays[key].state == "running" for key in mine) >= 2:
            raise TooManyPlays
        for key in mine[: max(0, len(mine) - MOST_REPLAYS + 1)]:
            if self._replays[key].state != "running":
                del self._replays[key]
        table = self._table(files)
        self._replays[owner, replay_id] = ReplayState(replay_id, "running", total=total)
        # The thread sees in the database what whoever asked may see.
        around = contextvars.copy_context()
        work = threading.Thread(
            target=around.run, args=(self._replay, (owner, replay_id), dict(files), table, cases), daemon=True
        )
        work.start()
        if not self._processes:
            work.join()
        return self._replays[owner, replay_id]

    def _replay(self, key: tuple[str, str], files: Files, table: bytes, cases: Iterator[RecordedCase]) -> None:
        began = self._seconds()
        try:
            for bite in bites(cases):
                full = [case for case in bite if case.events]
                found = self._elsewhere("long", trials.replay, files, table, full).result() if full else []
                state = counted(self._replays[key], found, len(bite) - len(full))
                self._replays[key] = replace(state, seconds=round(self._seconds() - began, 2))
            self._replays[key] = replace(self._replays[key], state="done")
        except Exception as error:  # noqa: BLE001  # whoever asked reads what became of it; the thread has nobody else
            self._replays[key] = replace(self._replays[key], state="failed", problem=type(error).__name__)

    def replayed(self, owner: str, replay_id: str) -> ReplayState:
        """See ports."""
        found = self._replays.get((owner, replay_id))
        if found is None:
            raise NoSuchPlay(replay_id)
        return found

    # -- elsewhere

    def _elsewhere(self, pool: str, act: Callable[..., T], *arguments: Any) -> Future[T]:
        if not self._processes:
            done: Future[T] = Future()
            try:
                done.set_result(act(*arguments))
            except BaseException as error:  # noqa: BLE001  # told where the result is asked for
                done.set_exception(error)
            return done
        with self._guard:
            if pool not in self._pools:
                self._pools[pool] = ProcessPoolExecutor(self._processes, get_context("spawn"), trials.calm)
            return self._pools[pool].submit(act, *arguments)

    def close(self) -> None:
        """End what is running, forget what was played."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        self._plays.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _titles(title: Mapping[str, str]) -> dict[str, str]:
    return {str(language): str(text) for language, text in title.items()}
