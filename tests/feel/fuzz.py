"""Throws hostile texts at FEEL: `python -m tests.feel.fuzz --inputs 1000000 --seed 1`."""

from __future__ import annotations

import argparse
import random
import sys
import time

from engine import feel
from tests.feel.expressions import CONTEXT, HOSTILE_PIECES

LIMITS = feel.Limits(steps=20_000, list_size=1_000, string=10_000)
SLOW = 2.0  # seconds: what a hostile text may cost at most (reliability, X25)


def attempt(text: str) -> str:
    """What became of a text: "value", "null", "syntax" or "limit"; anything else is raised."""
    try:
        evaluation = feel.compile(text, limits=LIMITS).evaluate(CONTEXT)
        feel.dumps(evaluation.value)
    except feel.FeelSyntaxError:
        return "syntax"
    except feel.LimitExceeded:
        return "limit"
    return "null" if evaluation.value is None else "value"


def hostile(chance: random.Random) -> str:
    """A random text of pieces of FEEL, of Python and of noise."""
    pieces = chance.choices(HOSTILE_PIECES, k=chance.randint(1, 24))
    if chance.random() < 0.02:
        pieces = pieces[:3] * chance.randint(1, 800)
    return chance.choice(("", " ", "\n")).join(pieces)


_FORMS = (
    "({0} + {1})", "({0} - {1})", "{0} * {1}", "({0} / {1})", "({0} ** {1})", "({0} < {1})", "({0} = {1})",
    "({0} and {1})", "({0} or {1})", "({0} between {1} and {2})", "({0} in ({1}, {2}))", "[{0}, {1}]", "[{0}..{1}]",
    "({0}..{1}]", "{{a: {0}, b: {1}}}", "{0}[{1}]", "{0}.a", "{0}.start", "(if {0} then {1} else {2})",
    "(for i in {0} return {1})", "(for i in {0}..{1} return partial)", "(some i in {0} satisfies {1})",
    "(every i in {0}, j in {1} satisfies {2})", "(function(x, y) {0})({1}, {2})", "sort({0}, function(x, y) {1})",
    "{0} instance of list<number>", "-{0}", "not({0})", "string({0})", "number({0}, {1}, {2})", "date({0})",
    "date and time({0}, {1})", "time({0}, {1}, {2})", "duration({0})", "matches({0}, {1})", "replace({0}, {1}, {2})",
    "split({0}, {1})", "substring({0}, {1}, {2})", "flatten({0})", "distinct values({0})", "context put({0}, {1}, {2})",
    "context merge([{0}, {1}])", "get value({0}, {1})", "list replace({0}, {1}, {2})", "sublist({0}, {1}, {2})",
    "before({0}, {1})", "overlaps({0}, {1})", "includes({0}, {1})", "is({0}, {1})", "range({0})", "stddev({0}, {1})",
    "mode({0})", "median({0})", "decimal({0}, {1})", "exp({0})", "log({0})", "modulo({0}, {1})", "sum({0}, {1})",
    "week of year({0})", "years and months duration({0}, {1})", "string join({0}, {1})", "index of({0}, {1})",
)  # fmt: skip
_LEAVES = (
    "0", "1", "-1", "2.5", "1e6000", "-1e-6000", "99999999999", "null", "true", "false", '""', '"a"', '"(a+)+$"',
    '"[1..2]"', '"P1D"', '"2026-02-29"', "a", "xs", "s", "p", "nobody", "item", "?", "i", "x", "partial", "{}", "[]",
    '@"2026-01-31"', '@"-999999999-01-01"', '@"999999999-12-31T23:59:59@Europe/Berlin"', '@"10:00:00Z"',
    '@"0001-01-01T00:00:00+18:00"', '@"9999-12-31T23:59:59-18:00"', '@"12:00:00@Europe/Berlin"', '@"P999999999999Y"',
    '@"-P99999999999999999D"', '@"PT0.000000001S"', "function(x) x", "sum", "[1..5]", "(> 3)", "now()", "today()",
)  # fmt: skip


def grown(chance: random.Random, depth: int) -> str:
    """A random text of the grammar, its types at odds."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(_LEAVES)
    return chance.choice(_FORMS).format(*(grown(chance, depth - 1) for _ in range(3)))


def main() -> int:
    """Counts the outcomes and names the slowest text; 1 when one took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    counts: dict[str, int] = {}
    slowest, longest = "", 0.0
    begin = time.perf_counter()
    for _ in range(options.inputs):
        text = hostile(chance) if chance.random() < 0.5 else grown(chance, chance.randint(1, 4))
        start = time.process_time()  # not the clock on the wall: the machine may be busy with something else
        try:
            outcome = attempt(text)
        except BaseException:
            print(f"broke on {text!r}", file=sys.stderr)
            raise
        taken = time.process_time() - start
        if taken > longest:
            slowest, longest = text, taken
        counts[outcome] = counts.get(outcome, 0) + 1
    seconds = time.perf_counter() - begin
    print(f"{options.inputs} inputs in {seconds:.0f} s: {dict(sorted(counts.items()))}")
    print(f"slowest {longest * 1000:.0f} ms: {slowest[:200]!r}")
    return int(longest > SLOW)


if __name__ == "__main__":
    sys.exit(main())
