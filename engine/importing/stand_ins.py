"""Stand-ins for processes that an imported diagram calls and nobody has brought along: one task for a person each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from ..kernel.documents import parse
from .rewriting import BPMN, ZEEBE


def missing(resources: Mapping[str, bytes]) -> list[str]:
    """Ids of processes that are called by name and not among the files, sorted."""
    called: set[str] = set()
    there: set[str] = set()
    for name, data in resources.items():
        if not name.endswith((".bpmn", ".xml")):
            continue
        document = parse(data, name)
        there.update(str(process.get("id")) for process in document.iter(f"{{{BPMN}}}process"))
        called.update(str(found.get("processId")) for found in document.iter(f"{{{ZEEBE}}}calledElement"))
    return sorted(name for name in called - there if name and not name.startswith("="))


def stand_ins(processes: Iterable[str]) -> dict[str, bytes]:
    """A file for each process, in which a person says that the called process is done."""
    return {f"{_safe(process)}.bpmn": _diagram(process) for process in processes}


def _safe(process: str) -> str:
    return re.sub(r"[^\w.-]", "-", process)


def _diagram(process: str) -> bytes:
    root = etree.fromstring(
        f'<bpmn:definitions xmlns:bpmn="{BPMN}" id="definitions" targetNamespace="urn:akzess:stand-in">'
        f'<bpmn:process id={quoteattr(process)} name={quoteattr(process)} isExecutable="true">'
        '<bpmn:startEvent id="start"><bpmn:outgoing>to-task</bpmn:outgoing></bpmn:startEvent>'
        f'<bpmn:userTask id="stand-in" name={quoteattr(f"{process}: von Hand erledigen")}>'
        "<bpmn:incoming>to-task</bpmn:incoming><bpmn:outgoing>to-end</bpmn:outgoing></bpmn:userTask>"
        '<bpmn:endEvent id="end"><bpmn:incoming>to-end</bpmn:incoming></bpmn:endEvent>'
        '<bpmn:sequenceFlow id="to-task" sourceRef="start" targetRef="stand-in"/>'
        '<bpmn:sequenceFlow id="to-end" sourceRef="stand-in" targetRef="end"/>'
        "</bpmn:process></bpmn:definitions>"
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
