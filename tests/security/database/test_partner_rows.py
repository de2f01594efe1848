"""The database shows a request to its partner and to the office that asked, whatever the service forgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from store import SqlStore, sight
from store.partners import PartnerRequest

Acting = Callable[[str], SqlStore]
NOW = datetime(2026, 10, 19, 8, 0, tzinfo=UTC)


@pytest.fixture
def asked(admin: SqlStore) -> SqlStore:
    """One request to a chamber about a case in Chemnitz."""
    admin.put(
        PartnerRequest(
            *(1, "r-1", "HWK_CHEMNITZ", "C", "case-1", "AKZ-C-2026-000001", "", "MELDEAMT_ADDRESS", "k", "", "open", 1),
            *("2026-11-02", NOW, "anna"),
            content={},
        )
    )
    return admin


def _seen(store: SqlStore, sites: set[str], persons: set[str]) -> int:
    with sight.seeing(sight.Sight(1, frozenset(sites), frozenset(persons))):
        return len(store.read().records(PartnerRequest, {"tenant": 1}))


@pytest.mark.parametrize(
    ("sites", "persons", "rows"),
    [
        ({"C"}, {"holger", "partner:HWK_CHEMNITZ"}, 1),
        ({"C"}, {"ines", "partner:IHK_CHEMNITZ"}, 0),
        ({"C"}, {"holger"}, 0),
        ({"C"}, {"anna", "role:office"}, 1),
        ({"L"}, {"axel", "role:office"}, 0),
    ],
)
def test_a_request_is_seen_by_its_partner_and_by_the_office_of_its_site(
    asked: SqlStore, acting: Acting, sites: set[str], persons: set[str], rows: int
) -> None:
    assert _seen(acting("akzess_api"), sites, persons) == rows
