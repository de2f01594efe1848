"""The rules of BPMN 2.0 that its schema cannot say, over the whole file: pools, data and drawings included.

What the machine relies on is checked by `lint` on the processes it reads; this looks at the XML, so that a file is also
judged where nothing is executed. Each rule names its section of the standard (formal/2013-12-09).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from ..errors import Finding
from . import lint_standard_data, lint_standard_events, lint_standard_flows, lint_standard_references
from .documents import line_of
from .lint_standard_document import Breach, Document

ERROR, WARNING, STRICT = "error", "warning", "strict"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where the standard has it, and what breaking it means here.

    `severity`: "error" and "warning" as in a Finding; "strict" for what is no question at deployment, because the
    machine has a rule of its own for it or because the dialect says it otherwise, and is told only when asked for.
    """

    section: str
    severity: str


RULES: dict[str, Rule] = {
    "bpmn-reference": Rule("8.1.1, 8.4", ERROR),
    "bpmn-mime-type": Rule("8.4.1 (table 8.20), 8.3.1", WARNING),
    "bpmn-message-flow-end": Rule("7.6.2, 9.4", ERROR),
    "bpmn-message-flow-event": Rule("10.5.2, 10.5.3 (message flow connections)", WARNING),
    "bpmn-message-flow-pool": Rule("9.4", WARNING),
    "bpmn-participants": Rule("9.3.2 (table 9.4)", WARNING),
    "bpmn-choreography-here": Rule("11.1, 10.3, 9.6", ERROR),
    "bpmn-flow-list": Rule("8.4.13 (table 8.46)", WARNING),
    "bpmn-gateway-direction": Rule("10.6 (table 10.103)", STRICT),
    "bpmn-gateway-single": Rule("10.6.1", WARNING),
    "bpmn-start-end-pair": Rule("10.5.2, 10.5.3", STRICT),
    "bpmn-start-outgoing": Rule("10.5.2 (sequence flow connections)", WARNING),
    "bpmn-end-incoming": Rule("10.5.3 (sequence flow connections)", WARNING),
    "bpmn-no-way-in": Rule("10.5.2 (sequence flow connections)", STRICT),
    "bpmn-no-way-out": Rule("10.5.3 (sequence flow connections)", WARNING),
    "bpmn-event-flows": Rule("10.5.4 (sequence flow connections)", WARNING),
    "bpmn-boundary-outgoing": Rule("10.5.4 (boundary events)", WARNING),
    "bpmn-link-flows": Rule("10.5.5 (link)", ERROR),
    "bpmn-flow-here": Rule("10.5.2, 10.5.3, 10.3.5, 10.5.4", STRICT),
    "bpmn-instantiate": Rule("10.3.3, 10.6.6", ERROR),
    "bpmn-event-gateway": Rule("10.6.6", STRICT),
    "bpmn-compensation": Rule("10.7.1", ERROR),
    "bpmn-event-kind": Rule("10.5.2-10.5.5 (tables 10.84-10.93), 10.3.5", STRICT),
    "bpmn-event-definition": Rule("10.5.5", STRICT),
    "bpmn-executable": Rule("10.5.5, 10.3.3 (executable processes)", STRICT),
    "bpmn-quantity": Rule("10.3 (table 10.3)", STRICT),
    "bpmn-ad-hoc-empty": Rule("10.3.5 (ad-hoc sub-process)", STRICT),
    "bpmn-io-here": Rule("10.4.1", WARNING),
    "bpmn-io-sets": Rule("10.4.1 (tables 10.60, 10.61)", WARNING),
    "bpmn-io-match": Rule("10.3.3, 10.3.6, 10.5.1", WARNING),
    "bpmn-collection": Rule("10.4.1 (table 10.52)", WARNING),
    "bpmn-data-state": Rule("10.4.1 (data states)", STRICT),
    "bpmn-loop-data": Rule("10.3.7 (table 10.33)", STRICT),
}  # fmt: skip

_CHECKS: tuple[Callable[[Document], Iterator[Breach]], ...] = (
    lint_standard_references.check,
    lint_standard_flows.check,
    lint_standard_events.check,
    lint_standard_data.check,
)


def check_standard(document: etree._Element, filename: str, *, strict: bool = False) -> list[Finding]:
    """What of a file the standard does not allow; with `strict` also what deployment does not ask about."""
    model = Document(document)
    found: dict[tuple[str, str, str], Finding] = {}
    for check in _CHECKS:
        for breach in check(model):
            rule = RULES[breach.code]
            if rule.severity == STRICT and not strict:
                continue
            severity = WARNING if rule.severity == STRICT else rule.severity
            element = breach.element
            finding = Finding(
                filename,
                model.name_of(element),
                breach.code,
                f"{breach.german} (BPMN 2.0, {rule.section})",
                severity,
                line_of(element),
                message_en=f"{breach.english} (BPMN 2.0, {rule.section})",
            )
            found.setdefault((finding.element_id, finding.code, finding.message), finding)
    return list(found.values())
