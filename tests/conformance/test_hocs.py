"""The HOCS scenarios: none silently wrong, and never fewer passed than today."""

from __future__ import annotations

from collections import Counter

from tests.conformance import hocs

#: Every n-th scenario in the ordinary test run; `python -m tests.conformance.hocs` plays all of them.
EVERY = 8


def test_no_hocs_scenario_is_silently_wrong() -> None:
    if not hocs.FOLDER.exists():
        return  # a plain checkout has no conformance material beside it
    results = list(hocs.run_all(hocs.scenarios()[::EVERY]))
    wrong = [f"{result.name}: {result.problem}" for result in results if result.verdict == "wrong"]
    assert (wrong, Counter(result.verdict for result in results)["refused"] <= 1) == ([], True)
