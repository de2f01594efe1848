"""Advice at the desk: answer templates, one of them filled for a case, and who answers for the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from engine.errors import NotFound

from ..access import Gate, may
from ..advice.desk import Advice
from ..bodies import StrictRoute
from ..context import Ctx
from ..resources import advice as out
from ..routing import Router
from ..schemas import Body
from ..views import Exact
from .advice import TheAdvice

router = Router(tags=["advice"], route_class=StrictRoute, default_response_class=Exact)


class Wanted(Body):
    """An answer template for a case; `values` fill what the case does not know."""

    template: Annotated[str, Field(min_length=3, max_length=60, examples=["documents.missing"])]
    language: Annotated[str, Field(pattern="^([a-z]{2}(-[a-z]+)?)?$", max_length=10, examples=["uk"])] = ""
    values: dict[Annotated[str, Field(max_length=30)], Annotated[str, Field(max_length=2000)]] = Field(
        default={}, max_length=8, examples=[{"date": "10.12.2026"}]
    )


@router.get("/answer-templates", response_model=out.AnswerTemplates)
def templates(gate: Annotated[Gate, may("letter.templates")], desk: TheAdvice) -> Exact:
    """Antwortvorlagen nach Thema und Sprache. / Answer templates by topic and language."""
    return Exact(desk.templates())


@router.post("/cases/{case}/answers", response_model=out.FilledTemplate)
def fill(ctx: Ctx, gate: Annotated[Gate, may("letter.preview")], desk: TheAdvice, case: str, body: Wanted) -> Exact:
    """Eine Vorlage für einen Vorgang. / A template filled for a case, with the German text beside it; nothing is sent.

    Without a language: the one that the applicant reads. `open` names the places that somebody has to fill.
    """
    template = desk.answers.get(body.template)
    if template is None:
        raise NotFound(body.template)
    facts = gate.mask(ctx.engine.variables(gate.case.id))
    applicant = _context(facts.get("applicant"))
    named = _contact(gate, desk)
    known = {
        "name": f"{applicant.get('givenNames') or ''} {applicant.get('familyName') or ''}".strip(),
        "caseRef": gate.case.business_key,
        "office": named.shown,
        "phone": named.phone,
        "mail": named.mail,
    }
    wanted = body.language or str(applicant.get("contactLang") or "")
    return Exact(desk.fill(template, desk.language(wanted), known | dict(body.values)))


@router.get("/cases/{case}/contact", response_model=out.NamedContact)
def contact(gate: Annotated[Gate, may("letter.preview")], desk: TheAdvice, case: str) -> Exact:
    """Ansprechstelle des Vorgangs. / Who answers for a case: the team, never a clerk's name without consent (9.4)."""
    return Exact(_contact(gate, desk))


def _contact(gate: Gate, desk: Advice) -> out.NamedContact:
    found = desk.contacts.get(gate.case.site) or next(iter(desk.contacts.values()))
    return out.NamedContact(reference=gate.case.business_key, shown=found.office, phone=found.phone, mail=found.mail)


def _context(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
