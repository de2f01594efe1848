"""Tells browsers what has changed: one look at the store's change feed per process and second, whoever listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from anyio import to_thread
from fastapi.sse import format_sse_event

from store import StoreError

log = structlog.get_logger(__name__)

#: Seconds between two looks, and until the next look when the store did not answer.
EVERY = 1.0
AFTER_FAULT = 5.0
#: Seconds between two signs of life on a quiet line; the login is looked at as often.
HEARTBEAT = 15.0
#: A line ends after so many seconds; the browser comes back by itself, and its rights are looked at anew.
LIFE = 300.0
#: Milliseconds after which a browser comes back.
RETRY = 3000
#: Changes that wait for one browser; a slower one is told to load its lists again.
WAITING = 200
#: Lines open at once in this process.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a line: its name, its data as JSON text, the id with which a browser goes on after a break."""

    kind: str
    data: str
    cursor: str | None = None


#: The event that a change is for one browser; None when it does not concern it.
Choose = Callable[[Any], Event | None]


class Crowded(Exception):
    """No more lines in this process."""


@dataclass(eq=False, slots=True)
class Line:
    """One browser: which changes concern it, whose session it is, and what waits to be sent."""

    choose: Choose
    session: str | None = None
    waiting: asyncio.Queue[Event | None] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def offer(self, changes: Iterable[Any], cursor: str, *, reset: bool) -> None:
        """Queue what concerns this browser, the same thing once."""
        found = dict.fromkeys(event for change in changes if (event := self.choose(change)) is not None)
        if reset:
            found = {Event("reload", "{}"): None}
        for event in found:
            self.put(replace(event, cursor=cursor))

    def put(self, event: Event | None) -> None:
        """Queue one event; None ends the line. A full queue is forgotten: its browser loads everything again."""
        try:
            self.waiting.put_nowait(event)
        except asyncio.QueueFull:
            while not self.waiting.empty():
                self.waiting.get_nowait()
            self.waiting.put_nowait(event if event is None else Event("reload", "{}", event.cursor))


class Feed:
    """All lines of this process and the one task that looks for them; lines are opened in one event loop only."""

    def __init__(
        self,
        changes_since: Callable[[str | None], Any],
        *,
        every: float = EVERY,
        heartbeat: float = HEARTBEAT,
        life: float = LIFE,
        most: int = MOST,
    ) -> None:
        self._changes_since = changes_since
        self._every, self._heartbeat, self._life = every, heartbeat, life
        self._most = most
        self._lines: set[Line] = set()
        self._cursor: str | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._lines)

    async def follow(
        self, choose: Choose, *, since: str | None, session: str | None, still_in: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[bytes]:
        """The bytes of one line, until the browser goes, the login ends, its time is up or the process stops.

        `since` is the browser's Last-Event-ID: what happened after it comes first. Errors: Crowded, StoreError.
        """
        if len(self._lines) >= self._most:
            raise Crowded
        line = Line(choose, session)
        self._loop = asyncio.get_running_loop()
        await self._join(line, since)
        return self._lines_of(line, still_in)

    async def _join(self, line: Line, since: str | None) -> None:
        if self._looking is None or self._looking.done():
            # Nobody listened: what happened meanwhile is for those only who ask for it.
            self._cursor = (await self._look(None)).cursor
            self._looking = asyncio.create_task(self._watch())
        self._lines.add(line)
        if since:
            missed = await self._look(since)
            line.offer(missed.items, missed.cursor, reset=missed.reset)

    async def _look(self, cursor: str | None) -> Any:
        return await to_thread.run_sync(self._changes_since, cursor)

    async def _watch(self) -> None:
        while not self._closed:
            await asyncio.sleep(self._every)
            try:
                found = await self._look(self._cursor)
            except StoreError as error:
                log.warning("events.store", kind=type(error).__name__)
                await asyncio.sleep(AFTER_FAULT)
                continue
            except Exception as error:  # noqa: BLE001  # one odd row must not silence everybody for good
                log.error("events.fault", kind=type(error).__name__)
                continue
            self._cursor = found.cursor
            if not self._lines:
                return
            for line in tuple(self._lines):
                line.offer(found.items, found.cursor, reset=found.reset)

    async def _lines_of(self, line: Line, still_in: Callable[[], Awaitable[bool]]) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        born = checked = loop.time()
        try:
            # An id without data reaches no listener, but the browser remembers where it was.
            yield format_sse_event(id=self._cursor, retry=RETRY, comment="AKZESS")
            while not self._closed and loop.time() - born < self._life:
                event: Event | None = Event("", "")
                with suppress(TimeoutError):
                    event = await asyncio.wait_for(line.waiting.get(), self._heartbeat)
                if event is None:
                    return
                if loop.time() - checked >= self._heartbeat:
                    checked = loop.time()
                    if not await still_in():
                        return
                if event.kind:
                    yield format_sse_event(data_str=event.data, event=event.kind, id=event.cursor)
                else:
                    yield format_sse_event(comment="")
        finally:
            self._lines.discard(line)

    def end(self, session: str) -> None:
        """End the lines of a session that has logged out; from any thread."""
        self._tell(lambda: self._put_out(line for line in self._lines if line.session == session))

    def close(self) -> None:
        """End every line, from any thread: the process wants to stop. New ones end at once."""
        self._closed = True
        self._tell(lambda: self._put_out(self._lines))

    def _tell(self, act: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)

    @staticmethod
    def _put_out(lines: Iterable[Line]) -> None:
        for line in tuple(lines):
            line.put(None)
