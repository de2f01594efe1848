"""The decisions of the DMN Technology Compatibility Kit that are one FEEL expression each."""

from __future__ import annotations

from decimal import Inexact, Rounded, localcontext

import pytest

from tests.feel import tck

pytestmark = pytest.mark.skipif(not tck.ROOT.is_dir(), reason="the compatibility kit is not beside this checkout")


def test_every_literal_expression_of_the_kit_has_the_expected_value() -> None:
    found = list(tck.cases())
    assert [f"{case.outcome} {case.name}: {case.detail}" for case in found if case.outcome != "passed"] == []
    assert sum(case.wants_value for case in found) > 700  # answering null to everything would pass the others


def test_the_decimal_context_of_the_thread_changes_no_value() -> None:
    before = [case.detail for case in tck.cases()]
    with localcontext() as context:
        context.prec = 3
        context.traps[Inexact] = context.traps[Rounded] = True
        assert [case.detail for case in tck.cases()] == before
