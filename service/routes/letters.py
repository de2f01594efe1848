"""Letters: which there are, and how one would look for a case before the process sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import Field

from documents.checks import names
from documents.errors import Unrenderable
from documents.letters import Order, Writer
from documents.letters.book import Template

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import Context, Ctx
from ..problems import Problem
from ..resources.documents import LetterPlaceholder, LetterTemplate, LetterTemplates
from ..routing import Router
from ..schemas import Body
from ..views import Exact
from .documents import SANDBOX

router = Router(tags=["documents"], route_class=StrictRoute, default_response_class=Exact)

#: What a preview shows in place of the code that only the applicant may have.
_HIDDEN = "••••-••••-••••"


class LetterPreview(Body):
    """A letter to look at; `values` take the place of what follows from the case."""

    template: str = Field(min_length=1, max_length=60, examples=["document-request"])
    language: str = Field(default="de", pattern="^[a-z]{2}(-[a-z]+)?$", max_length=10, examples=["en"])
    values: dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=10_000)]] = Field(
        default={}, max_length=40, examples=[{"deadline": "2026-12-10"}]
    )


def _writer(ctx: Context) -> Writer:
    if ctx.letters is None:
        raise Problem(503, "unavailable")
    return ctx.letters


@router.get("/letters/templates", response_model=LetterTemplates)
def templates(ctx: Ctx, gate: Annotated[Gate, may("letter.templates")]) -> Exact:
    """Every letter with its places and the languages in which a second page can be had."""
    book = _writer(ctx).book
    items = [
        LetterTemplate(
            key=template.key,
            de=template.de,
            en=template.en,
            languages=[code for code, language in book.languages.items() if template.key in language.letters],
            placeholders=[
                LetterPlaceholder(name=place.name, de=place.de, en=place.en, required=place.name in template.required)
                for place in template.places.values()
            ],
        )
        for template in book.templates.values()
    ]
    return Exact(LetterTemplates(items=items, next=None).plain())


@router.post(
    "/cases/{case}/letters/preview",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "Entwurf / draft"}},
)
def preview(ctx: Ctx, gate: Annotated[Gate, may("letter.preview")], case: str, body: LetterPreview) -> Response:
    """The letter as it would be now, as PDF. Nothing is filed and nothing is sent; what is not known yet stands in []."""
    writer = _writer(ctx)
    template = writer.book.templates.get(body.template)
    if template is None:
        raise Problem(
            422,
            "validation-failed",
            errors=[{"pointer": "/template", "code": "unknown", "message": "Gibt es nicht / does not exist"}],
        )
    unknown = sorted(set(body.values) - set(template.places))
    if unknown:
        raise Problem(
            422,
            "unknown-field",
            errors=[
                {
                    "pointer": f"/values/{unknown[0]}",
                    "code": "unknown-field",
                    "message": "Unbekanntes Feld / unknown field",
                }
            ],
        )
    facts = gate.mask(ctx.engine.variables(gate.case.id))
    order = Order(
        template=template.key,
        language=body.language,
        case_ref=gate.case.business_key,
        recipient=_recipient(template, facts),
        facts=facts,
        at=ctx.clock.now(),
        values=_secret(template) | dict(body.values),
    )
    try:
        made = writer.write(writer.completed(order))
    except Unrenderable as error:
        raise Problem(422, error.code, error.detail) from None
    headers = {
        "Content-Disposition": names.disposition(made.file_name, inline=True),
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(made.pdf, media_type="application/pdf", headers=headers)


def _secret(template: Template) -> dict[str, str]:
    return {"statusCode": _HIDDEN} if "statusCode" in template.places else {}


def _recipient(template: Template, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    if template.to == "employer":
        employer = _context(facts.get("employer"))
        return {"name": employer.get("name"), "address": employer.get("address")}
    if template.to == "authority":
        return {}
    applicant = _context(facts.get("applicant"))
    name = f"{applicant.get('givenNames') or ''} {applicant.get('familyName') or ''}".strip()
    return {"name": name, "address": applicant.get("address")}


def _context(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
