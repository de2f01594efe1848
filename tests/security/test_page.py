"""docs/security.md says what the corpus has, and names only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from .page import DESIGN, PAGE, missing, rows, standard, text

#: The weaknesses that reliability D-1 lists.
CWE = (
    "20 22 78 79 89 90 94 95 113 117 178 190 200 203 209 256 287 290 294 295 306 307 312 319 345 347 352 359 362 367 384 400 407 "
    "409 434 436 441 444 454 459 494 501 502 521 524 525 532 539 565 601 611 613 614 639 640 643 662 667 674 697 732 770 772 776 "
    "778 789 798 799 829 834 835 862 863 915 918 923 942 1004 1021 1104 1173 1188 1236 1284 1285 1321 1333 1336 1357 1395"
)


def test_the_page_is_what_the_corpus_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == text(), "run: python -m tests.security.page"


def test_every_row_of_the_design_is_a_file_and_no_other() -> None:
    assert sorted(rows()) == sorted(DESIGN)


def test_every_test_on_the_page_exists() -> None:
    assert missing() == []


def test_every_weakness_is_tried_or_does_not_apply_for_a_reason() -> None:
    assert set(standard("cwe")) == {int(number) for number in CWE.split()}
    assert [number for number, entry in standard("cwe").items() if not {"rows", "tests", "not"} & entry.keys()] == []


def test_the_tables_of_standards_name_rows_that_there_are() -> None:
    named = {row for table in ("cwe", "asvs") for entry in standard(table).values() for row in entry.get("rows", ())}

    assert named <= set(DESIGN)


def test_every_page_that_the_page_leads_to_exists() -> None:
    root = PAGE.parents[1]
    found = re.findall(r"docs/[a-z-]+\.md", text())

    assert [name for name in found if not Path(root / name).exists()] == []
