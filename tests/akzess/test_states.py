"""States: the official keys are all there, and every list of states in a form offers all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from processes import AKZESS, load_parameters

#: Keys that a person's nationality can have today: code list staatsangehoerigkeit_2021-02-19 of DESTATIS without states that
#: are no more and without 910 (internal).
OFFICIAL = (
    "000 121-131 134-137 139-158 160 161 163-170 181 185 221 223-227 229-233 236-239 242-249 251-259 261-263 265 267-269"
    " 271-274 277 278 281-287 289 291 320 322-324 326-328 330 332-337 340 345-349 351 353-355 357 359 361 364-371 411 412"
    " 421-427 429-432 434 436-439 441 442 444-451 454 456-462 465 467 469-472 474-477 479 482 483 523 524 526 530-532 536-538"
    " 540 541 543-545 997-999"
)


def _official() -> set[str]:
    found = set()
    for part in OFFICIAL.split():
        first, _, last = part.partition("-")
        found |= {f"{number:03}" for number in range(int(first), int(last or first) + 1)}
    return found


def _known() -> dict[str, tuple[str, str]]:
    return {one["key"]: (one["de"], one["en"]) for one in load_parameters().items["labels.states"].values[-1].value}


def _lists(part: Any) -> Iterator[dict[str, tuple[str, str]]]:
    """Every list of states in a form: one that offers Türkiye by its key."""
    if isinstance(part, dict):
        values = part.get("values")
        if isinstance(values, list) and any(one.get("value") == "163" for one in values):
            yield {one["value"]: (one["label"], one["label_en"]) for one in values}
        for inner in part.values():
            yield from _lists(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _lists(inner)


def test_every_official_key_is_known() -> None:
    assert set(_known()) == _official()


@pytest.mark.parametrize("form", sorted(path.name for path in (AKZESS / "forms").glob("*.form")))
def test_a_forms_list_of_states_offers_all_of_them(form: str) -> None:
    schema = json.loads((AKZESS / "forms" / form).read_text(encoding="utf-8"))

    assert [one for one in _lists(schema) if one != _known()] == []
