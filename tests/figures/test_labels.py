"""Codes of the statistics have names."""

from __future__ import annotations

import pytest
import yaml

from authority.figures.synthetic import NATIONALITIES
from processes import AKZESS, load_parameters
from service.figures import labels


@pytest.mark.parametrize("key", ["351", "367", *NATIONALITIES])
def test_a_nationality_has_a_name_in_both_languages(key: str) -> None:
    assert not {key} & set(labels.code("nationalities", key))


def test_every_state_has_the_code_by_which_browsers_name_it() -> None:
    states = {one["key"] for one in load_parameters().items["labels.states"].values[-1].value}
    known = yaml.safe_load((AKZESS / "iso-states.yaml").read_text(encoding="utf-8"))

    assert states - set(known) == {"185", "997", "998", "999"}


def test_no_two_states_have_the_same_code() -> None:
    known = yaml.safe_load((AKZESS / "iso-states.yaml").read_text(encoding="utf-8"))

    assert len(set(known.values())) == len(known)


def test_a_sector_is_told_by_name() -> None:
    assert labels.code("sectors", "62") == ("62 Informationstechnologie", "62 Information technology")
