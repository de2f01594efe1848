"""Checks what people read: applicants' texts in the languages that have to be there, stages of the case page."""

from __future__ import annotations

from collections.abc import Iterator

from ..kernel.bundle import Bundle
from ..kernel.definition import Node
from ..kernel.lint_problem import Problem
from .surroundings import Surroundings

#: German is the language of the procedure (§ 23 Abs. 1 VwVfG), English is promised complete.
REQUIRED = ("de", "en")


def check(bundle: Bundle, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    """Problems of texts and stages."""
    for process in bundle.processes.values():
        for node in process.nodes.values():
            if node.applicant_text and around.texts is not None:
                yield from _text(node, node.applicant_text, around)
            if (
                node.stage
                and around.stages is not None
                and node.stage not in around.stages.get(process.id, frozenset())
            ):
                yield (
                    node,
                    Problem(
                        "stage-unknown",
                        f"Den Abschnitt „{node.stage}“ gibt es für dieses Verfahren nicht; in stages.yaml eintragen.",
                        f"This process has no stage “{node.stage}”; enter it in stages.yaml.",
                    ),
                )


def _text(node: Node, key: str, around: Surroundings) -> Iterator[tuple[Node, Problem]]:
    lacking = [language for language in REQUIRED if key not in (around.texts or {}).get(language, frozenset())]
    if lacking:
        yield (
            node,
            Problem(
                "text-missing",
                f"Der Text „{key}“ für Antragstellende fehlt ({', '.join(lacking)}); in texts/ ergänzen.",
                f"The text “{key}” for applicants is missing ({', '.join(lacking)}); add it in texts/.",
            ),
        )
