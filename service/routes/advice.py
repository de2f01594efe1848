"""Advice for everybody: the checklist asked of the deployed tables, and the knowledge pages; nothing is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import Field

from authority.advice import Asked
from engine.errors import NotFound
from processes import load_parameters

from ..advice.desk import Advice
from ..bodies import StrictRoute
from ..context import Ctx
from ..problems import Problem
from ..resources import advice as out
from ..routing import Router
from ..schemas import Body
from ..views import Exact

router = Router(tags=["advice"], route_class=StrictRoute, default_response_class=Exact, prefix="/advice")

Lang = Annotated[str | None, Query(max_length=10, pattern="^[a-z]{2}(-[a-z]+)?$", examples=["uk"])]
_Level = Literal["NONE", "A1", "A2", "B1", "B2", "C1", "C2"]
_Count = Annotated[int | None, Field(ge=0, le=600)]
State = Annotated[str, Field(pattern=r"^\d{3}$", examples=["436"])]
Title = Annotated[str, Field(max_length=30, pattern="^[A-Z0-9_]*$", examples=["VISA_D"])]


class Plan(Body):
    """What somebody plans. No name, no birth date, no address: nothing here says who asks."""

    purpose: Annotated[str, Field(pattern="^FG[1-9]$", examples=["FG1"])]
    process_type: Literal["ERSTERTEILUNG", "VERLAENGERUNG", "ZWECKWECHSEL", "ARBEITGEBERWECHSEL"] = "ERSTERTEILUNG"
    site: Annotated[str, Field(max_length=5, description="Where one lives or will work; empty: elsewhere")] = ""
    nationality: State
    age: Annotated[int | None, Field(ge=0, le=120)] = None
    inside: Annotated[bool, Field(description="Lives in Germany already")] = False
    title: Title = "NONE"
    offer: Annotated[bool, Field(description="Has a contract or an offer")] = False
    isco: Annotated[str, Field(pattern=r"^\d{0,4}$", description="ISCO-08", examples=["2512"])] = ""
    level: Literal["", "DEGREE", "TRAINING", "HELPER"] = ""
    gross: Annotated[int | None, Field(ge=0, le=10_000_000, description="Whole EUR a year before tax")] = None
    contract_months: _Count = None
    agency_work: bool = False
    qualification: Literal["NONE", "DEGREE", "TRAINING", "EXPERIENCE"] = "NONE"
    qualified_in: Annotated[str, Field(pattern=r"^(\d{3})?$")] = ""
    recognition: Literal["NONE", "GERMAN", "ANABIN_H_PLUS", "ZAB", "EQUIVALENT", "PARTIAL", "OPEN"] = "NONE"
    years_since_degree: Annotated[int | None, Field(ge=0, le=80)] = None
    experience_years: Annotated[int | None, Field(ge=0, le=80)] = None
    regulated: bool = False
    german: _Level = "NONE"
    english: _Level = "NONE"
    business: Literal["", "GEWERBE", "HANDWERK", "FREIBERUF", "LANDWIRTSCHAFT"] = ""
    crafts: Literal["NONE", "HWO_A", "HWO_B1", "HWO_B2"] = "NONE"
    liberal_profession: Literal["", "CHAMBER", "NO_CHAMBER"] = ""
    enrolled: bool = False
    hosting_agreement: bool = False
    institution_recognised: bool = False
    studies_completed: bool = False
    public_scholarship: bool = False
    relation: Literal["", "SPOUSE", "CHILD", "CHILD_BORN_DE", "PARENT"] = ""
    sponsor_title: Title = ""
    sponsor_group: Annotated[str, Field(pattern="^(FG[1-9])?$")] = ""
    title_months: _Count = None
    pension_months: _Count = None


def _desk(request: Request) -> Advice:
    found: Advice | None = request.app.state.advice
    if found is None:
        raise NotFound("advice")
    return found


TheAdvice = Annotated[Advice, Depends(_desk)]


@router.get("/choices", response_model=out.AdviceChoices)
def choices(ctx: Ctx, desk: TheAdvice) -> Exact:
    """Was die Checkliste zur Wahl stellt. / What the checklist offers to choose from."""
    now = ctx.clock.now()
    states = load_parameters().labels(now.date()).get("states", [])
    return Exact(desk.choices(states, now))


@router.post("/check", response_model=out.AdviceAnswer)
def check(request: Request, ctx: Ctx, desk: TheAdvice, body: Plan, lang: Lang = None) -> Exact:
    """Checkliste: Rechtsgrundlagen, Unterlagen, Gebühren, Dauer aus den Tabellen. / Nothing is kept.

    Problem: 429 for an address that asks too often.
    """
    wait = desk.must_wait(request.client.host if request.client else "")
    if wait:
        raise Problem(429, "too-many-requests", headers={"Retry-After": str(wait)})
    told = body.model_dump()
    asked = Asked(**{**told, "gross": None if body.gross is None else Decimal(body.gross)})
    language = desk.language(lang, request.headers.get("accept-language", ""))
    return Exact(desk.check(ctx.read, asked, language, ctx.clock.now()))


@router.get("/pages", response_model=out.KnowledgePages)
def pages(request: Request, desk: TheAdvice, lang: Lang = None, q: Annotated[str, Query(max_length=200)] = "") -> Exact:
    """Wissensseiten, oder die zu einer Suche. / Knowledge pages, or those that a search finds."""
    found = Exact(desk.pages(desk.language(lang, request.headers.get("accept-language", "")), q))
    found.headers["Vary"] = "Accept-Language"
    return found


@router.get("/pages/{page}", response_model=out.KnowledgePage)
def page(request: Request, ctx: Ctx, desk: TheAdvice, page: str, lang: Lang = None) -> Exact:
    """Eine Wissensseite. / One page with the amounts of the day; what the language lacks is English, then German."""
    language = desk.language(lang, request.headers.get("accept-language", ""))
    found = desk.page(page, language, ctx.clock.now())
    if found is None:
        raise NotFound(page)
    answer = Exact(found)
    answer.headers["Vary"] = "Accept-Language"
    return answer
