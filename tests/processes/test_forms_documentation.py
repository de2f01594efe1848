"""docs/procedure.md names every form and decision there is, and no other."""

from __future__ import annotations

import re

from processes import AKZESS
from tests.processes.form_cases import FORMS, schema
from tests.processes.test_decisions_tables import TABLES

TEXT = (AKZESS.parents[1] / "docs" / "procedure.md").read_text(encoding="utf-8")


def test_every_form_is_listed_with_its_title() -> None:
    listed = dict(re.findall(r"^\| (ut-[a-z0-9-]+) \| ([^|]+) \|", TEXT, re.MULTILINE))
    assert listed == {form: schema(form)["properties"]["title"] for form in FORMS}


def test_every_decision_is_listed() -> None:
    assert set(re.findall(r"^\| (D[0-9]_[A-Za-z]+) \|", TEXT, re.MULTILINE)) == TABLES
