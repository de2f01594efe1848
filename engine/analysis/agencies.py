"""Checks job types that only look like an agency's: a misspelt one would wait for an external worker for ever."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from ..kernel.bundle import Bundle
from ..kernel.definition import Node
from ..kernel.lint_problem import Problem
from .surroundings import Surroundings


def check(bundle: Bundle, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    """Problems of job types."""
    if around.operations is None:
        return
    agencies: dict[str, list[str]] = {}
    for job_type in around.operations:
        agency, _, operation = job_type.partition(".")
        agencies.setdefault(agency, []).append(operation)
    for process in bundle.processes.values():
        for node in process.nodes.values():
            if node.job_type and not node.job_type.startswith("="):
                for problem in (*doubts(node.job_type, agencies), *_lacking(node, around)):
                    yield node, problem


def _lacking(node: Node, around: Surroundings) -> Iterator[Problem]:
    """What the agency's request must have and no input mapping gives: it would be refused when it is too late."""
    given = {target.split(".")[0] for _, target in node.inputs}
    if node.loop is not None and node.loop.element:
        given.add(node.loop.element)
    lacking = sorted((around.required or {}).get(node.job_type or "", frozenset()) - given)
    if lacking:
        names = ", ".join(lacking)
        yield Problem(
            "operation-input-missing",
            f"Der Fachstelle fehlt: {names}. Als Eingabe (zeebe:input) zuordnen.",
            f"The agency lacks: {names}. Map it as an input (zeebe:input).",
        )


def doubts(job_type: str, agencies: dict[str, list[str]]) -> Iterator[Problem]:
    """What is odd about a job type, given the operations by agency; nothing for one that is somebody else's."""
    agency, _, operation = job_type.partition(".")
    if agency in agencies:
        if operation not in agencies[agency]:
            german, english = _near(operation, agencies[agency])
            yield Problem(
                "job-type",
                f"Die Fachstelle „{agency}“ hat keine Leistung „{operation}“.{german}",
                f"The agency “{agency}” has no operation “{operation}”.{english}",
            )
        return
    if difflib.get_close_matches(agency, agencies, n=1, cutoff=0.8):
        german, english = _near(agency, list(agencies))
        yield Problem(
            "job-type",
            f"Keine Fachstelle heißt „{agency}“; der Auftrag würde auf einen fremden Arbeiter warten.{german}",
            f"No agency is called “{agency}”; the job would wait for an external worker.{english}",
        )


def _near(word: str, known: Sequence[str]) -> tuple[str, str]:
    found = difflib.get_close_matches(word, known, n=1)
    return (f" Gemeint ist wohl „{found[0]}“.", f" “{found[0]}” is probably meant.") if found else ("", "")
