"""What a changing request must bring (reliability C-2): a key that makes it happen once, the version it was made for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from fastapi import Header
from pydantic import BeforeValidator, Field
from starlette.responses import Response

from engine import failpoints
from engine.errors import TryAgain
from engine.model import Actor
from engine.ports import UnitOfWork
from store.codec import dumps, loads

from .context import TENANT, Context
from .resources.base import Resource
from .views import Exact

T = TypeVar("T")

#: A unit of work that two transactions made impossible is run so often in all.
TRIES = 4
REPLAYED = "Idempotent-Replayed"

RequestKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=16,
        max_length=255,
        pattern="^[!-~]+$",
        description="Eine je Absicht, auch bei Wiederholung dieselbe / one per intention, the same for a repetition",
        examples=["3f6c1d2e-4b5a-4c11-9a52-7c1b7e4d9a52"],
    ),
]


_VERSION = re.compile(r'"[0-9]{1,18}"')


def _number(text: str) -> int:
    """The number in `"12"`; problems.py answers 428 for a missing one and `*`, 412 for anything else."""
    if not _VERSION.fullmatch(text):
        raise ValueError("not a version")
    return int(text[1:-1])


#: No dependency of its own: each costs a request as much as a statement to the database.
Expected = Annotated[
    int,
    BeforeValidator(_number, json_schema_input_type=Annotated[str, Field(pattern=f"^{_VERSION.pattern}$")]),
    Header(
        alias="If-Match",
        description="Die Version, die der Aufrufer sah / the version that the caller saw",
        examples=['"12"'],
    ),
]


def entity(version: int, *, replayed: bool = False) -> dict[str, str]:
    """The headers of an answer about one object."""
    return {"ETag": f'"{version}"'} | ({REPLAYED: "true"} if replayed else {})


def once(
    ctx: Context,
    actor: Actor,
    key: str,
    name: str,
    asked: Any,
    act: Callable[[UnitOfWork], Resource],
    *,
    status: int = 200,
    location: Callable[[Mapping[str, Any]], str] | None = None,
) -> Response:
    """Do `act` and remember its answer under the caller's key, in one transaction; a repetition gets that answer.

    For changes that are no command of the engine. `name` and `asked` are what a repetition must agree in (path and
    body). Errors: Conflict `idempotency-key-reuse`, `idempotency-in-progress`, and those of `act`.
    """
    who = actor.account or actor.person
    print_ = hashlib.sha256(dumps([name, asked, actor.on_behalf_of]).encode()).digest()

    def attempt() -> Response:
        with ctx.store.unit_of_work() as work:
            earlier = work.remember_request(TENANT, who, key, name, print_, ctx.clock.now())
            if earlier is not None:
                return _answer(loads(earlier.decode()), status, location, replayed=True)
            failpoints.hit("api.after_key")
            found = act(work).plain()
            work.answer_request(TENANT, who, key, dumps(found).encode())
            failpoints.hit("api.before_commit")
            work.commit()
            failpoints.hit("api.after_commit")
            return _answer(found, status, location, replayed=False)

    return again(attempt)


def again(attempt: Callable[[], T]) -> T:
    """Run a unit of work, and once more when another one was in its way."""
    for _ in range(TRIES - 1):
        try:
            return attempt()
        except TryAgain:
            continue
    return attempt()


def _answer(
    found: Mapping[str, Any], status: int, location: Callable[[Mapping[str, Any]], str] | None, *, replayed: bool
) -> Response:
    headers = {REPLAYED: "true"} if replayed else {}
    if location is not None:
        headers["Location"] = location(found)
    return Exact(found, status_code=status, headers=headers)
