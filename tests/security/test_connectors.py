"""The rows of the corpus about agencies: each case a line of a file in corpus/connectors, with what has to come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from .canary import Canary, listening
from .connectors_answers import answer, webhook
from .connectors_calls import address, rebinding, redirect, tls, wire
from .connectors_inbox import stranger_reference, two_answers
from .connectors_soap import contract, soap_answer, soap_signature, wrapped
from .connectors_stage import Case

CORPUS = Path(__file__).parent / "corpus" / "connectors"


def rows() -> Iterator[Any]:
    for path in sorted(CORPUS.glob("C*.yaml")):
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, case in row["cases"].items():
            yield pytest.param(row["plays"], case, id=f"{path.stem}-{name}")


@pytest.fixture
def canary() -> Iterator[Canary]:
    with listening() as found:
        yield found


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")  # C06 has to offer an old one
@pytest.mark.parametrize(("plays", "case"), list(rows()))
def test_a_bad_input_comes_to_what_the_corpus_says(plays: str, case: Case, canary: Canary, tmp_path: Path) -> None:
    found = PLAYERS[plays](case, canary, tmp_path)

    assert {name: found.get(name, "nothing") for name in case["expect"]} == expected(case, found)


def expected(case: Case, found: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be found; `within` and `grown` are limits."""
    wanted = dict(case["expect"])
    for limit in {"within", "grown"} & set(wanted):
        if found[limit] <= wanted[limit]:
            wanted[limit] = found[limit]
    return wanted


def test_every_row_of_the_design_is_here() -> None:
    assert [path.stem for path in sorted(CORPUS.glob("*.yaml"))] == [f"C{number:02}" for number in range(1, 15)]


PLAYERS: dict[str, Callable[[Case, Canary, Path], dict[str, Any]]] = {
    "address": address,
    "redirect": redirect,
    "rebinding": rebinding,
    "wire": wire,
    "tls": tls,
    "contract": contract,
    "soap-answer": soap_answer,
    "wrapping": wrapped,
    "signature": soap_signature,
    "webhook": webhook,
    "answer": answer,
    "stranger-reference": stranger_reference,
    "two-answers": two_answers,
}
