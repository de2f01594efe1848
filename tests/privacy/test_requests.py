"""Row O06 of the corpus: requests to erase a case, over HTTP, on both stores."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from .dump import hits, rows
from .office import Office, row

O06 = row("O06")


@pytest.mark.parametrize("line", O06["cases"], ids=lambda line: line["name"])
def test_every_request_to_erase_ends_as_the_corpus_says(office: Office, line: dict[str, Any]) -> None:
    office.begins(name="Kanarie-Antrag")
    if line.get("ended", True):
        office.ends(line.get("years", 0))
    if line.get("hold"):
        assert office.send("POST", f"/cases/{office.case}/holds", {"reason": "Klage"}).status_code == 201
    body = {"basis": line.get("basis", "retention"), "reference": line.get("reference", "3 K 1/27")}
    first = office.send("POST", f"/cases/{office.case}/erasure", body | line.get("extra", {}), line.get("who", "clara"))
    assert first.status_code == line.get("status", 200), first.text
    last = first
    if "approval" in line:
        last = _approved(office, line)
    if last.status_code >= 400:
        assert last.json()["code"] == line["code"]
    else:
        assert last.json()["state"] == line["state"]
    if line.get("state") == "erased":
        assert hits(rows(office.store), ["Kanarie-Antrag", "Kanarie-daneben"]) == []
        assert office.house.engine.verify_history(office.case).ok


def _approved(office: Office, line: dict[str, Any]) -> Any:
    who = O06["people"]["proposes" if line.get("same-person") else "approves"]
    path = f"/cases/{office.case}/erasure/approval"
    thread = threading.Thread(target=_comments, args=(office,))
    if line.get("beside"):
        thread.start()
    found = office.send("POST", path, {}, who)
    if line.get("beside"):
        thread.join(60)
    assert found.status_code == line["approval"], found.text
    if "again" in line:
        again = office.send("POST", path, {}, who)
        assert (again.status_code, again.json()) == (line["again"], found.json())
    if "read" in line:
        assert office.send("GET", f"/cases/{office.case}").status_code == line["read"]
    return found


def _comments(office: Office) -> None:
    """Somebody writes beside it: before, and it is erased with the rest; or after, and it is refused."""
    codes = {
        office.send("POST", f"/cases/{office.case}/comments", {"text": "Kanarie-daneben"}, "anna").status_code
        for _ in range(5)
    }
    assert codes <= {201, 409, 410}


def test_the_list_for_review_shows_the_cases_of_ones_own_sites(office: Office) -> None:
    office.begins()
    office.ends()
    office.send("POST", f"/cases/{office.case}/erasure", {"basis": "court-order", "reference": "3 K 1/27"})
    seen = [len(office.send("GET", "/erasures", who=who).json()["items"]) for who in ("dora", "lea")]
    assert (seen[0] >= 1, seen[1]) == (True, 0)


def test_a_case_says_until_when_it_is_kept_and_what_holds_it(office: Office) -> None:
    office.begins()
    office.ends()
    office.send("POST", f"/cases/{office.case}/holds", {"reason": "Klage"})
    told = office.send("GET", f"/cases/{office.case}/erasure").json()
    assert (told["recordClass"], told["holds"][0]["reason"], told["erasure"]["state"]) == ("file", "Klage", "none")


def test_the_security_log_says_which_case_a_hold_was_laid_on(office: Office) -> None:
    office.begins()
    office.send("POST", f"/cases/{office.case}/holds", {"reason": "Klage"})

    found = office.send("GET", "/security-events?kind=hold-placed", who="dora").json()["items"]

    assert office.case in {event["caseId"] for event in found}


def test_a_hold_is_lifted_by_somebody_else(office: Office) -> None:
    office.begins()
    hold = office.send("POST", f"/cases/{office.case}/holds", {"reason": "Klage"}).json()["id"]
    path = f"/cases/{office.case}/holds/{hold}"
    assert [office.send("DELETE", path, who=who).status_code for who in ("clara", "dora")] == [403, 200]


def test_who_tries_to_do_both_parts_alone_is_on_record(office: Office) -> None:
    office.begins()
    office.ends()
    office.send("POST", f"/cases/{office.case}/erasure", {"basis": "court-order", "reference": "3 K 1/27"})
    office.send("POST", f"/cases/{office.case}/erasure/approval", {})
    acts = [event.detail for event in office.store.read().security_events(1, kind="four-eyes").items]
    assert {"act": "case.erase"} in acts
