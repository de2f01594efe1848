"""Everything a designer wants to know about a decision model before anybody relies on it."""

from __future__ import annotations

from .check_cells import check_cells
from .check_names import check_names, check_requirements
from .check_tables import check_tables
from .findings import Finding
from .model import Model


def check(model: Model) -> list[Finding]:
    """What is wrong (``error``) or deserves a look (``warning``) in a model, worst first, then by line.

    Bounded in effort: tables too large to be searched say so. A model loaded tolerantly brings its load findings too.
    """
    found = [
        *model.findings,
        *check_names(model),
        *check_requirements(model),
        *check_cells(model),
        *check_tables(model),
    ]
    return sorted(found, key=lambda finding: (finding.severity != "error", finding.line, finding.code))
