"""Lives through FEEL, DMN, forms and cases under an audit hook, in a process of its own; prints what was noticed.

`python -m tests.security.evaluating [planted]`: with `planted` one function opens a file for writing, which must show.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from engine import dmn, feel, forms
from engine.functions import FUNCTIONS
from tests.dmn.models import decision, definitions, input_data, table
from tests.kernel.office import Office
from tests.security.audit import listening
from tests.security.hostile_models import GOOD, files_of

CORPUS = Path(__file__).parent / "corpus" / "definitions"


def hostile() -> list[dict[str, Any]]:
    """Every case of the definition rows that gets as far as being read in this process."""
    found = []
    for path in sorted(CORPUS.glob("*.yaml")):
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [case for kind in ("cases", "atRunTime") for case in row.get(kind, ()) if isinstance(case, dict)]
    return [case for case in found if case.get("recipe") not in ("archive", "attributes", "long text", "padded")]


def lives(case: dict[str, Any]) -> None:
    """Deploy a hostile bundle and, if it was taken, start a case of it."""
    office = Office()
    files = files_of(case, 1)
    try:
        office.engine.handle(_deploy(files))
        office.starts()
    except Exception as error:  # noqa: BLE001  # refusals are the rule here; what counts is what the hook hears
        office.case_id = type(error).__name__


def _deploy(files: dict[str, bytes]) -> Any:
    from engine.commands import Deploy

    return Deploy(resources=files)


EXPRESSIONS = (
    '{eval: "__import__(1)", r: replace(eval, "_", "-"), s: sort([2, 1], function(x, y) x < y)}',
    'matches(s, "^(a|b)+$") and contains(s, "a") and string length(upper case(s)) = 1',
    'date("2026-01-01") + duration("P1M") < date and time("2026-02-28T10:00:00@Europe/Berlin")',
    "for i in 1..100 return if odd(i) then i ** 2 else sqrt(i)",
    "some v in l satisfies v > x",
    "().__class__",
    "x.__class__.__mro__",
    "9 ** (9 ** 9)",
    '"{0.__class__}".format(x)',
    'nettotage(date("2026-01-01"), date("2026-02-01"), [])',
    "count(for a in 1..1000, b in 1..1000, c in 1..1000 return 1)",
)


def expressions() -> None:
    """Evaluate every text of the list."""
    for text in EXPRESSIONS:
        try:
            feel.compile(text, functions=FUNCTIONS).evaluate({"x": 1, "s": "a", "l": [1, 2]})
        except (feel.FeelError, feel.FeelSyntaxError, feel.LimitExceeded):
            continue


def decisions() -> None:
    """Evaluate a table."""
    rules = [["< 18", "1"], [">= 18", "2"]]
    logic = table({"age": "number"}, {"fee": "number"}, rules)
    model = dmn.load(definitions(input_data("age", "number") + decision("D", logic, inputs=["age"])))
    for age in (1, 18, None, "x"):
        model.evaluate("D", {"age": age})


def answers() -> None:
    """Check answers against a form with an expression and a pattern."""
    schema = {"id": "f", "type": "default", "components": [
        {"type": "textfield", "id": "T", "key": "t", "validate": {"pattern": "^[a-z]+$"}},
        {"type": "number", "id": "N", "key": "n", "conditional": {"hide": "=t = \"x\""}}]}  # fmt: skip
    for given in ({"t": "abc", "n": 1}, {"t": "__import__('os')"}, {"t": "x"}):
        forms.validate(schema, given, context={}, now=Office().clock.now())


def planted() -> None:
    """A violation: to see that the hook notices."""
    with tempfile.TemporaryDirectory() as folder, open(Path(folder) / "x", "w"):  # the event is wanted
        compile("1", "x", "eval")


def main(*more: str) -> None:
    """Everything once for imports and caches, then once more with the hook in."""
    stories: list[Callable[[], None]] = [expressions, decisions, answers]
    for story in stories:
        story()
    lives({"whole": {"a.bpmn": GOOD.decode()}})
    lives({"recipe": "billion laughs"})
    heard = listening()
    cases = hostile()
    for case in cases:
        lives(case)
    for story in [*stories, *([planted] if more else [])]:
        story()
    print(json.dumps({"cases": len(cases), "heard": list(heard)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
