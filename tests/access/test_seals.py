"""Sealed folders, own and family cases, and who looked at what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from documents.model import Folder

from .office import Office

CLERK, LEAD = "akz-clerk.dd", "akz-lead.dd"
WHY = {"reason": "Prüfung nach § 5 AufenthG"}


def open_folder(office: Office, who: str, case: str, folder: str = "SECURITY") -> Any:
    return office.call(who, "POST", f"/cases/{case}/seals/{folder}/open", WHY)


def convictions(office: Office, who: str, case: str) -> bool:
    return "convictions" in office.call(who, "GET", f"/cases/{case}/variables").json()


def test_a_sealed_folder_shows_nothing_until_it_is_opened_with_a_reason(office: Office) -> None:
    case = office.case()
    before = convictions(office, LEAD, case)
    open_folder(office, LEAD, case)

    assert (before, convictions(office, LEAD, case)) == (False, True)


def test_it_closes_by_itself_after_half_an_hour(office: Office) -> None:
    case = office.case()
    open_folder(office, LEAD, case)
    office.clock.advance(timedelta(minutes=30))

    assert not convictions(office, LEAD, case)


def test_it_is_open_for_one_login_only(quick: Office) -> None:
    case = quick.case()
    first, second = quick.browser(LEAD), quick.browser(LEAD)
    assert first.post(f"/cases/{case}/seals/SECURITY/open", WHY).status_code == 200

    shown = ["convictions" in browser.get(f"/cases/{case}/variables").json() for browser in (first, second)]
    assert shown == [True, False]


def test_one_folder_opens_not_the_other(quick: Office) -> None:
    case = quick.case()
    open_folder(quick, LEAD, case, "GESUNDHEIT")

    found = quick.call(LEAD, "GET", f"/cases/{case}/variables").json()
    assert ("hardship" in found, "convictions" in found) == (True, False)


def test_a_clerk_opens_it_only_while_a_task_of_the_case_is_hers(quick: Office) -> None:
    case = quick.case()
    before = open_folder(quick, CLERK, case).status_code
    quick.assign(case, "UT-FIRST", CLERK)

    assert (before, open_folder(quick, CLERK, case).status_code) == (403, 200)


def test_the_counter_does_not_open_it(quick: Office) -> None:
    assert open_folder(quick, "abh-service.dd", quick.case()).status_code == 403


def test_without_a_reason_it_stays_closed(quick: Office) -> None:
    case = quick.case()
    answer = quick.call(LEAD, "POST", f"/cases/{case}/seals/SECURITY/open", {"reason": ""})

    assert (answer.status_code, convictions(quick, LEAD, case)) == (422, False)


def test_a_folder_that_is_not_sealed_is_no_folder_to_open(quick: Office) -> None:
    assert open_folder(quick, LEAD, quick.case(), "ANTRAG").status_code == 404


def test_opening_is_on_record_with_the_reason(office: Office) -> None:
    case = office.case()
    open_folder(office, LEAD, case)

    (found,) = office.store.read().seal_openings(1, case_id=case).items
    assert (found.person, found.folder, found.reason) == (LEAD, "SECURITY", WHY["reason"])


def test_a_sealed_document_is_served_only_when_open(quick: Office) -> None:
    case = quick.case()
    document = quick.document(case, Folder.SECURITY)
    before = quick.call(LEAD, "GET", f"/documents/{document}/content")
    open_folder(quick, LEAD, case)

    after = quick.call(LEAD, "GET", f"/documents/{document}/content").status_code
    assert (before.status_code, before.json()["code"], after) == (403, "sealed", 200)


def test_who_bears_the_name_of_the_applicant_has_to_say_something_first(office: Office) -> None:
    case = office.case()
    answer = office.call("rao", "GET", f"/cases/{case}")

    assert (answer.status_code, answer.json()["code"]) == (403, "conflict-statement")


def test_no_relation_opens_the_case(quick: Office) -> None:
    case = quick.case()
    quick.call("rao", "POST", f"/cases/{case}/conflict", {"related": False, "statement": "Namensgleichheit"})

    assert quick.call("rao", "GET", f"/cases/{case}").status_code == 200


def test_a_relation_locks_it_for_good(quick: Office) -> None:
    case = quick.case()
    for related in (True, False):
        quick.call("rao", "POST", f"/cases/{case}/conflict", {"related": related, "statement": "Schwester"})
    quick.clock.advance(timedelta(days=400))

    answer = quick.call("rao", "GET", f"/cases/{case}")
    assert (answer.status_code, answer.json()["code"]) == (403, "conflict")


def test_other_cases_ask_nothing(quick: Office) -> None:
    case = quick.case(variables={"applicant": {"familyName": "Anders", "givenNames": "Jo"}})
    assert quick.call("rao", "GET", f"/cases/{case}").status_code == 200


def test_every_read_of_a_case_is_on_record_once_an_hour(office: Office) -> None:
    case = office.case()
    task = office.task(case, "UT-FIRST")
    for _ in range(3):
        office.call(CLERK, "GET", f"/cases/{case}")
        office.call(CLERK, "GET", f"/tasks/{task}")
    office.clock.advance(timedelta(hours=1))
    office.call(CLERK, "GET", f"/cases/{case}")

    found = [(row.person, row.purpose) for row in office.store.read().accesses(1, case_id=case).items]
    assert sorted(found) == [(CLERK, "case"), (CLERK, "case"), (CLERK, "task:UT-FIRST")]


def test_a_refused_look_is_no_read(quick: Office) -> None:
    case = quick.case()
    quick.call("akz-clerk.l", "GET", f"/cases/{case}")

    assert quick.store.read().accesses(1, case_id=case).items == ()


def test_a_refused_look_is_a_security_event_that_audit_can_read(office: Office) -> None:
    case = office.case()
    office.call("akz-clerk.l", "GET", f"/cases/{case}")

    (found,) = office.call("audit", "GET", "/security-events?kind=hidden-object").json()["items"]
    assert (found["person"], found["action"], found["caseId"]) == ("akz-clerk.l", "case.read", case)
