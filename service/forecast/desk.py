"""Lets a simulation run in a process of its own, a few at a time, and writes down how far it is and what came out."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

import authority
from authority.forecast.situation import Asked, plain
from store import StoreError
from store.mining.runs import Run, Runs

log = structlog.get_logger(__name__)

#: Simulations of one service at once; others wait their turn.
AT_ONCE = 1
#: A run whose process has been silent so long has died.
SILENT = timedelta(minutes=3)
#: Seconds after which a process is ended that should have stopped by itself.
PATIENCE = 120.0

RUNNING, DONE, FAILED = "RUNNING", "DONE", "FAILED"
turns = threading.BoundedSemaphore(AT_ONCE)


class Simulating:
    """One run: a thread that reads what the process says.

    `now` tells the time for signs of life, `beat` how many seconds lie between them while it waits its turn.
    """

    def __init__(
        self, runs: Runs, tenant: int, run: Run, asked: Asked, now: Callable[[], datetime], beat: float = 30.0
    ) -> None:
        self._runs, self._tenant, self._run, self._asked, self._now = runs, tenant, run, asked, now
        self._beat = beat

    def start(self) -> threading.Thread:
        """Begin; the thread ends with the run."""
        thread = threading.Thread(target=self._guarded, name=f"forecast-{self._run.id}", daemon=True)
        thread.start()
        return thread

    def _guarded(self) -> None:
        try:
            # A run that waits its turn is alive: else it would be told as failed, and its answer would come after all.
            while not turns.acquire(timeout=self._beat):
                self._say(RUNNING, 0)
            try:
                self._simulate()
            finally:
                turns.release()
        except (OSError, ValueError, StoreError, subprocess.SubprocessError) as error:
            log.error("forecast.fault", kind=type(error).__name__)
            self._say(FAILED, 0)

    def _simulate(self) -> None:
        answer: Mapping[str, Any] | None = None
        done = 0
        with subprocess.Popen(
            [sys.executable, "-m", "authority.forecast"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(next(iter(authority.__path__))).parent,
            text=True,
        ) as process:
            over = threading.Timer(self._asked.question.seconds * 2 + PATIENCE, process.kill)
            over.start()
            try:
                if process.stdin is None or process.stdout is None:
                    raise ValueError("a process without pipes")
                json.dump(plain(self._asked), process.stdin)
                process.stdin.close()
                for line in process.stdout:
                    said = json.loads(line)
                    if "done" in said:
                        done = int(said["done"])
                        self._say(RUNNING, done)
                    else:
                        answer = said
            finally:
                over.cancel()
                process.kill()
        if answer is None:
            self._say(FAILED, done)
        else:
            self._say(DONE, self._run.wanted, answer)

    def _say(self, state: str, done: int, answer: Mapping[str, Any] | None = None) -> None:
        self._runs.move(self._tenant, self._run.id, state, done, self._now(), answer)


def alive(run: Run, now: datetime) -> str:
    """The state as it is to be told: a run whose process died has failed."""
    return FAILED if run.state == RUNNING and now - run.seen_at > SILENT + timedelta(seconds=PATIENCE) else run.state
