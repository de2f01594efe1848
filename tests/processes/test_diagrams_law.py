"""The diagrams hold what the domain document asks: every step of 4.2 and 4.3, four eyes of 4.5, timers of 3.1."""

from __future__ import annotations

import pytest
import yaml

from engine.feel import compile as compile_feel
from engine.functions import FUNCTIONS
from processes import AKZESS
from tests.processes.diagram_model import NS, all_nodes, extension, tag

#: Section 4.2 step by step, then 4.3 A to E and the side flows: the elements that carry each step.
STEPS = {
    "1": "UT-ADVICE",
    "2": "UT-INTAKE",
    "3": "ST-SITE ST-AZR-QUERY ST-FORWARD",
    "4": "ST-ELIG UT-ELIG",
    "5": "ST-ACK",
    "6": "UT-COMPL UT-REQ82 UT-COMPL-3",
    "7": "UT-FIKT UT-FIKT-LATE",
    "8": "UT-BIO UT-PASSPORT",
    "9": "ST-LEGAL-OPTIONS UT-LEGAL UT-LEGAL-LEAD",
    "10": "G-10 G-10-JOIN",
    "10a": "CA-BA",
    "10b": "CA-CHAMBER",
    "10c": "ST-SEC UT-SEC UT-SEC-SECOND",
    "10d": "ST-AZR-WRITE UT-AZR CA-AZR-ANTRAG CA-AZR-FIKTION",
    "10e": "UT-FEE UT-FEE-WAIVER ST-FEE-PAY",
    "11": "UT-ASSESS ST-GENERAL UT-P79",
    "12": "G-FOUR-EYES UT-SECOND UT-SECOND-LEAD",
    "13": "UT-HEAR UT-HEAR-REPLY",
    "14": "UT-DECIDE",
    "15": "ST-NOTIFY ST-PROVIDE CA-RETRIEVAL ST-POST-LATER ST-NOTIFY-EMPLOYER UT-ADDR ST-CLOCK-STOP",
    "16": "ST-EAT-ORDER CA-BIO-REPEAT ST-EAT-REORDER",
    "17": "RT-EAT-STATUS ST-APPT",
    "18": "UT-HANDOUT",
    "19": "CA-AZR-TITEL ST-MELDE ST-BA-INFO",
    "20": "ST-STATISTIK ST-ARCHIVE ST-SURVEY",
    "21": "UT-REMEDY ST-LDS-FILE UT-OBJECTION-LDS",
    "A": """ST-BA-ROUTE ST-BA-SUBMIT RT-BA-DECISION UT-BA-INFO ST-BA-SUPPLEMENT UT-BA-REVIEW UT-FICTION-CONFIRM
        UT-BA-REPAIR ST-BA-WITHDRAW UT-BA-LATE""",
    "B": "ST-CH-SUBMIT ST-CH-DOC UT-GEW UT-CH-REVIEW CA-CH-REQ82 ST-CH-REROUTE UT-CH-LEAD ST-CH-WITHDRAW",
    "C": "UT-REC TE-PREC-ON TE-PREC-OFF UT-REC-RESULT",
    "D": "UT-81A UT-81A-AGREE CA-81A-FEE CA-81A-REC CA-81A-BA CA-81A-AZR RT-VISA",
    "E": "UT-VISA-CONSENT ST-VISA-DEEMED",
    "side flows": "ES-WITHDRAW UT-WITHDRAW ES-MOVE UT-MOVE ES-ERLEDIGUNG ES-DUBLETTE ES-CLOCK UT-CLOCK",
    "ladder": "UT-ESC1 UT-ESC2 UT-ESC3 UT-BREACH ST-HOLDING-LETTER UT-T14 UT-T13",
}

#: Section 4.5: the second person and the tasks that a different person must have done.
FOUR_EYES = {
    "UT-SECOND": {"UT-LEGAL", "UT-ASSESS", "UT-DECIDE"},
    "UT-DECIDE": {"UT-SECOND"},
    "UT-FICTION-CONFIRM": {"UT-LEGAL"},
    "UT-SEC-SECOND": {"UT-SEC"},
    "UT-FEE-WAIVER": {"UT-FEE"},
    "UT-FIKT-LATE": {"UT-COMPL"},
    "UT-CLOCK": {"UT-COMPL", "UT-LEGAL"},
    "UT-LEGAL-LEAD": {"UT-LEGAL"},
    "UT-REMEDY": {"UT-DECIDE"},
    "UT-81A-SECOND": {"UT-81A"},
}

#: Timers of section 3.1 that are events of a diagram: element ids (T12 and T13 to T17 start event sub-processes).
TIMERS = """T01 T03 T04 T06 T07 T09 T09-2 T09-3 T10 T11 SE-E1 SE-E2 SE-E3 SE-T13 SE-T14 SE-T15 SE-T16 SE-T30 T20 T22 T23 T24
    T28 T29 T29-6M T31 T32 T37"""


def timer(name: str) -> str:
    """The expression of a timer event."""
    found = all_nodes()[name].find("bpmn:timerEventDefinition/*", NS)
    assert found is not None, name
    return found.text or ""


@pytest.mark.parametrize("step", STEPS)
def test_every_step_of_the_procedure_has_its_elements(step: str) -> None:
    assert set(STEPS[step].split()) - set(all_nodes()) == set()


@pytest.mark.parametrize("second", FOUR_EYES)
def test_a_second_signature_comes_from_another_person(second: str) -> None:
    separation = extension(all_nodes()[second], "akzess:separation")

    assert separation is not None
    assert FOUR_EYES[second] <= set(str(separation.get("from")).split())


def test_every_final_decision_is_a_task_for_a_person() -> None:
    found = all_nodes()
    written = [
        name
        for name, node in found.items()
        for mapping in node.findall("bpmn:extensionElements/zeebe:ioMapping/zeebe:output[@target='decision']", NS)
        if mapping is not None
    ]

    assert written == ["UT-DECIDE"]
    assert tag(found["UT-DECIDE"]) == "userTask"


@pytest.mark.parametrize("name", TIMERS.split())
def test_the_timers_of_the_law_are_events(name: str) -> None:
    assert timer(name)


@pytest.mark.parametrize("name", ["T06", "SE-T13", "SE-T14", "SE-T15", "SE-T16", "T24", "T31", "T37"])
def test_statutory_periods_never_pause(name: str) -> None:
    assert "pausen" not in timer(name)


@pytest.mark.parametrize("name", ["SE-E1", "SE-E2", "SE-E3"])
def test_the_ladder_follows_the_pausing_clock_and_interrupts_nothing(name: str) -> None:
    start = all_nodes()[name]
    follows = extension(start, "akzess:follows")

    assert "uhr.pausen" in timer(name)
    assert follows is not None
    assert follows.get("variable") == "uhr"
    assert start.get("isInterrupting") == "false"


def test_the_breach_does_not_stop_the_case() -> None:
    boundary = all_nodes()["T01"]

    assert boundary.get("cancelActivity") == "false"
    assert boundary.get("attachedToRef") == "SP-VERFAHREN"


def test_the_deemed_approval_is_blocked_by_a_notice_in_time() -> None:
    assert timer("T06").startswith("=if anfrage.fictionActive = true then")
    script = extension(all_nodes()["ST-BA-NOTICE"], "zeebe:script")
    assert script is not None
    assert "fictionActive: false" in str(script.get("expression"))


def test_stand_in_clerks_know_every_task() -> None:
    habits = set(yaml.safe_load((AKZESS / "scenarios" / "clerks.yaml").read_text(encoding="utf-8"))["tasks"])
    tasks = {name for name, node in all_nodes().items() if tag(node) == "userTask"}

    assert tasks - habits == {"UT-INTAKE"}  # a paper application is typed from the paper
    assert habits - tasks == set()


def test_all_thirty_acceptance_scenarios_are_there() -> None:
    found = {
        yaml.safe_load(path.read_text(encoding="utf-8"))["id"]
        for path in (AKZESS / "scenarios").glob("*.yaml")
        if path.stem not in ("applications", "clerks", "equivalent")
    }

    assert {f"A{number:02}" for number in range(1, 31)} <= found


def test_one_grant_in_twenty_is_signed_twice_and_the_same_one_every_time() -> None:
    script = extension(all_nodes()["ST-FOUR-EYES"], "zeebe:script")
    assert script is not None
    rule = compile_feel(str(script.get("expression"))[1:], names=("caseRef", "assess"), functions=FUNCTIONS)

    def sampled(number: int) -> bool:
        found = rule.evaluate({"caseRef": f"AKZ-DD-2026-{number:06}", "assess": {"proposal": "GRANT"}})
        return found.value["needed"] is True

    drawn = [number for number in range(1, 2001) if sampled(number)]

    assert len(drawn) == 100
    assert drawn == [number for number in range(1, 2001) if sampled(number)]
