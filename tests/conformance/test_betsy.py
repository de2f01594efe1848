"""The betsy cases: none silently wrong, and never fewer passed than today."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conformance import betsy


def test_no_betsy_case_is_silently_wrong() -> None:
    if not betsy.FOLDER.exists():
        pytest.skip("shared/conformance/betsy is not beside this checkout")
    counts = Counter(result.verdict for result in betsy.run_all())
    assert counts["wrong"] == 0
    assert counts["passed"] >= 114
