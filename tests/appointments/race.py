"""200 clients for 20 times over real HTTP, on SQLite and PostgreSQL: `python -m tests.appointments.race [clients] [times]`.

Everybody wants one of the same few times and takes the next when it is gone. None may be given out twice, and none that is
wanted may stay free.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from akzess.clocks import MovableClock
from akzess.house import VirtualHouse
from akzess.http_server import Listener
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Accounts
from store import SqlStore, open_store

from ..servers import postgres_server

#: A counter that alone gives advice to employers, so that a time is one slot.
KIND, SITE = "EMPLOYER", "DD"


@dataclass(frozen=True)
class Race:
    """How it came out."""

    clients: int
    times: int
    held: int
    doubled: int
    taken: int
    refused: int
    other: int
    seconds: float

    @property
    def fair(self) -> bool:
        """Every time once, nobody lost in between."""
        return self.doubled == 0 and self.held == min(self.clients, self.times) == self.taken and self.other == 0


def race(store: SqlStore, clients: int, times: int) -> Race:
    """Let them run against a service of its own on a loopback port."""
    house = VirtualHouse(store, datetime(2026, 10, 21, 7, 0, tzinfo=UTC), read_bundle=read_here)
    clock: MovableClock = house.moving
    app = create_app(house.engine, store, house.agencies.by_name, Accounts([], clock), clock, house.worker.wake)
    listener = Listener()
    listener.serve(app)
    try:
        desk = app.state.appointments
        first, last = desk.window(office=False)
        found = desk.free(SITE, desk.plan.kind(KIND), first, last)
        # Times that do not overlap: 45 minutes each, one counter.
        wanted: list[datetime] = []
        for slot in found:
            if not wanted or (slot.starts_at - wanted[-1]).total_seconds() >= 45 * 60:
                wanted.append(slot.starts_at)
        chosen = [moment.isoformat() for moment in wanted[:times]]
        begun = time.perf_counter()
        answers = asyncio.run(_all(listener.url, clients, chosen))
        seconds = time.perf_counter() - begun
    finally:
        listener.close()
        house.close()
    held = [start for status, start in answers if status == 201]
    rows = store.look(lambda session: session.all("SELECT starts_at, counter FROM appointment WHERE state = 'HELD'"))
    twice = sum(count - 1 for count in Counter((str(row[0]), row[1]) for row in rows).values())
    doubled = max(twice, sum(count - 1 for count in Counter(held).values()))
    refused = sum(status == 409 for status, _ in answers)
    return Race(clients, times, len(held), doubled, len(rows), refused, len(answers) - len(held) - refused, seconds)


async def _all(url: str, clients: int, times: Sequence[str]) -> list[tuple[int, str]]:
    host, port = url.removeprefix("http://").split(":")
    ready = asyncio.Event()

    async def one(number: int) -> tuple[int, str]:
        await ready.wait()
        status, start = 0, ""
        for step in range(len(times)):
            start = times[(number + step) % len(times)]
            status = await _hold(host, int(port), start)
            if status != 409:
                break
        return status, start

    running = [asyncio.create_task(one(number)) for number in range(clients)]
    ready.set()
    return list(await asyncio.gather(*running))


async def _hold(host: str, port: int, start: str) -> int:
    body = json.dumps({"site": SITE, "kind": KIND, "startsAt": start}).encode()
    head = (
        f"POST /booking/holds HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
        f"Akzess-Booking: {secrets.token_urlsafe(32)}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    for _ in range(50):
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(head.encode() + body)
            line = await reader.readline()
            await reader.read()
        finally:
            writer.close()
        status = int(line.split()[1]) if line else 503
        if status != 503:  # every connection to the database is busy: come again
            return status
        await asyncio.sleep(0.05)
    return 503


def main(arguments: Sequence[str]) -> int:
    """Both databases; 1 when anything was given out twice or got lost."""
    clients, times = (int(part) for part in [*arguments, "200", "20"][:2]) if arguments else (200, 20)
    worst = 0
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"SQLite": f"sqlite:///{folder}/race.db", "PostgreSQL": stack.enter_context(postgres_server())}
        for name, url in urls.items():
            store: Any = open_store(url)
            store.upgrade()
            found = race(store, clients, times)
            store.close()
            print(f"{name}: {found}")  # what the rig is for
            worst = max(worst, 0 if found.fair else 1)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
