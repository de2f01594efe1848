"""Documents that a partner hands in with its answer: through the gate of all uploads, into the file of the case."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool

from authority.partners.network import Network, load
from documents import model
from documents.errors import DocumentError
from documents.registry import Upload
from engine.errors import Conflict, NotFound
from store import sight as walls
from store.partners import PartnerRequest
from store.partners.records import UNDERWAY

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..multipart import Form, described, receive
from ..partners import sight
from ..preconditions import REPLAYED, RequestKey
from ..problems import Problem
from ..resources import partners as out
from ..views import Exact
from .documents import problem, registry

router = APIRouter(tags=["partners"], route_class=StrictRoute, default_response_class=Exact)

RequestId = Annotated[str, Path(max_length=64)]
#: As many as a message to a partner may have (domain document 5.2).
MOST = 20
_FORM = described()


@router.post(
    "/partner-requests/{request}/documents", status_code=201, response_model=out.SentDocument, openapi_extra=_FORM
)
async def hand_in(
    ctx: Ctx, gate: Annotated[Gate, may("partner.answer")], http: Request, request: RequestId, key: RequestKey
) -> Exact:
    """Unterlage zur Antwort hochladen / hand in a document with the answer, while the request is open."""
    row, _ = await run_in_threadpool(sight.request_of, gate, load(), request)
    form = await receive(http, frozenset())
    try:
        return await run_in_threadpool(_file, ctx, gate, load(), row, form, key)
    except DocumentError as error:
        raise problem(error) from None
    finally:
        form.close()


def _file(ctx: Context, gate: Gate, network: Network, row: PartnerRequest, form: Form, key: str) -> Exact:
    partner = network.partners[row.partner]
    order = Upload(
        tenant=TENANT,
        case_id=row.case_id,
        file_name=form.file_name[:1000],
        media_type=form.media_type,
        source=model.Source.AGENCY,
        by=gate.person,
        by_name=partner.name.de,
        principal=gate.account,
        key=key,
        folder=model.Folder.SCHRIFTVERKEHR,
        title=f"{partner.name.de}: {form.file_name}"[:200],
        on_behalf_of=gate.actor.on_behalf_of,
    )
    # The partner sees nothing of the file into which this goes: it is filed with the platform's own sight.
    with walls.seeing(walls.everything()):
        known = registry(ctx).cabinet.filed(TENANT, order.request_key) is not None
        if not known:
            _underway(ctx, row.id)
        document = registry(ctx).accept(order, form.file)
        handed = out.SentDocument(
            id=document.id,
            type="ANTWORT",
            name=document.version.file_name,
            media_type=document.version.media_type,
            size=document.version.blob.size,
        )
        _noted(ctx, row.id, handed)
    return Exact(handed.plain(), status_code=201, headers={REPLAYED: "true"} if known else {})


def _underway(ctx: Context, request_id: str) -> None:
    rows = ctx.read.records(PartnerRequest, {"tenant": TENANT, "id": request_id}, limit=1)
    if not rows:
        raise NotFound(request_id)
    if rows[0].state not in UNDERWAY:
        raise Conflict(f"the request is {rows[0].state}")
    if len(rows[0].content.get("handed") or ()) >= MOST:
        raise Problem(409, "too-many-documents")


def _noted(ctx: Context, request_id: str, handed: out.SentDocument) -> None:
    """Lay it beside the request, once; the request's version stays: an answer that is being written goes through."""
    with ctx.store.unit_of_work() as work:
        work.lock_correlation(TENANT, "partner-request", request_id)
        row: PartnerRequest | None = work.get(PartnerRequest, TENANT, request_id)
        if row is None:
            raise NotFound(request_id)
        before = list(row.content.get("handed") or [])
        if handed.id not in {one["id"] for one in before}:
            entry = {"id": handed.id, "name": handed.name, "media_type": handed.media_type, "size": handed.size}
            work.put(replace(row, content={**row.content, "handed": [*before, entry]}))
            work.commit()
