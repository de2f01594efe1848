"""What docs/dmn.md says is what the code does."""

import re
from pathlib import Path

import pytest

from engine.dmn import in_words
from engine.dmn.read_table import AGGREGATIONS, HIT_POLICIES, MAX_COLUMNS, MAX_RULES
from engine.dmn.words import TITLES
from tests.dmn.models import one_table

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "dmn.md").read_text(encoding="utf-8")


def test_every_code_in_the_tables_exists():
    first_cells = re.findall(r"^\| ((?:`[a-z-]+`(?:, )?)+) \|", PAGE, re.MULTILINE)
    codes = {code for cell in first_cells for code in re.findall(r"`([a-z-]+)`", cell)}

    assert codes
    assert codes <= set(TITLES)


@pytest.mark.parametrize("word", [*HIT_POLICIES, *AGGREGATIONS, f"{MAX_RULES:,} rules", f"{MAX_COLUMNS} columns"])
def test_hit_policies_aggregations_and_limits_are_named(word):
    assert word in PAGE


def test_the_sentence_for_the_clerk_is_the_one_shown():
    rules = [[">= 18", '"A"'], ["-", '"B"'], ["< 18", '"C"']]
    result = one_table({"age": "number"}, {"group": "string"}, rules, policy="FIRST").evaluate("D", {"age": 20})

    assert in_words(result.trace[0].rules[2]) in PAGE.replace("\n", " ")


def test_the_record_shown_has_the_keys_of_a_real_one():
    result = one_table({"age": "number"}, {"group": "string"}, [["-", '"A"']]).evaluate("D", {"age": 20})

    for key in result.trace[0].to_json():
        assert f'"{key}":' in PAGE
