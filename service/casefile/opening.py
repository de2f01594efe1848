"""Opens a case's file for its reader: loads what the functions of this package need, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from engine.errors import NotFound
from engine.kernel.bundle import Bundle
from engine.migrations import moved_from
from processes import load_parameters

from ..access import Gate
from ..access.fields import FIELDS
from ..context import TENANT, Context
from ..problems import Problem
from ..resources import casefile as r
from . import present, relations
from .file import CaseFile
from .guide import guide


def opened(ctx: Context, gate: Gate) -> CaseFile:
    """The file of the case that the gate has let the reader to."""
    standing = ctx.engine.standing(gate.case.id)
    known: dict[str, bool] = {}

    def reads(kind: str) -> bool:
        if kind not in known:
            folder = FIELDS.folder(kind)
            known[kind] = gate.reads(kind) and (not folder or gate.sealed_open(folder))
        return known[kind]

    def earlier() -> list[Bundle]:
        moves = ctx.read.moves(TENANT, standing.case.id)
        return [ctx.engine.definition_table(number) for number in moved_from(moves)]

    return CaseFile(standing, ctx.engine.definition_table(standing.case.deployment_id), guide(), reads, earlier)


def outcome(gate: Gate, file: CaseFile) -> str | None:
    """How the case ended, or None."""
    value = file.variables.get("outcome")
    return value if isinstance(value, str) and gate.reads("file") else None


def family(ctx: Context, gate: Gate, file: CaseFile) -> list[r.Relative]:
    """Other cases that this one names, as far as the reader may know of them."""
    named = relations.kin(file)
    if not named:
        return []
    rows = {row.business_key: row for row in ctx.read.cases_by_keys(TENANT, [number for _, number in named])}
    found = []
    for rule, number in named:
        row = rows.get(number)
        if row is None or not _known(gate, row.id):
            continue
        name = row.listed.applicant if gate.reads("master") else ""
        found.append(
            r.Relative(
                case_id=row.id,
                business_key=row.business_key,
                relation=rule.key,
                relation_name=present.text(rule.name),
                name=name,
                status=row.status.value,
            )
        )
    return found


def _known(gate: Gate, case_id: str) -> bool:
    try:
        gate.load_case(case_id, "case.exists")
    except (NotFound, Problem):
        return False
    return True


def drafts(ctx: Context, gate: Gate, tasks: Iterable[Any]) -> set[str]:
    """Ids of the tasks in which the reader has a draft."""
    ids = [task.id for task in tasks]
    return set(ctx.read.with_drafts(TENANT, gate.person, ids)) if ids else set()


def names(ctx: Context, *people: Iterable[str | None]) -> Mapping[str, str]:
    """What people are called, by id."""
    return ctx.front.directory.names(present.people(*people))


def versions(ctx: Context, deployment_id: int) -> Mapping[str, int]:
    """The versions of the processes of a deployment."""
    rows = ctx.read.definitions(TENANT)
    return {row.process_id: row.version for row in rows if row.deployment_id == deployment_id}


@lru_cache(maxsize=4)
def parameters(day: date) -> Mapping[str, Any]:
    """The law's values in force on a day."""
    return load_parameters().at(day, partial=True)


def sites(day: date) -> list[Mapping[str, Any]]:
    """The offices that take part on a day."""
    return list(parameters(day).get("sites") or [])
