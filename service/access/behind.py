"""Looks for what the database does not show to a caller: only so that it can be written down that somebody asked."""

from __future__ import annotations

from engine.model import Case
from store import sight

from ..context import TENANT, Context


def case_behind(ctx: Context, text: str) -> Case | None:
    """The case of an id (of a case, a task or a document) or number beyond the caller's sight; None: there is none."""
    if sight.current().sites is None:
        return None
    with sight.seeing(sight.everything(TENANT)):
        read = ctx.read
        row = read.case_by_key(TENANT, text) if text.startswith("AKZ-") else read.case(TENANT, text.split(".")[0])
        if row is None and ctx.cabinet is not None:
            document = ctx.cabinet.document(TENANT, text)
            row = None if document is None else read.case(TENANT, document.case_id)
        return row
