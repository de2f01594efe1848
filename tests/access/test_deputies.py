"""Standing in for somebody: what is lent, for how long, and what is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .office import MORNING, Office

ABSENT, DEPUTY = "akz-clerk.dd", "axel"  # a clerk in Dresden, a clerk in Leipzig


def appoint(office: Office, who: str = ABSENT, status: int = 201, **more: Any) -> Any:
    body = {
        "deputy": DEPUTY,
        "from": MORNING.isoformat(),
        "until": (MORNING + timedelta(days=7)).isoformat(),
        "reason": "Urlaub",
    }
    answer = office.call(who, "POST", "/deputies", body | more)
    assert answer.status_code == status, answer.text
    return answer


def status(office: Office, path: str, method: str = "GET", who: str = DEPUTY, behalf: str = ABSENT) -> int:
    body = None if method == "GET" else {}
    return int(office.call(who, method, path, body, Akzess_On_Behalf_Of=behalf).status_code)


def test_a_deputy_sees_what_the_absent_person_sees(office: Office) -> None:
    case = office.case("DD")
    before = office.call(DEPUTY, "GET", f"/cases/{case}").status_code
    appoint(office)

    assert (before, status(office, f"/cases/{case}")) == (404, 200)


def test_without_saying_so_nobody_acts_for_somebody_else(quick: Office) -> None:
    case = quick.case("DD")
    appoint(quick)

    assert quick.call(DEPUTY, "GET", f"/cases/{case}").status_code == 404


def test_nobody_represents_whom_they_do_not_represent(quick: Office) -> None:
    answer = quick.call(DEPUTY, "GET", "/me", Akzess_On_Behalf_Of=ABSENT)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-a-deputy")


def test_a_deputyship_begins_and_ends(office: Office) -> None:
    case = office.case("DD")
    appoint(office, **{"from": (MORNING + timedelta(days=1)).isoformat()})
    before = status(office, f"/cases/{case}")
    office.clock.advance(timedelta(days=2))
    during = status(office, f"/cases/{case}")
    office.clock.advance(timedelta(days=6))

    assert (before, during, status(office, f"/cases/{case}")) == (403, 200, 403)


def test_ending_it_counts_at_once(office: Office) -> None:
    case = office.case("DD")
    made = appoint(office).json()
    office.call(ABSENT, "DELETE", f"/deputies/{made['id']}")

    assert status(office, f"/cases/{case}") == 403


def test_only_what_is_lent_is_lent(quick: Office) -> None:
    appoint(quick, who="carla", scope={"groups": ["akz-second"], "sites": None})
    case = quick.case("DD")

    assert status(quick, f"/cases/{case}/cancel", "POST", behalf="carla") == 403


def test_roles_and_sites_are_lent_as_pairs(quick: Office) -> None:
    """A lead in Dresden who stands in for a clerk in Leipzig is no lead in Leipzig."""
    quick.call("axel", "POST", "/deputies", {
        "deputy": "carla", "from": MORNING.isoformat(), "until": (MORNING + timedelta(days=1)).isoformat(), "reason": "x"
    })  # fmt: skip
    case = quick.case("L")
    path = f"/cases/{case}"

    found = (status(quick, path, who="carla", behalf="axel"), status(quick, f"{path}/cancel", "POST", "carla", "axel"))
    assert found == (200, 403)


def test_own_rights_stay_while_standing_in(quick: Office) -> None:
    appoint(quick, scope={"groups": ["akz-clerk"], "sites": ["DD"]})
    assert status(quick, f"/cases/{quick.case('L')}") == 200


def test_there_are_no_chains(quick: Office) -> None:
    appoint(quick)
    quick.call(DEPUTY, "POST", "/deputies", {
        "deputy": "arno", "from": MORNING.isoformat(), "until": (MORNING + timedelta(days=1)).isoformat(), "reason": "x"
    })  # fmt: skip
    case = quick.case("L")
    own = status(quick, f"/cases/{case}", who="arno", behalf=DEPUTY)

    assert (own, status(quick, f"/cases/{case}", who="arno", behalf=ABSENT)) == (200, 403)


def test_a_deputy_appoints_nobody_in_the_absent_persons_name(quick: Office) -> None:
    appoint(quick)
    body = {"deputy": "arno", "from": MORNING.isoformat(), "until": "2026-12-01T00:00:00Z", "reason": "x"}

    answer = quick.call(DEPUTY, "POST", "/deputies", body, Akzess_On_Behalf_Of=ABSENT)
    assert answer.status_code == 403


def test_a_lead_appoints_for_people_of_the_own_site_only(quick: Office) -> None:
    appoint(quick, who="akz-lead.dd", person=ABSENT)
    appoint(quick, who="akz-lead.l", person=ABSENT, status=403)
    appoint(quick, who="arno", person=ABSENT, status=403)


def test_nobody_lends_what_they_do_not_have(quick: Office) -> None:
    answer = appoint(quick, status=422, scope={"groups": ["akz-lead"], "sites": ["L"]})
    assert [line["pointer"] for line in answer.json()["errors"]] == ["/scope/groups", "/scope/sites"]


def test_a_deputyship_that_makes_no_sense_is_refused_with_every_reason(quick: Office) -> None:
    answer = appoint(quick, status=422, deputy=ABSENT, until=MORNING.isoformat())
    assert [line["pointer"] for line in answer.json()["errors"]] == ["/deputy", "/until"]


def test_duties_of_one_person_are_not_lent(quick: Office) -> None:
    answer = quick.call("system-admin.dd", "POST", "/deputies", {
        "deputy": "axel", "from": MORNING.isoformat(), "until": "2026-12-01T00:00:00Z", "reason": "x"
    })  # fmt: skip
    assert answer.status_code == 403


def test_the_history_says_who_acted_and_for_whom(office: Office) -> None:
    appoint(office)
    case = office.case("DD")
    task = office.task(case, "UT-FIRST")
    version = office.call(ABSENT, "GET", f"/tasks/{task}").headers["etag"]
    answer = office.call(DEPUTY, "POST", f"/tasks/{task}/claim", {}, Akzess_On_Behalf_Of=ABSENT, If_Match=version)
    assert answer.status_code == 200, answer.text
    done = office.call(
        DEPUTY,
        "POST",
        f"/tasks/{task}/complete",
        {"answers": {}},
        Akzess_On_Behalf_Of=ABSENT,
        If_Match=answer.headers["etag"],
    )
    assert done.status_code == 200, done.text

    lines = [line for line in office.house.read.history(1, case) if line.event == "CompleteTask"]
    assert [dict(line.detail).get("onBehalfOf") for line in lines] == [ABSENT]


def test_a_task_of_the_absent_person_can_be_completed(quick: Office) -> None:
    appoint(quick)
    case = quick.case("DD")
    task = quick.assign(case, "UT-FIRST", ABSENT)
    version = quick.call(ABSENT, "GET", f"/tasks/{task}").headers["etag"]

    answer = quick.call(
        DEPUTY, "POST", f"/tasks/{task}/complete", {"answers": {}}, Akzess_On_Behalf_Of=ABSENT, If_Match=version
    )
    assert answer.status_code == 200, answer.text


def test_whoever_is_represented_is_shown_as_absent(quick: Office) -> None:
    appoint(quick)
    found = quick.call("arno", "GET", f"/users?query={ABSENT}").json()["items"]

    assert [(user["person"], user["absent"]) for user in found] == [(ABSENT, True)]


def test_me_says_whom_one_may_represent(quick: Office) -> None:
    appoint(quick)
    found = quick.call(DEPUTY, "GET", "/me").json()["deputyFor"]

    assert [(one["person"], one["scope"]) for one in found] == [(ABSENT, {"groups": None, "sites": None})]


def test_the_same_request_twice_makes_one_deputyship(office: Office) -> None:
    for _ in range(2):
        body = {"deputy": DEPUTY, "from": MORNING.isoformat(), "until": "2026-12-01T00:00:00Z", "reason": "Kur"}
        office.call(ABSENT, "POST", "/deputies", body, Idempotency_Key="the-very-same-key")

    assert len(office.call(ABSENT, "GET", "/deputies").json()["items"]) == 1


def test_leads_see_the_deputyships_of_their_site(quick: Office) -> None:
    appoint(quick)
    counts = [
        len(quick.call(who, "GET", "/deputies").json()["items"])
        for who in (ABSENT, DEPUTY, "akz-lead.dd", "akz-lead.l", "arno")
    ]

    assert counts == [1, 1, 1, 0, 0]
