"""Loads the platform as a town's, a Monday's or a storm's day would, and prints what that is like for people.

`python -m benchmarks.load --profile steady,burst,storm,soak --minutes 10 --cases 41000 [--quick] [--markdown FILE]`
fills a PostgreSQL of its own, starts services and workers as processes and lets requests arrive at their rates.
Latencies are counted from the moment at which a request should have been sent.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import structlog

from benchmarks.tables import markdown
from tests.servers import postgres_server

from . import cases
from .office import Office
from .platform import SERVER, Running, running
from .profiles import Result, run

STEADY = {"actions": 6.0, "reads": 41.0}
HEAD = ["", "per second", "p50 ms", "p95 ms", "p99 ms", "max ms"]


def backlog(url: str) -> str:
    """What waits: ready jobs, due timers, incidents; capped, and through indexes."""
    with psycopg.connect(url, autocommit=True) as link:
        found = link.execute(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM job WHERE state = 0 AND run_at < now() LIMIT 10000) j),"
            " (SELECT count(*) FROM (SELECT 1 FROM timer WHERE state = 0 AND fire_at < now() LIMIT 2000000) t),"
            " (SELECT count(*) FROM (SELECT 1 FROM incident WHERE resolved_at IS NULL LIMIT 10000) i)"
        ).fetchone()
        assert found is not None
        return f"{found[0]} jobs ready, {found[1]} timers due, {found[2]} incidents"


async def day(given: argparse.Namespace, url: str, platform: Running, names: list[str]) -> list[Result]:
    """One profile after the other."""
    office = Office(platform.services)
    await office.open()
    print(f"tasks in sight: {office.stock[0]:,}", flush=True)

    def look() -> str:
        rss = ", ".join(f"{name} {size} MB" for name, size in platform.rss().items())
        return f"{backlog(url)}; {rss}"

    found = []
    seconds = given.minutes * 60
    await run(office, "warming up", seconds=min(15.0, seconds), **STEADY)
    for name in names:
        match name:
            case "steady":
                found.append(await run(office, "steady", seconds=seconds, look=look, **STEADY))
            case "burst":
                length = min(300.0, seconds)
                found.append(
                    await run(office, "Monday 08:00", seconds=length, actions=given.burst, reads=41.0, look=look)
                )
            case "soak":
                found.append(await run(office, "soak", seconds=given.hours * 3600, look=look, every=300, **STEADY))
            case "storm":
                length = min(120.0, seconds)
                before = await run(office, "before the storm", seconds=length, **STEADY)
                say(f"{given.timers:,} timers …")
                due = datetime.now(UTC) - timedelta(seconds=1)
                await asyncio.to_thread(cases.storm, url, given.timers, due, say=say)
                after = await run(
                    office, "in the storm", seconds=min(given.storm_seconds, seconds), look=look, every=20, **STEADY
                )
                after.samples.append(look())
                after.samples.append(
                    f"inbox p95 in the storm {after.centile('inbox', 0.95):.0f} ms, before it"
                    f" {before.centile('inbox', 0.95):.0f} ms:"
                    f" {after.centile('inbox', 0.95) / max(before.centile('inbox', 0.95), 1e-9):.2f}×"
                )
                found += [before, after]
        print(f"{name}: done, {platform.ended() or 'no'} processes ended", flush=True)
    office.close()
    return found


def say(line: str) -> None:
    """To the terminal at once."""
    print(line, flush=True)


def main() -> None:
    """Fill, start, load, tell."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--profile", default="steady,burst", help="steady, burst, storm, soak, in this order")
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--hours", type=float, default=1.0, help="of a soak")
    options.add_argument("--cases", type=int, default=41_000)
    options.add_argument("--ended", type=int, default=0, help="cases that are over, with their whole history")
    options.add_argument("--timers", type=int, default=1_200_000, help="due in the storm's second")
    options.add_argument("--storm-seconds", type=float, default=120.0)
    options.add_argument("--burst", type=float, default=60.0, help="actions per second")
    options.add_argument("--services", type=int, default=2)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--quick", action="store_true", help="2,000 cases, half a minute each, 20,000 timers")
    options.add_argument("--keep", type=Path, help="a folder for logs and settings that stays")
    options.add_argument("--markdown", type=Path)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whatever ends us, the processes end with us
    if given.quick:
        given.minutes, given.cases, given.timers, given.storm_seconds, given.hours = 0.5, 2_000, 20_000, 30.0, 0.01
    with tempfile.TemporaryDirectory() as text, postgres_server(*SERVER) as url:
        folder = given.keep or Path(text)
        made = cases.fill(url, open_cases=given.cases, ended_cases=given.ended, say=say)
        rows = ", ".join(f"{count:,} {table}" for table, count in sorted(made.rows.items()))
        say(f"{made.cases:,} cases at {made.places} wait states in {made.seconds:.0f} s: {rows}")
        with running(folder, url, services=given.services, workers=given.workers) as platform:
            found = asyncio.run(day(given, url, platform, given.profile.split(",")))
    size = f"{made.cases:,} cases, {made.rows['history']:,} lines of history, {made.rows['timer']:,} timers"
    text_ = markdown(
        f"{size}; {given.services} services, {given.workers} workers",
        HEAD,
        [row for one in found for row in one.rows()],
    )
    lines = [text_]
    for one in found:
        statuses = ", ".join(f"{name}: {count}" for name, count in sorted(one.statuses.items()))
        lines.append(f"- {one.title}: {one.errors} errors, {one.late} times nothing to do ({statuses}). {one.drift()}")
        lines += [f"  - {sample}" for sample in one.samples]
    result = "\n".join(lines) + "\n"
    print(result)
    if given.markdown:
        given.markdown.write_text(result, encoding="utf-8")


if __name__ == "__main__":
    main()
