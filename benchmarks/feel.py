"""How long FEEL takes, beside feelin in V8 in the same run: `python -m benchmarks.feel [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine import feel
from tests.feel.feelin import Feelin, alike, plain

CONTEXT: dict[str, Any] = {
    "applicant": {"age": 34, "name": "A. Muster"},
    "status": "OPEN",
    "received": "2026-03-02",
    "fees": [{"amount": 75.5, "due": True}, {"amount": 20, "due": False}, {"amount": 36, "due": True}],
}
CASES = {
    "simple comparison": 'applicant.age >= 18 and status = "OPEN"',
    "date arithmetic": 'date(received) + duration("P14D") < date("2026-04-01")',
    "filter and sum": "sum(fees[due = true].amount)",
    "for-loop of 100": "sum(for i in 1..100 return i * 2 + 1)",
}
ROUNDS = 7
SECONDS = 0.15  # per measurement


def _time(call: Callable[[], Any]) -> float:
    """Microseconds for one call."""
    count, start = 0, time.perf_counter()
    while (passed := time.perf_counter() - start) < SECONDS:
        for _ in range(10):
            call()
        count += 10
    return passed * 1e6 / count


def measure() -> list[dict[str, Any]]:
    """One row for each case: medians over rounds in which both sides take turns."""
    feelin = Feelin()
    rows = [_row(feelin, name, text) for name, text in CASES.items()]
    feelin.close()
    return rows


def _row(feelin: Feelin, name: str, text: str) -> dict[str, Any]:
    expression = feel.compile(text)
    ours, theirs = expression.evaluate(CONTEXT).value, feelin.evaluate(text, CONTEXT)
    assert alike(plain(ours), theirs), f"{text}: {ours} against {theirs}"
    # Limits that differ by a step nobody needs keep the compiled text out of the cache.
    limits = (feel.Limits(steps=10_000_000 + number) for number in range(10_000_000))
    evaluated, compiled, in_v8, called = [], [], [], []
    for _ in range(ROUNDS):
        evaluated.append(_time(lambda: expression.evaluate(CONTEXT)))
        compiled.append(_time(lambda: feel.compile(text, limits=next(limits)).evaluate(CONTEXT)))
        in_v8.append(feelin.microseconds(text, CONTEXT, 300))
        called.append(_time(lambda: feelin.evaluate(text, CONTEXT)))
    return {
        "case": name,
        "evaluate_us": statistics.median(evaluated),
        "compile_and_evaluate_us": statistics.median(compiled),
        "feelin_in_v8_us": statistics.median(in_v8),
        "feelin_from_python_us": statistics.median(called),
        "times_faster": statistics.median(b / a for a, b in zip(evaluated, in_v8, strict=True)),
        "times_faster_from_python": statistics.median(b / a for a, b in zip(evaluated, called, strict=True)),
    }


def main() -> int:
    """Prints a table; writes JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    rows = measure()
    print(f"µs per evaluation, medians of {ROUNDS} interleaved rounds (CPython {sys.version.split()[0]})\n")
    print("| case | ours | ours, compiled anew | feelin inside V8 | feelin from Python | ratio | ratio from Python |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for row in rows:
        print(
            f"| {row['case']} | {row['evaluate_us']:.1f} | {row['compile_and_evaluate_us']:.0f} "
            f"| {row['feelin_in_v8_us']:.0f} | {row['feelin_from_python_us']:.0f} "
            f"| {row['times_faster']:.0f}× | {row['times_faster_from_python']:.0f}× |"
        )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
