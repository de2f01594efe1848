"""The stage fixture: an agency's connector opposite its simulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.stage import Stage, stage


@pytest.fixture
def on(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with stage(request.param) as raised:
        yield raised
