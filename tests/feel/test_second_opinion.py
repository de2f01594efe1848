"""feelin, an independent FEEL in JavaScript, and ours say the same, but for the differences named here."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from engine import feel
from tests.feel.expressions import CONTEXT, WELL_TYPED
from tests.feel.feelin import Feelin, alike, plain


@settings(
    max_examples=500,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(WELL_TYPED.filter(lambda text: len(text) < 300))
def test_both_evaluators_agree_on_well_typed_expressions(feelin: Feelin, text: str) -> None:
    ours = plain(feel.compile(text).evaluate(CONTEXT).value)
    theirs = feelin.evaluate(text, CONTEXT)
    assert alike(ours, theirs), f"{text}: {ours} against {theirs}"


@pytest.mark.parametrize(
    ("text", "wanted", "theirs"),
    [
        ("0.1 + 0.2", Decimal("0.3"), "0.30000000000000004"),
        ("decimal(1.255, 2)", Decimal("1.26"), "1.25"),
        ("12345678901234567890 + 1", Decimal("12345678901234567891"), "12345678901234567000"),
    ],
)
def test_ours_counts_in_decimals_where_feelin_has_binary_floats(
    feelin: Feelin, text: str, wanted: Decimal, theirs: str
) -> None:
    assert feel.compile(text).evaluate().value == wanted
    assert feelin.evaluate(text, {}) == {"kind": "number", "text": theirs}


def test_feelin_reads_a_descending_range_backwards_and_ours_finds_nothing_in_it(feelin: Feelin) -> None:
    assert feel.compile("2 between 3 and 1").evaluate().value is False  # 2 >= 3 and 2 <= 1, DMN 1.5, table 49
    assert feelin.evaluate("2 between 3 and 1", {}) is True
