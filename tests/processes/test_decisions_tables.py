"""The tables as files: complete, without gaps or dead rules, drawn, citing their norm, and quick enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from engine.dmn import load
from engine.dmn.check import check
from processes import AKZESS
from tests.processes.persons import application, decide

FILES = sorted(AKZESS.glob("*.dmn"))
MODEL = {"m": "https://www.omg.org/spec/DMN/20191111/MODEL/", "di": "https://www.omg.org/spec/DMN/20191111/DMNDI/"}
TABLES = {
    "D0_Site", "D1_AkzessEligible", "D2_LegalBasis", "D3_BaApproval", "D4_ChamberOpinion", "D5_Recognition",
    "D6_Documents", "D7_Fee", "D8_General", "D9_StatusChange",
}  # fmt: skip
HIT_POLICIES = {
    "D1_AkzessEligible": "FIRST",
    "D2_LegalBasis": "COLLECT",
    "D3_BaApproval": "FIRST",
    "D4_ChamberOpinion": "COLLECT",
    "D5_Recognition": "FIRST",
    "D6_Documents": "COLLECT",
}


def tree(path: Path) -> etree._Element:
    return etree.parse(str(path)).getroot()


def test_all_decisions_are_there_under_their_own_names() -> None:
    found = {name for path in FILES for name in load(path.read_bytes()).decisions}
    assert found >= TABLES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_static_check_finds_neither_gap_nor_dead_rule_nor_unknown_name(path: Path) -> None:
    assert [str(finding) for finding in check(load(path.read_bytes()))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_everything_is_drawn(path: Path) -> None:
    root = tree(path)
    nodes = root.xpath("//m:decision/@id | //m:inputData/@id", namespaces=MODEL)
    edges = root.xpath("//m:informationRequirement/@id", namespaces=MODEL)
    assert set(nodes) == set(root.xpath("//di:DMNShape/@dmnElementRef", namespaces=MODEL))
    assert set(edges) == set(root.xpath("//di:DMNEdge/@dmnElementRef", namespaces=MODEL))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rule_says_what_it_means_and_cites_its_norm(path: Path) -> None:
    for rule in tree(path).iterfind(".//m:rule", MODEL):
        assert rule.findtext("m:description", "", MODEL).strip(), rule.get("id")
        assert rule.findtext("m:annotationEntry/m:text", "", MODEL).strip(), rule.get("id")


@pytest.mark.parametrize(("decision", "policy"), HIT_POLICIES.items())
def test_the_hit_policy_is_that_of_the_domain_document(decision: str, policy: str) -> None:
    found = [
        element.get("hitPolicy")
        for path in FILES
        for element in tree(path).xpath(f"//m:decision[@id='{decision}']/m:decisionTable", namespaces=MODEL)
    ]
    assert found == [policy]


@pytest.mark.parametrize("decision", sorted(TABLES - {"D0_Site"}))
def test_an_empty_case_is_an_answer_and_no_error(decision: str) -> None:
    decide(decision, {})


def test_no_rule_holds_an_amount_of_money() -> None:
    amounts = ("50700", "45934", "55770", "45630", "48300", "43759", "101400")
    assert not [path.name for path in FILES if any(amount in path.read_text(encoding="utf-8") for amount in amounts)]


def test_the_same_question_has_the_same_answer() -> None:
    assert decide("D2_LegalBasis", application()) == decide("D2_LegalBasis", application())
