"""Checks the data behind the applicant's page against diagrams, tables and texts: for `akzess lint` and for the tests."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from processes import AKZESS, load_parameters, load_texts

from .mapping import findings, load

_DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
_CODES = "D6_Documents"


def check(folder: Path = AKZESS) -> list[str]:
    """What is missing or wrong in status.yaml and texts/*.yaml of a procedure, one line each; empty when all is well."""
    elements = {
        str(element.get("id"))
        for path in folder.glob("*.bpmn")
        for element in etree.fromstring(path.read_bytes()).iter()
        if element.get("id")
    }
    sites = {item["code"] for value in load_parameters(folder).items["sites"].values for item in value.value}
    return findings(load(folder), load_texts(folder), elements, document_codes(folder), sites)


def document_codes(folder: Path = AKZESS) -> frozenset[str]:
    """Codes and groups of the document catalogue D6: the first two outputs of its rules."""
    found = set()
    for rule in etree.fromstring((folder / f"{_CODES}.dmn").read_bytes()).iter(f"{_DMN}rule"):
        texts = [entry.findtext(f"{_DMN}text") or "" for entry in rule.findall(f"{_DMN}outputEntry")]
        found |= {text.strip('"') for text in texts[:2]}
    return frozenset(found)
