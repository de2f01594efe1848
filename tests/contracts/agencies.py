"""Which agencies, ways of signing and operations the contracts are asked of."""

from __future__ import annotations

import pytest

from connectors.base import DeliveryClass
from connectors.registry import discover
from tests.connectors.modes import SIGNED, agency_of

AGENCIES = sorted(discover())
OPERATIONS = [(name, operation) for name in AGENCIES for operation in sorted(discover()[name].connector.operations)]
STAGES = [*AGENCIES, *SIGNED]
EVERYWHERE = [
    *OPERATIONS,
    *((name, operation) for name in SIGNED for operation in sorted(agency_of(name).connector.operations)),
]
TALKERS = [name for name in STAGES if agency_of(name).connector.messages]


each_agency = pytest.mark.parametrize("on", STAGES, indirect=True)
each_talker = pytest.mark.parametrize("on", TALKERS, indirect=True)
each_operation = pytest.mark.parametrize(("on", "operation"), EVERYWHERE, indirect=["on"])


def of_class(letter: DeliveryClass) -> pytest.MarkDecorator:
    chosen = [
        (name, operation)
        for name, operation in EVERYWHERE
        if agency_of(name).connector.operations[operation].delivery is letter
    ]
    return pytest.mark.parametrize(("on", "operation"), chosen, indirect=["on"])
