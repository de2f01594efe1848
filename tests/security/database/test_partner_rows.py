"""The database shows a request to its partner and to the office that asked, whatever the service forgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from akzess.ids import SeededIds
from documents.registry import Registry
from service.app import create_app
from service.identity import Account, Accounts
from store import SqlStore, roles, sight
from store.erasing.sql import _SENT_ALONG
from store.errors import StoreError
from store.evidence import Keyring
from store.filing import Files
from store.partners import PartnerDocument, PartnerNotice, PartnerRequest
from tests.documents import files
from tests.partners.conftest import ACCOUNTS as WHO
from tests.partners.conftest import Town, _hash, built

Acting = Callable[[str], SqlStore]
NOW = datetime(2026, 10, 19, 8, 0, tzinfo=UTC)


@pytest.fixture
def asked(admin: SqlStore) -> SqlStore:
    """One request to a chamber about a case in Chemnitz, of which it is still to be told."""
    admin.put(
        PartnerRequest(
            *(1, "r-1", "HWK_CHEMNITZ", "C", "case-1", "AKZ-C-2026-000001", "", "MELDEAMT_ADDRESS", "k", "", "open", 1),
            *("2026-11-02", NOW, "anna"),
            content={},
        )
    )
    admin.put(PartnerNotice(1, "n-1", "r-1", "HWK_CHEMNITZ", "C", "NEW", NOW, NOW))
    return admin


def _seen(store: SqlStore, sites: set[str], persons: set[str], kind: type[Any]) -> int:
    with sight.seeing(sight.Sight(1, frozenset(sites), frozenset(persons))):
        return len(store.read().records(kind, {"tenant": 1}))


@pytest.mark.parametrize(
    ("sites", "persons", "rows"),
    [
        ({"C"}, {"holger", "partner:HWK_CHEMNITZ"}, 1),
        ({"C"}, {"ines", "partner:IHK_CHEMNITZ"}, 0),
        ({"C"}, {"holger"}, 0),
        ({"C"}, {"anna", "role:office"}, 1),
        ({"L"}, {"axel", "role:office"}, 0),
        ({"FG"}, {"frida", "partner:HWK_CHEMNITZ"}, 0),
        ({"FG", "C"}, {"fritz", "partner:HWK_CHEMNITZ"}, 1),
    ],
)
@pytest.mark.parametrize("kind", [PartnerRequest, PartnerNotice])
def test_a_request_is_seen_by_its_partner_at_its_site_and_by_the_office_of_its_site(
    asked: SqlStore, acting: Acting, sites: set[str], persons: set[str], rows: int, kind: type[Any]
) -> None:
    assert _seen(acting("akzess_api"), sites, persons, kind) == rows


@pytest.mark.parametrize(("persons", "left"), [({"clara", "role:office"}, ""), ({"clara"}, "Befund Kanarie.pdf")])
def test_who_erases_a_case_for_the_office_blanks_what_its_partners_were_sent(
    asked: SqlStore, acting: Acting, persons: set[str], left: str
) -> None:
    """The route of an erasure says that it acts for the office (service/routes/erasure.py)."""
    asked.put(PartnerDocument(1, "d-1", "r-1", "case-1", "T", "Befund Kanarie.pdf", "application/pdf", "0", 1, NOW, ""))
    with sight.seeing(sight.Sight(1, frozenset({"C"}), frozenset(persons))):
        acting("akzess_api").in_transaction(lambda session: session.run(_SENT_ALONG, (1, 1, "case-1")))

    assert [row.name for row in asked.read().records(PartnerDocument, {"tenant": 1})] == [left]


def test_the_service_takes_no_notice_off_the_list(asked: SqlStore, acting: Acting) -> None:
    with pytest.raises(StoreError, match="permission denied"):
        acting("akzess_api").drop(PartnerNotice, 1, "n-1")


@pytest.fixture
def walled(admin: SqlStore, acting: Acting) -> Iterator[Town]:
    """A case that a chamber is asked about; the service logs in to the database as it does in production."""
    for town in built(admin, "HWK_CHEMNITZ"):
        town.applies()
        served, clock = acting(roles.API), town.house.moving
        accounts = Accounts([Account(n, n, n, frozenset({g}), frozenset(s.split()), _hash()) for n, g, s in WHO], clock)
        papers = Registry(Files(served, Keyring([bytes(range(32))]), clock), clock.now, SeededIds(9).case_id)
        app = create_app(town.house.engine, served, {}, accounts, clock, lambda: None, documents=papers)
        with TestClient(app, raise_server_exceptions=False) as client:
            town.client = client
            yield town


def test_a_partner_that_may_read_no_file_hands_a_document_in(walled: Town) -> None:
    done = walled.hands_in("holger", walled.request(), files.pdf())

    listed = walled.get(f"/cases/{walled.case_id}/documents", "anna").json()["items"]
    assert (done.status_code, [one["id"] for one in listed]) == (201, [done.json()["id"]])


def test_the_partner_of_another_site_hands_nothing_in(walled: Town) -> None:
    assert walled.hands_in("hanna", walled.request(), files.pdf()).status_code == 404


def test_the_clerk_who_asked_takes_the_question_back_behind_the_wall(walled: Town) -> None:
    asked = walled.asks("MELDEAMT_ADDRESS").json()["id"]

    done = walled.send("POST", f"/cases/{walled.case_id}/consultations/{asked}/withdrawal", "anna")

    assert (done.status_code, done.json().get("state")) == (200, "withdrawn"), done.text


def test_a_reminder_behind_the_wall_is_to_be_told_of(walled: Town, admin: SqlStore) -> None:
    asked = walled.asks("MELDEAMT_ADDRESS").json()["id"]

    done = walled.send("POST", f"/cases/{walled.case_id}/consultations/{asked}/reminder", "anna")

    kinds = {one.kind for one in admin.read().records(PartnerNotice, {"tenant": 1, "partner": "MELDEAMT"})}
    assert (done.status_code, kinds) == (200, {"NEW", "DUE", "REMINDED"}), done.text
