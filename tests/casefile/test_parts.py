"""The parts of the file: timeline, decisions with their rules, diagrams, traffic with partners, audit."""

from __future__ import annotations

from typing import Any

from engine.commands import SetVariables
from service.casefile.phrases import in_words
from service.casefile.windows import WINDOW, WINDOWS, newest_first

from .conftest import PASSWORD, Play, Played


def titles(page: Any) -> list[str]:
    return [entry["title"]["de"] for entry in page["items"]]


# -- timeline


def test_the_timeline_tells_in_sentences_and_never_in_element_ids(play: Play) -> None:
    told = titles(play("a05", 8).read("timeline", limit=200))
    assert "„Vollständigkeit prüfen“ erledigt" in told
    assert "Schreiben versandt: Eingangsbestätigung (T02)" in told
    assert "Stufe E1: Nettotag 14 erreicht" in told
    assert [title for title in told if any(mark in title for mark in ("UT-", "ST-", "EE-", "SE-", "CA-"))] == []


def test_the_timeline_tells_what_turned_the_case(play: Play) -> None:
    assert "Rücknahme des Antrags eingegangen" in titles(play("b01").read("timeline", limit=200))


def test_a_line_names_the_person_who_acted_and_nobody_for_what_follows(play: Play) -> None:
    entries = play("a05", 2).read("timeline")["items"]
    by = {entry["title"]["de"]: entry["actorName"] for entry in entries}
    assert by["„Vollständigkeit prüfen“ erledigt"] == "Anna Beispiel"
    assert by["Unterlagen vollständig; die vier Wochen laufen"] is None


def test_pages_of_the_timeline_leave_nothing_out_and_repeat_nothing(play: Play) -> None:
    played = play("a05")
    whole = [entry["seq"] for entry in played.read("timeline", limit=200)["items"]]
    found: list[int] = []
    after: dict[str, Any] = {}
    while True:
        page = played.read("timeline", limit=7, **after)
        found += [entry["seq"] for entry in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert found == whole


def test_a_filter_by_kind_shows_only_that_kind(play: Play) -> None:
    entries = play("a05", 2).read("timeline", kinds="path")["items"]
    assert "Akte vollständig? Ja" in [entry["title"]["de"] for entry in entries]
    assert {entry["kind"] for entry in entries} == {"path"}


def test_a_kind_that_does_not_exist_is_refused(play: Play) -> None:
    assert play("a05", 0).answer("timeline", kinds="gossip").status_code == 422


def test_the_service_desk_does_not_read_what_the_agency_decided(play: Play) -> None:
    played = play("a05", 11)
    sentence = "Bundesagentur stimmt zu"
    assert sentence in titles(played.read("timeline", limit=200))
    assert sentence not in titles(played.read("timeline", "emil", limit=200))


def test_a_long_file_costs_a_page_no_more_than_a_short_one(play: Play) -> None:
    played = play("a05", 2, fresh=True)
    asked: list[int] = []
    real = played.house.store.read().history

    class Counting:
        def history(self, tenant: int, case_id: str, *, after_seq: int = 0, limit: int | None = None) -> Any:
            asked.append(limit or 0)
            return real(tenant, case_id, after_seq=after_seq, limit=limit)

    for number in range(250):
        played.house.handle(SetVariables(case_id=played.case_id, variables={"note": number}, reason="x"))
    case = played.house.case(played.case_id)
    newest_first(Counting(), case, None, 50, lambda line: None)
    assert (len(asked) <= WINDOWS, max(asked) <= WINDOW) == (True, True)


# -- decisions


def decision(played: Played, element: str, who: str = "anna") -> Any:
    items = played.read("decisions", who, limit=50)["items"]
    return next(item for item in items if item["elementId"] == element)


def test_a_decision_says_which_rule_counted_and_on_which_values(play: Play) -> None:
    found = decision(play("a05", 2), "ST-LEGAL-OPTIONS")
    rule = next(rule for rule in found["matchedRules"] if rule["table"] == "D2_LegalBasis")
    cells = {cell["input"]["de"]: cell["value"] for cell in rule["conditions"]}
    assert (rule["index"], cells["Jahresbrutto (EUR)"]) == (2, 46000)
    assert rule["norms"] == ["§ 18g Abs. 1 Satz 2 AufenthG (Blaue Karte EU)"]


def test_a_decision_explains_itself_in_english_too(play: Play) -> None:
    found = decision(play("a05", 2), "ST-LEGAL-OPTIONS")
    rule = next(rule for rule in found["matchedRules"] if rule["table"] == "D2_LegalBasis")
    assert rule["annotation"]["en"].startswith("As R01, gross from the reduced threshold on")


def test_values_that_changed_since_are_not_shown_as_reasons(play: Play) -> None:
    played = play("a05", 2, fresh=True)
    pay = {**played.house.engine.variables(played.case_id)["pay"], "annualGross": 20000}
    played.house.handle(SetVariables(case_id=played.case_id, variables={"pay": pay}, reason="Berichtigung"))
    found = decision(played, "ST-LEGAL-OPTIONS")
    assert (
        found["faithful"],
        [cell["value"] for rule in found["matchedRules"] for cell in rule["conditions"]][:1],
    ) == (
        False,
        [None],
    )


def test_cells_are_told_in_words() -> None:
    tests = ['"FG1","FG2"', ">= 45300.50", "not(true)", "[18..45]", "null, < 5", 'list contains(?, "F1")']
    assert [in_words(test, "de") for test in tests] == [
        "FG1 oder FG2",
        "mindestens 45300,50",
        "nicht ja",
        "von 18 bis 45",
        "ohne Angabe oder weniger als 5",
        "enthält F1",
    ]


def test_the_service_desk_does_not_read_reasons(play: Play) -> None:
    assert play("a05", 2).answer("decisions", "emil").status_code == 403


# -- diagram


def sheet(diagram: Any, key: str) -> Any:
    return next(process for process in diagram["processes"] if process["key"] == key)


def test_the_diagram_shows_the_token_in_the_called_process_and_in_the_call(play: Play) -> None:
    diagram = play("a05", 2).read("diagram")
    active = {element["elementId"] for element in sheet(diagram, "akzess-main")["active"]}
    assert "CA-BA" in active
    called = sheet(diagram, "ba-approval")
    assert called["parent"] == {"key": "akzess-main", "elementId": "CA-BA"}
    assert "EG-BA" in {element["elementId"] for element in called["active"]}


def test_the_way_taken_is_drawn_and_the_one_not_taken_is_not(play: Play) -> None:
    flows = sheet(play("a05", 2).read("diagram"), "akzess-main")["flows"]
    assert "F_G-COMPL__ST-CLOCK-START" in flows
    assert "F_G-COMPL__CA-REQ82" not in flows


def test_the_list_of_steps_says_the_same_as_the_diagram(play: Play) -> None:
    played = play("a05", 2)
    diagram = played.read("diagram", limit=200)
    listed = {step["elementId"] for step in diagram["steps"]}
    nodes = played.house.engine.definition_table(played.house.case(played.case_id).deployment_id).processes
    untold = ("startEvent", "parallelGateway")
    named = {
        node.id
        for process in nodes.values()
        for node in process.nodes.values()
        if node.name and node.type not in untold
    }
    drawn = {
        element["elementId"] for process in diagram["processes"] for element in (*process["active"], *process["done"])
    }
    assert (drawn & named) - listed == set()


def test_every_diagram_of_the_case_can_be_fetched_as_it_was_deployed(play: Play) -> None:
    played = play("a05", 2)
    for process in played.read("diagram")["processes"]:
        answer = played.client.get(process["resource"], auth=("anna", PASSWORD))
        assert answer.headers["content-type"].startswith("application/xml")
        assert f'id="{process["processId"]}"' in answer.text


def test_the_inside_of_a_security_query_is_not_drawn(play: Play) -> None:
    diagram = play("a20", 3).read("diagram", limit=200)
    assert [process["key"] for process in diagram["processes"] if "security" in process["key"]] == []
    assert [step["elementId"] for step in diagram["steps"] if step["elementId"] == "UT-SEC"] == []


def test_a_sealed_diagram_does_not_exist_for_those_who_may_not_see_it(play: Play) -> None:
    played = play("a20", 3)
    assert played.answer("diagrams/security-query").status_code == 404


# -- traffic with partners


def messages(played: Played, who: str = "anna") -> list[Any]:
    items: list[Any] = played.read("messages", who, limit=200)["items"]
    return items


def test_traffic_tells_what_went_to_whom_and_what_came_back(play: Play) -> None:
    rows = messages(play("a05", 2))
    request = next(row for row in rows if row["agency"] == "bundesagentur" and row["part"] == "request")
    answer = next(row for row in rows if row["exchange"] == request["exchange"] and row["part"] == "answer")
    assert (request["direction"], answer["outcome"]["de"]) == ("out", "angenommen und beantwortet")


def test_traffic_has_no_content(play: Play) -> None:
    played = play("a05", 2)
    told = played.answer("messages", limit=200).text
    applicant = played.player.scenario.application["applicant"]
    assert [name for name in (applicant["familyName"], applicant["passportNo"]) if name in told] == []


def test_the_receipt_of_a_request_is_proven_on_a_page_of_pdf(play: Play) -> None:
    played = play("a05", 2)
    proof = next(row["proof"] for row in messages(played) if row["proof"] and row["agency"] == "bundesagentur")
    answer = played.client.get(proof, auth=("anna", PASSWORD))
    assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_proof_of_another_site_does_not_exist(play: Play) -> None:
    played = play("a05", 2)
    proof = next(row["proof"] for row in messages(played) if row["proof"])
    assert played.client.get(proof, auth=("axel", PASSWORD)).status_code == 404


def test_what_the_security_authorities_were_asked_is_not_in_the_traffic_of_a_clerk(play: Play) -> None:
    assert [row for row in messages(play("a20", 3)) if row["agency"] == "bva"] == []


# -- audit


def test_the_audit_tells_who_changed_the_case_with_the_chain(play: Play) -> None:
    items = play("a05", 2).read("audit", "clara")["items"]
    completed = next(item for item in items if item["action"] == "CompleteTask")
    assert (completed["name"], len(completed["hash"])) == ("Anna Beispiel", 64)


def test_the_audit_tells_who_has_read_the_case(play: Play) -> None:
    played = play("a05", 2)
    played.read("overview")
    items = played.read("audit", "clara", of="reads")["items"]
    assert ("anna", "case") in {(item["person"], item["purpose"]) for item in items}


def test_a_clerk_does_not_read_the_audit(play: Play) -> None:
    assert play("a05", 0).answer("audit").status_code == 403


def test_a_forged_page_token_is_refused(play: Play) -> None:
    assert play("a05", 0).answer("audit", "clara", after="x'; --").status_code == 422
