"""Answering the survey: a code, the questions, the answer; no login, no cookie, nothing that is remembered of anybody."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from authority.survey.questionnaire import LONGEST_TEXT
from engine.deadlines import local_day
from engine.errors import NotFound

from ..bodies import StrictRoute
from ..context import Ctx
from ..preconditions import again
from ..problems import Problem
from ..resources import survey as out
from ..resources.base import Text
from ..schemas import Body
from ..status.attempts import Attempts
from ..survey import taking
from ..views import Exact

router = APIRouter(tags=["survey"], route_class=StrictRoute, default_response_class=Exact)


class Code(Body):
    """A code as it stands on the slip; spaces, dashes and small letters make no difference."""

    code: Annotated[str, Field(min_length=1, max_length=60, examples=["7K3M-XTPA-9WDH-QRST"])]


class Answers(Code):
    """Ratings 1 to 5 (0: no experience) by item, and open answers."""

    ratings: dict[str, Annotated[int, Field(ge=0, le=5)]] = Field(default_factory=dict)
    texts: dict[str, Annotated[str, Field(max_length=LONGEST_TEXT)]] = Field(default_factory=dict)


def _attempts(request: Request) -> Attempts:
    """Problem: 403 for a request that another site's page sent; 429 after too many wrong codes from an address."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Problem(403, "forbidden", "another origin")
    found: Attempts = request.app.state.survey
    wait = found.wait("survey", _address(request))
    if wait:
        raise Problem(429, "too-many-attempts", headers={"Retry-After": str(wait)})
    return found


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


Tried = Annotated[Attempts, Depends(_attempts)]


@router.post("/survey/questionnaire", response_model=out.SurveyQuestions)
def questionnaire(request: Request, ctx: Ctx, attempts: Tried, body: Code) -> Exact:
    """Fragen zu einem Code / what a code lets somebody answer; it stays good until an answer is sent."""
    try:
        known, asked = taking.asked(ctx.read, body.code, local_day(ctx.clock.now()))
    except NotFound:
        attempts.failed(_address(request), _address(request))
        raise
    name = asked.populations[known.population]
    items = [
        out.SurveyItem(id=item.id, text=Text(de=item.text.de, en=item.text.en), open=item.open)
        for item in asked.items[known.population]
    ]
    return Exact(out.SurveyQuestions(population=Text(de=name.de, en=name.en), items=items))


@router.post("/survey/answers", status_code=204)
def answer(request: Request, ctx: Ctx, attempts: Tried, body: Answers) -> Response:
    """Antworten abgeben / give an answer: the code is used up, and the answer kept without it."""
    try:
        known, asked = taking.asked(ctx.read, body.code, local_day(ctx.clock.now()))
    except NotFound:
        attempts.failed(_address(request), _address(request))
        raise
    try:
        ratings, texts = asked.checked(known.population, body.ratings, body.texts)
    except ValueError as error:
        place = {"pointer": f"/ratings/{str(error)[:40]}".rstrip("/"), "code": "invalid", "message": ""}
        raise Problem(422, "validation-failed", errors=[place]) from None

    def attempt() -> None:
        with ctx.store.unit_of_work() as work:
            taking.take(work, known, ratings, texts)
            work.commit()

    again(attempt)
    return Response(status_code=204)
