"""Stored states: checksum, format number, and fixtures of every released format that must load and finish."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from engine.errors import Corrupt
from engine.kernel.bundle import Bundle
from engine.kernel.state import decode, encode
from engine.model import CaseStatus
from tests.kernel.diagrams import element, end, flows, message, on_message, on_timer, process, start, user
from tests.kernel.office import Office

RELEASED = Path(__file__).parent / "states"
DIAGRAM = process(
    start(), element("parallelGateway", "fork"), user("a"), element("parallelGateway", "join"),
    element("intermediateCatchEvent", "m", on_message("answer")), element("intermediateCatchEvent", "t", on_timer("P1D")),
    user("z"), end(),
    flows("start -> fork -> a -> join", "fork -> m -> join", "fork -> t -> join", "join -> z -> end"), tops=message("answer"),
)  # fmt: skip


@pytest.mark.parametrize("file", sorted(RELEASED.glob("*.json")), ids=lambda file: file.stem)
def test_a_state_of_every_released_format_loads_and_finishes(office: Office, file: Path) -> None:
    stored = json.loads(file.read_text())
    office.runs(DIAGRAM, x=1)
    with office.store.unit_of_work() as work:
        case = work.lock_case(1, office.case_id)
        from engine.model import Changes

        old = replace(
            case, version=case.version + 1, state=bytes.fromhex(stored["state"]), checksum=bytes.fromhex(stored["checksum"]),
            state_format=stored["format"],
        )  # fmt: skip
        work.save_case(old, Changes())
        work.commit()
    office.completes("a")
    office.receives("answer")
    office.passes(days=2)
    office.completes("z")
    assert office.status is CaseStatus.COMPLETED


def test_a_changed_state_is_not_run(office: Office) -> None:
    office.runs(DIAGRAM)
    case = office.case()
    for damaged in (case.state[:-1], case.state + b"x", bytes([case.state[0] ^ 1]) + case.state[1:], b""):
        with pytest.raises(Corrupt) as refused:
            decode(
                damaged or b"\x00",
                case.checksum,
                case.state_format,
                office.engine._house.library(None, case.deployment_id).bundle,
            )
        assert refused.value.code == "state-integrity"


def test_a_state_of_an_unknown_format_is_not_run(office: Office) -> None:
    office.runs(DIAGRAM)
    case = office.case()
    with pytest.raises(Corrupt):
        decode(case.state, case.checksum, 99, office.engine._house.library(None, case.deployment_id).bundle)


def test_a_state_survives_storing_unchanged(office: Office) -> None:
    office.runs(DIAGRAM, amount=45934.2, exact="1.255", big=12345678901234567890, nested={"list": [1, 2.5, None, "ä"]})
    first = office.case()
    again, checksum = encode(office.state())
    assert (again, checksum) == (first.state, first.checksum)
    assert office.variables()["big"] == Decimal(12345678901234567890)


def test_threads_that_store_and_load_states_do_not_mix_them_up(office: Office) -> None:
    office.runs(DIAGRAM, x=1)
    case = office.case()
    with office.store.unit_of_work() as work:
        row = work.deployment(case.deployment_id)
    bundle = Bundle.from_json(row.compiled, row.resources)

    def comes_back(number: int) -> bool:
        state = decode(case.state, case.checksum, case.state_format, bundle)
        assert state.root is not None
        state.root.vars = {"text": [f"{number} {line} {hash((number, line))}" for line in range(2_000)]}
        for _ in range(50):
            again = decode(*encode(state), case.state_format, bundle)
            if again.root is None or again.root.vars != state.root.vars:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(comes_back, range(8)))
