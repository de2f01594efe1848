"""The kinds of document that a case asks for (decision table D6), by which a clerk files what has come on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .words import Words


def kinds(variables: Mapping[str, Any]) -> Mapping[str, Words]:
    """Code and name of each, in the order of the table; empty before the case has come to the table."""
    rows = variables.get("documents")
    return {
        row["code"]: Words(str(row["nameDe"]), str(row.get("nameEn") or row["nameDe"]))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping) and row.get("code") and row.get("nameDe")
    }
