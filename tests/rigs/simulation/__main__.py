"""Runs seeds from the command line: `python -m tests.rigs.simulation --seeds 1000 --first 1 --mode liveness`."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence

from . import run
from .akzess import Akzess


def main(arguments: Sequence[str]) -> int:
    """Run them; prints what reproduces each failure, and at the end what happened in all of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--mode", choices=("safety", "liveness"), default="liveness")
    options.add_argument("--verbose", action="store_true", help="the end of the trace of a failure")
    options.add_argument("--keep-going", action="store_true", help="do not stop at the tenth failure")
    options.add_argument("--akzess", action="store_true", help="the procedure itself instead of small processes")
    found = options.parse_args(arguments)
    counts: Counter[str] = Counter()
    failed: list[int] = []
    steps = cases = 0
    since = time.monotonic()
    for number, seed in enumerate(range(found.first, found.first + found.seeds), 1):
        try:
            result = run.simulate(seed, found.mode, cast=Akzess if found.akzess else None)
        except run.Violation as error:
            failed.append(seed)
            print(f"\nFAILED seed {seed}\n{error}", flush=True)
            if found.verbose:
                print("\n".join(error.trace))
            if len(failed) >= 10 and not found.keep_going:
                break
        else:
            counts.update(result.counts)
            steps, cases = steps + result.steps, cases + result.cases
        if number % 20 == 0:
            print(f"\r{number}/{found.seeds} seeds, {len(failed)} failed", end="", file=sys.stderr, flush=True)
    spent = time.monotonic() - since
    print(f"{number} seeds from {found.first} in mode {found.mode}: {len(failed)} failed {failed or ''}")
    print(f"{cases} cases, {steps} steps, {spent:.0f} s; " + ", ".join(f"{k} {v}" for k, v in sorted(counts.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
