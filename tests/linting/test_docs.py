"""Every rule is explained, and nothing is explained that is no rule."""

from __future__ import annotations

import re

from tests.linting.codes import ROOT, of_the_source

_ROW = re.compile(r"^\| ((?:`[a-z0-9-]+`(?:, )?)+) \|", re.MULTILINE)
PAGE = ROOT / "docs" / "linting.md"


def explained() -> frozenset[str]:
    rows = _ROW.findall(PAGE.read_text(encoding="utf-8"))
    return frozenset(code for row in rows for code in re.findall(r"`([a-z0-9-]+)`", row))


def test_every_rule_of_the_code_is_explained() -> None:
    assert of_the_source() - explained() == frozenset()


def test_nothing_is_explained_that_is_no_rule() -> None:
    assert explained() - of_the_source() == frozenset()
