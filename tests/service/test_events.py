"""Browsers are told what has changed: only what they may see, after a break what they missed, until they log out."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from akzess.http_server import Listener
from service.feed import WAITING, Crowded, Event, Feed, Line

from .conftest import PASSWORD, Office

LIMIT = 10.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a feed says."""

    items: tuple[str, ...]
    cursor: str
    reset: bool = False


class Source:
    """A feed of words; counts how often it is asked."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.asked = 0

    def __call__(self, cursor: str | None) -> Look:
        self.asked += 1
        start = len(self.words) if cursor is None else int(cursor)
        return Look(tuple(self.words[start:]), str(len(self.words)))


def _word(change: str) -> Event | None:
    return Event("tasks", json.dumps(change))


async def _always() -> bool:
    return True


async def _never() -> bool:
    return False


async def _next(lines: AsyncIterator[bytes], fits: Callable[[str], bool]) -> str:
    async with asyncio.timeout(LIMIT):
        async for line in lines:
            if fits(line.decode()):
                return line.decode()
    return ""


def _data(text: str) -> bool:
    return "data:" in text


def test_many_browsers_cost_one_look() -> None:
    async def story() -> tuple[int, list[str]]:
        source = Source()
        feed = Feed(source, every=0.2)
        lines = [await feed.follow(_word, since=None, session=None, still_in=_always) for _ in range(20)]
        before = source.asked
        source.words.append("neu")
        heard = [await _next(line, _data) for line in lines]
        return source.asked - before, heard

    looks, heard = asyncio.run(story())

    assert looks <= 3
    assert all('"neu"' in text for text in heard)


def test_after_a_break_a_browser_hears_what_it_missed() -> None:
    async def story() -> str:
        source = Source()
        source.words += ["alt", "verpasst"]
        feed = Feed(source, every=60)
        return await _next(await feed.follow(_word, since="1", session=None, still_in=_always), _data)

    heard = asyncio.run(story())

    assert '"verpasst"' in heard
    assert "id: 2" in heard


def test_a_quiet_line_shows_that_it_lives() -> None:
    async def story() -> str:
        feed = Feed(Source(), every=60, heartbeat=0.01)
        lines = await feed.follow(_word, since=None, session=None, still_in=_always)
        await anext(lines)
        return await _next(lines, lambda text: text.startswith(":"))

    assert asyncio.run(story()).startswith(":")


@pytest.mark.parametrize("how", ["logged out here", "logged out elsewhere", "time is up", "process stops"])
def test_a_line_ends(how: str) -> None:
    async def story() -> int:
        feed = Feed(Source(), every=60, heartbeat=0.01, life=0.05 if how == "time is up" else 60)
        still_in = _never if how == "logged out elsewhere" else _always
        lines = await feed.follow(_word, since=None, session="s", still_in=still_in)
        await anext(lines)
        if how == "logged out here":
            feed.end("s")
        if how == "process stops":
            feed.close()
        await _next(lines, lambda text: False)
        return len(feed)

    assert asyncio.run(story()) == 0


def test_a_browser_that_cannot_follow_is_told_to_load_everything_again() -> None:
    line = Line(_word)

    line.offer((str(n) for n in range(WAITING + 5)), "9", reset=False)

    kinds = [line.waiting.get_nowait() for _ in range(line.waiting.qsize())]
    assert next(event.kind for event in kinds if event) == "reload"
    assert len(kinds) <= WAITING


def test_the_same_change_is_told_once() -> None:
    line = Line(_word)

    line.offer(["a", "a", "b"], "1", reset=False)

    assert line.waiting.qsize() == 2


def test_there_is_an_end_to_how_many_may_listen() -> None:
    async def story() -> None:
        feed = Feed(Source(), every=60, most=1)
        await feed.follow(_word, since=None, session=None, still_in=_always)
        with pytest.raises(Crowded):
            await feed.follow(_word, since=None, session=None, still_in=_always)

    asyncio.run(story())


# -- over HTTP


@pytest.fixture
def served(desk: Office) -> Iterator[tuple[Office, str]]:
    """The office on a real address, for answers that do not end."""
    listener = Listener()
    listener.serve(desk.client.app)
    yield desk, listener.url
    listener.close()


def _events(answer: httpx.Response) -> Iterator[tuple[str, Any]]:
    kind = ""
    for text in answer.iter_lines():
        name, _, value = text.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, json.loads(value)


def _change(client: httpx.Client, who: str, path: str, body: Any = None, **headers: str) -> Any:
    sent = {"Idempotency-Key": str(uuid4())} | headers
    return client.post(path, json=body, auth=(who, PASSWORD), headers=sent).raise_for_status().json()


def test_a_change_is_told_at_its_site_only(served: tuple[Office, str]) -> None:
    office, url = served
    task = office.task(office.case())
    with (
        httpx.Client(base_url=url, timeout=LIMIT) as client,
        client.stream("GET", "/events", auth=("arno", PASSWORD)) as near,
        client.stream("GET", "/events", auth=("axel", PASSWORD)) as far,
    ):
        _change(client, "anna", f"/tasks/{task}/claim", **{"If-Match": '"0"'})
        told = next(_events(near))
        elsewhere = _change(client, "axel", "/cases", {"processId": "small", "site": "L"})["id"]

        assert told == ("tasks", {"caseId": task.rpartition(".")[0], "groups": ["akz-clerk"], "site": "DD"})
        assert next(_events(far))[1]["caseId"] == elsewhere


def test_who_follows_a_case_hears_of_it(served: tuple[Office, str]) -> None:
    office, url = served
    case = office.case()["id"]
    with (
        httpx.Client(base_url=url, timeout=LIMIT) as client,
        client.stream("GET", f"/events?topics=case:{case}", auth=("clara", PASSWORD)) as line,
    ):
        tag = office.get(f"/cases/{case}", "clara").headers["etag"]
        _change(client, "clara", f"/cases/{case}/suspend", {"reason": "Rückfrage"}, **{"If-Match": tag})

        assert next(_events(line)) == ("case", {"caseId": case})


def test_a_topic_that_there_is_not_and_a_case_not_seen_are_refused(office: Office) -> None:
    case = office.case()["id"]

    unknown = office.get("/events?topics=passwords")
    foreign = office.get(f"/events?topics=case:{case}", who="axel")

    assert (unknown.status_code, foreign.status_code) == (422, 404)


def test_the_service_stops_although_somebody_listens(office: Office) -> None:
    listener = Listener()
    listener.serve(office.client.app)
    with (
        httpx.Client(base_url=listener.url, timeout=LIMIT) as client,
        client.stream("GET", "/events", auth=("anna", PASSWORD)) as answer,
    ):
        next(answer.iter_raw())
        began = time.monotonic()
        listener.close()

    assert time.monotonic() - began < LIMIT
