"""Prints what a day without one agency costs: 10,000 jobs waiting, others going on, drained afterwards at a rate.

Run from the repository: `python -m benchmarks.outage [--waiting 10000] [--rate 600] [--sqlite | --postgres]`. Time is
virtual, nothing sleeps; jobs go through the real worker to simulators in the same process, which keep their own book.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time

import structlog

from store import open_store
from tests.servers import postgres_server
from tests.traffic.outage import outage


def _measured(name: str, url: str, options: argparse.Namespace) -> bool:
    store = open_store(url)
    store.upgrade()
    began = time.perf_counter()
    try:
        found = outage(store, waiting=options.waiting, others=options.others, rate=options.rate)
    finally:
        store.close()
    minutes = found.drained_in.total_seconds() / 60
    print(f"{name}: one agency away for 24 h of virtual time ({time.perf_counter() - began:.0f} s of ours)")
    print(f"  waiting jobs                              {found.waiting:>8,}")
    print(f"  attempts used up before the breaker opened {found.burned - found.burned_while_open:>7,}")
    print(f"  attempts used up while it was open        {found.burned_while_open:>8,}")
    print(f"  probes meanwhile                          {found.probes:>8,}")
    print(f"  jobs of another agency meanwhile          {found.others:>8,}, not done at once: {found.others_late}")
    print(
        f"  drained in minutes, at {found.rate} a minute       {minutes:>8.1f} ({found.waiting / minutes:.0f} a minute)"
    )
    print(f"  incidents / lost / doubled                {found.incidents:>8} / {found.lost} / {found.doubled}")
    return not (found.incidents or found.lost or found.doubled or found.burned_while_open or found.others_late)


def main() -> int:
    """Both databases unless one is named; ends with 1 when anything is lost, doubled or late."""
    parser = argparse.ArgumentParser(prog="outage", description=__doc__)
    parser.add_argument("--waiting", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=480)
    parser.add_argument("--rate", type=int, default=600, help="jobs a minute when the agency is back")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    good = True
    if options.sqlite or not options.postgres:
        with tempfile.TemporaryDirectory(prefix="akzess-outage-") as folder:
            good &= _measured("SQLite", f"sqlite:///{folder}/akzess.db", options)
    if options.postgres or not options.sqlite:
        with postgres_server() as url:
            good &= _measured("PostgreSQL", url, options)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
