"""Times a decision table of 45 rules: ours, with its trace, beside feelin in V8, which evaluates cell by cell.

feelin has no decision tables: a loop in V8 asks it cell by cell, stops at the first that fails and leaves the outputs out,
which favours it; ours evaluates every cell for the trace, and the outputs.

`python -m benchmarks.dmn [--json FILE]`. Ratios come from one run on one machine; absolute figures do not travel.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.dmn import Model, load
from engine.dmn.run import Run
from engine.dmn.syntax import DecisionTable
from engine.feel import dumps

ROOT = Path(__file__).resolve().parents[1]
FEELIN = ROOT / "tests" / "feel" / "js" / "dist" / "feelin.js"
D2 = ROOT / "processes" / "akzess" / "D2_LegalBasis.dmn"

# Synthetic: an engineer with a degree, well paid, first issue.
CASE: dict[str, Any] = {
    "applicant": {"birthDate": "1990-05-01", "nationality": ["IN"], "currentTitle": {"kind": "NONE"}},
    "purpose": "FG1",
    "processType": "ERSTERTEILUNG",
    "applicationDate": "2026-05-04",
    "decisionDate": "2026-05-20",
    "job": {"title": "Ingenieurin", "kldb": "26304", "isco": "2151", "start": "2026-07-01"},
    "pay": {"annualGross": 61000},
    "qualification": [{"kind": "HOCHSCHULE", "country": "436", "recognitionStatus": "ANABIN_H_PLUS"}],
    "experience": {"relevantYearsLast5": 4, "degreeLevelYearsLast7": 5},
    "language": {"german": "B1"},
    "parameter": {
        "bc": {"regular": 50700, "reduced": 45934.20},
        "exp": 45630,
        "age45": 55770,
        "limit": {"expYears": 2, "itExperienceYears": 3, "contractMonthsMin": 6, "degreeFreshYears": 3},
        "codes": {"shortageIsco": ["2151"], "itIsco": ["133", "25"]},
    },
}
for _absent in ("recognition", "business", "research", "study", "family", "settlement", "opportunity", "visa"):
    CASE[_absent] = {}
CASE["judgement"] = {}

SCRIPT = """
function decide(rules, inputs, context) {
  const hits = [];
  const scopes = inputs.map((value) => Object.assign({}, context, { '?': value }));
  for (const rule of rules) {
    let holds = true;
    for (let i = 0; i < rule.inputs.length && holds; i++) {
      if (rule.inputs[i] === '-' || rule.inputs[i] === '') continue;
      const answer = Feelin.unaryTest(rule.inputs[i], scopes[i]);
      holds = (answer !== null && typeof answer === 'object' ? answer.value : answer) === true;
    }
    if (holds) hits.push(rule.number);
  }
  return hits;
}
function timeTable(rulesText, inputsText, contextText, rounds) {
  const rules = JSON.parse(rulesText), inputs = JSON.parse(inputsText), context = JSON.parse(contextText);
  const hits = decide(rules, inputs, context);
  const start = Date.now();
  for (let i = 0; i < rounds; i++) decide(rules, inputs, context);
  return JSON.stringify({ micros: (Date.now() - start) * 1000 / rounds, hits: hits.length });
}
"""


def microseconds(work: Callable[[], Any], rounds: int) -> float:
    """The mean time of one call."""
    start = time.perf_counter()
    for _ in range(rounds):
        work()
    return (time.perf_counter() - start) * 1e6 / rounds


def feelin(
    table: DecisionTable, inputs: list[Any], scope: dict[str, Any], rounds: int
) -> Callable[[], tuple[float, int]] | None:
    """A function that times the same table in V8, None when feelin is not built."""
    if not FEELIN.is_file():
        return None
    from py_mini_racer import MiniRacer

    racer = MiniRacer()
    racer.eval(FEELIN.read_text(encoding="utf-8"))
    racer.eval(SCRIPT)
    rules = json.dumps(
        [{"number": n, "inputs": [c.text for c in r.inputs]} for n, r in enumerate(table.rules, start=1)]
    )
    given, context = dumps(inputs), dumps(scope)

    def run() -> tuple[float, int]:
        found = json.loads(racer.call("timeTable", rules, _text(given), _text(context), rounds))
        return found["micros"], found["hits"]

    return run


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def scope_of(model: Model) -> dict[str, Any]:
    """What the table sees: the case, and the facts and points that the decisions before it derive."""
    scope = dict(CASE)
    for name in ("facts", "points"):
        result = model.evaluate(name, CASE)
        if result.errors:
            raise SystemExit(f"{name}: {result.errors}")
        scope[name] = result.value
    return scope


def main() -> int:
    """Prints a table; `--json FILE` writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="write the figures to this file")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    model = load(D2.read_bytes())
    node = model.graph.decisions[model.namespace, "D2_LegalBasis"]
    table = node.source.expression
    assert isinstance(table, DecisionTable)
    scope = scope_of(model)
    run = Run()
    hits = node.code(scope, run)
    inputs = [value for _, _, value in run.trace[-1].inputs]
    other = feelin(table, inputs, scope, 5)
    ours, with_trace, whole, theirs = [], [], [], []
    for _ in range(options.runs):
        ours.append(microseconds(lambda: node.code(scope, Run()), 200))
        with_trace.append(microseconds(lambda: _read_trace(node.code, scope), 50))
        whole.append(microseconds(lambda: model.evaluate("D2_LegalBasis", CASE), 50))
        if other is not None:
            micros, count = other()
            assert count == len(hits), f"feelin finds {count} rules, we find {len(hits)}"
            theirs.append(micros)
    figures = {
        "rules": len(table.rules),
        "inputs": len(table.inputs),
        "matching": len(hits),
        "table_us": round(statistics.median(ours), 1),
        "table_and_trace_read_us": round(statistics.median(with_trace), 1),
        "decision_with_requirements_us": round(statistics.median(whole), 1),
        "feelin_in_v8_us": round(statistics.median(theirs), 1) if theirs else None,
        "ratio": round(statistics.median(theirs) / statistics.median(ours), 1) if theirs else None,
    }
    for name, value in figures.items():
        print(f"{name:32} {value if value is not None else 'feelin is not built: npm ci in tests/feel/js'}")
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def _read_trace(code: Callable[[dict[str, Any], Run], Any], scope: dict[str, Any]) -> Any:
    run = Run()
    code(scope, run)
    return [step.to_json() for step in run.trace]


if __name__ == "__main__":
    sys.exit(main())
