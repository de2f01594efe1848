"""Which language the applicant of a case wants, read from its state without locking it: a hint may be a step old."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.errors import EngineError
from engine.kernel.state import decode
from engine.model import Case

from ..context import TENANT, Context

#: Cases that are looked into at once.
MOST = 200


def languages(ctx: Context, case_ids: Iterable[str]) -> dict[str, str]:
    """By case the code of the language ("vi"); cases that say none, or whose content is gone, are left out."""
    found = {}
    for case_id in list(dict.fromkeys(case_ids))[:MOST]:
        case = ctx.read.case(TENANT, case_id)
        wanted = "" if case is None else _wanted(ctx, case)
        if wanted:
            found[case_id] = wanted
    return found


def _wanted(ctx: Context, case: Case) -> str:
    bundle = ctx.engine.definition_table(case.deployment_id)
    try:
        state = decode(case.state, case.checksum, case.state_format, bundle)
    except EngineError:  # state that does not fit its checksum is an incident elsewhere, here only no hint
        return ""
    variables: dict[str, Any] = (state.root.vars or {}) if state.root else (state.final or {})
    applicant = variables.get("applicant")
    wanted = applicant.get("contactLang") if isinstance(applicant, dict) else None
    return wanted.lower()[:8] if isinstance(wanted, str) else ""
