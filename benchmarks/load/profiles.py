"""Lets requests arrive at their time, whether the one before has been answered or not, and counts from when they should."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from .office import Office

ACTS = frozenset({"claim", "complete", "start"})


@dataclass(slots=True)
class Result:
    """Latencies in milliseconds by kind of request and minute, answers by status, and what never came."""

    title: str
    seconds: float = 0.0
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    minutes: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    late: int = 0
    samples: list[str] = field(default_factory=list)

    def centile(self, kind: str, share: float) -> float:
        """A percentile of one kind."""
        ordered = sorted(self.taken.get(kind, ()))
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    @property
    def errors(self) -> int:
        """Answers that are no success, conflicts with somebody who was faster apart."""
        return sum(
            count for name, count in self.statuses.items() if not name.split()[-1].startswith(("2", "409", "412"))
        )

    def rows(self) -> list[list[str]]:
        """A line of a table per kind."""
        found = []
        for kind in sorted(self.taken, key=lambda name: (name not in ACTS, name)):
            shares = [f"{self.centile(kind, share):.0f}" for share in (0.5, 0.95, 0.99)]
            most = f"{max(self.taken[kind]):.0f}"
            rate = f"{len(self.taken[kind]) / max(self.seconds, 1e-9):.1f}"
            found.append([f"{self.title}: {kind}", rate, *shares, most])
        return found

    def drift(self) -> str:
        """The p95 of each minute's requests, first and last."""
        whole = [values for _, values in sorted(self.minutes.items()) if len(values) > 20]
        if len(whole) < 2:
            return ""
        first, last = (sorted(one)[int(len(one) * 0.95)] for one in (whole[0], whole[-1]))
        return f"p95 of all in the first minute {first:.0f} ms, in the last {last:.0f} ms"


async def run(
    office: Office,
    title: str,
    *,
    seconds: float,
    actions: float,
    reads: float,
    look: Callable[[], str] | None = None,
    every: float = 60.0,
) -> Result:
    """So many actions and reads a second; `look` is asked for a line about the platform every so often."""
    result = Result(title)
    began = time.perf_counter()
    pending: set[asyncio.Task[None]] = set()

    async def one(kind: str, due: float, ask: Callable[[], object]) -> None:
        try:
            answer = await ask()
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            result.statuses[f"{kind} {type(error).__name__}"] += 1
            return
        taken = (time.perf_counter() - due) * 1000
        result.statuses[f"{kind} {answer.status}"] += 1
        result.taken[kind].append(taken)
        result.minutes[int((due - began) // 60)].append(taken)

    async def stream(rate: float, choose: Callable[[], tuple[str, Callable[[], object]] | None]) -> None:
        number = 0
        while rate:
            due = began + number / rate
            if due - began >= seconds:
                return
            number += 1
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            chosen = choose()
            if chosen is None:
                result.late += 1
                continue
            task = asyncio.ensure_future(one(chosen[0], due, chosen[1]))
            pending.add(task)
            task.add_done_callback(pending.discard)

    async def beside() -> None:
        told = time.perf_counter()
        while time.perf_counter() - began < seconds:
            await asyncio.sleep(1)
            await office.tend()
            if look is not None and time.perf_counter() - told >= every:
                told = time.perf_counter()
                result.samples.append(f"{told - began:.0f} s: {await asyncio.to_thread(look)}")

    minding = asyncio.ensure_future(beside())
    await asyncio.gather(stream(actions, office.act), stream(reads, office.read))
    while pending:
        await asyncio.gather(*list(pending))
    result.seconds = time.perf_counter() - began
    minding.cancel()
    await asyncio.gather(minding, return_exceptions=True)
    return result


def median(values: list[float]) -> float:
    """The median; 0 of nothing."""
    return statistics.median(values) if values else 0.0
