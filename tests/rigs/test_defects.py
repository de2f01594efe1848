"""The merge gate notices defects that somebody plants; all twenty are planted by `make rigs`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .defects import DEFECTS, ROOT, copied, noticed

pytestmark = pytest.mark.timeout(200)


def test_there_are_twenty_and_each_still_has_its_place() -> None:
    places = [(ROOT / defect.file).read_text(encoding="utf-8").count(defect.old) for defect in DEFECTS]

    assert places == [1] * 20


@pytest.mark.parametrize("name", ["no fence", "class C is sent again", "a message counts twice"])
def test_a_planted_defect_is_noticed(name: str, tmp_path: Path) -> None:
    (defect,) = (defect for defect in DEFECTS if defect.name == name)

    assert noticed(defect, copied(tmp_path))
