"""Every finding about a bundle in one call: what deployment, the command line and the designer's page all show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from ..errors import Finding
from ..kernel.bundle import Bundle
from ..kernel.definition import Node
from ..kernel.deployment import build, unread
from ..kernel.expressions import Functions
from ..kernel.kept import Kept
from ..kernel.lint_problem import Problem
from . import agencies, fields, messages, names, people, periods, texts
from .surroundings import NOTHING_KNOWN, Surroundings
from .variables import Analysis

#: Of all processes together; beyond, comparing every two of one process would take longer than reading them may.
MOST_ELEMENTS = 4_000
_SEVERITIES = ("error", "warning", "info")


def read(
    resources: Mapping[str, bytes],
    functions: Functions,
    around: Surroundings = NOTHING_KNOWN,
    kept: Kept | None = None,
) -> tuple[Bundle, tuple[Finding, ...]]:
    """Read and check all files; the bundle may only be deployed when no finding has the severity "error".

    `kept`: what an earlier reading found out about files that have not changed since.
    """
    bundle, findings = build(resources, functions, kept)
    # Who writes a variable or sends a message may stand in a diagram that could not be read.
    if bundle.processes and not any(name.endswith((".bpmn", ".xml")) for name in unread(bundle, findings)):
        findings = (*findings, *analyse(bundle, functions, around))
    return bundle, tuple(sorted(findings, key=_weight))


def _weight(finding: Finding) -> tuple[int, str, int, str]:
    """What stops a deployment comes first, then as the files have it."""
    return _SEVERITIES.index(finding.severity), finding.resource, finding.line, finding.element_id


def analyse(bundle: Bundle, functions: Functions, around: Surroundings = NOTHING_KNOWN) -> list[Finding]:
    """What the structure alone does not show; nothing about a bundle of more than MOST_ELEMENTS elements."""
    if sum(len(process.nodes) for process in bundle.processes.values()) > MOST_ELEMENTS:
        return []
    found: dict[tuple[str, str, str], Finding] = {}
    for node, problem in _problems(bundle, functions, around):
        resource = node.process.resource
        finding = Finding(
            resource, node.id, problem.code, problem.german, problem.severity, node.line, message_en=problem.english
        )
        found.setdefault((resource, node.id, problem.german), finding)
    return list(found.values())


def _problems(bundle: Bundle, functions: Functions, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    analysis = Analysis(bundle, around)
    return chain(
        names.check(analysis, functions),
        fields.check(analysis, functions),
        agencies.check(bundle, around),
        messages.check(bundle, around),
        people.check(bundle, around),
        periods.check(bundle, around),
        texts.check(bundle, around),
    )
