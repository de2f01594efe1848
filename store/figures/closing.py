"""Writes the row of a closed case in the transaction that closes it, and again for cases that were closed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from authority.figures.record import ClosedCase, closed_case
from engine.model import Case
from processes import AKZESS
from processes.yaml_files import read_yaml

from .. import statements
from ..erasing.content import Content
from ..evidence.rows import data_key
from ..session import Session
from . import rows

#: The subject of the tenant's own key in `data_key`: no case has such an id.
SUBJECT = "statistics"
_BERLIN = ZoneInfo("Europe/Berlin")
_LETTERS = (
    "SELECT template, language FROM document"
    " WHERE tenant = ? AND case_id = ? AND deleted_at IS NULL AND template IS NOT NULL"
)
#: Without a column it asks for no right to read: the service adds rows and never sees one (docs/database-roles.md).
_ONCE = "ON CONFLICT DO NOTHING"


def write(session: Session, content: Content, case: Case, found: Mapping[str, Any]) -> None:
    """The row, and the note that it is to be counted. A case that was recorded stays as it was."""
    row = with_letters(session, case, row_of(session, content, case, found))
    insert(session, case.tenant, [row])


def insert(session: Session, tenant: int, cases: Sequence[ClosedCase]) -> None:
    """Rows with their notes."""
    for some in [cases[start : start + 300] for start in range(0, len(cases), 300)]:
        session.run(statements.insert("closed_case", rows.NAMES, len(some), _ONCE), rows.flat(tenant, some))
        notes = [value for case in some for value in (tenant, case.case_key)]
        session.run(statements.insert("closed_case_new", ("tenant", "case_key"), len(some), _ONCE), notes)


def row_of(session: Session, content: Content, case: Case, found: Mapping[str, Any], month: int = 0) -> ClosedCase:
    """The row of a case that has ended."""
    reference = found.get("familyGroupKey")
    family = ""
    if isinstance(reference, str) and reference:
        family = rows.family_key(_tenant_key(session, content, case), case.tenant, reference)
    return made(case, found, content.history_key(case.tenant, case.id), family, month)


def with_letters(session: Session, case: Case, row: ClosedCase) -> ClosedCase:
    """The row with how many letters went to the applicant, and how many of them had the language asked for (K17)."""
    written = [lang for template, lang in session.all(_LETTERS, (case.tenant, case.id)) if template in to_applicants()]
    wanted = row.language or "de"
    return replace(row, letters=len(written), letters_wanted=sum(one == wanted for one in written))


@cache
def to_applicants() -> frozenset[str]:
    """The letters of the procedure that go to the applicant."""
    found = read_yaml(AKZESS / "letters" / "letters.yaml")["letters"]
    return frozenset(key for key, letter in found.items() if letter["to"] == "applicant")


def made(case: Case, found: Mapping[str, Any], key: bytes, family: str, month: int = 0) -> ClosedCase:
    """The row under these keys; `month` when that of the day is frozen."""
    ended = case.ended_at or case.updated_at
    return closed_case(
        found,
        case_key=rows.case_key(key, case.tenant, case.id),
        family_key=family,
        closed_on=ended.astimezone(_BERLIN).date(),
        process=case.process_id,
        definition_id=case.definition_id,
        site=case.site,
        month=month or None,
    )


def _tenant_key(session: Session, content: Content, case: Case) -> bytes:
    vault = content.vault
    if vault is None:
        return b""
    tenant = case.tenant
    fresh, wrapped = vault.fresh(tenant, SUBJECT)
    master, stored = data_key(session, tenant, SUBJECT, vault.current.id, wrapped, case.updated_at)
    key = fresh if stored == wrapped else vault.unwrap(tenant, SUBJECT, master, stored)
    return b"" if key is None else key.history
