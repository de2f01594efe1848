"""Puts the HTTP application together: routes, problems, limits, headers that every answer carries."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.base import Connector
from connectors.ledger import Ledger
from documents.intake import LARGEST
from documents.letters import Writer
from documents.registry import Registry
from engine import failpoints
from engine.ports import Clock, Store
from store import SqlStore, sight
from store.evidence import Entry

from . import openapi, pages, problems
from .access import Reads
from .advice.desk import Advice
from .appointments.desk import Desk as AppointmentDesk
from .appointments.notices import notices_of
from .bodies import BodyLimit
from .context import TENANT, Context
from .designer.desk import Designer
from .elements import Elements
from .feed import Feed
from .identity import Accounts, FrontDoor, OidcConfig
from .identity.same_origin import SameOrigin
from .limits import Limiter, Limits, RateLimit
from .multipart import AROUND
from .orchestration import router as orchestration
from .portal.desk import Portal, PortalDesk
from .readiness import Judge, Operating
from .routes import routers, well_known
from .sight import Sighted
from .status.attempts import Attempts
from .status.codes import demo_code
from .status.desk import Desk
from .telemetry import Telemetry

#: The largest body anybody may send: a letter with attachments.
MAX_BODY = 10 * 1024 * 1024

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; "
                                 b"frame-ancestors 'none'"),
]  # fmt: skip


class _Headers:
    """ASGI: adds the security headers to every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers."""

        async def extended(message: Message) -> None:
            if message["type"] == "http.response.start":
                failpoints.hit("api.before_reply")
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in _HEADERS if h[0] not in present)]
            await send(message)

        await self.app(scope, receive, extended)


def _news(store: Store, cursor: str | None) -> Any:
    # One look for all browsers, whoever came first: each is told only what concerns it.
    with sight.seeing(sight.everything()):
        return store.changes_since(TENANT, cursor)


def create_app(
    engine: Any,
    store: Store,
    agencies: Mapping[str, Connector],
    accounts: Accounts,
    clock: Clock,
    wake: Callable[[], None],
    *,
    prepare: Callable[[str, dict[str, Any], str], tuple[dict[str, Any], str]] | None = None,
    demo: bool = False,
    ledger: Ledger | None = None,
    limits: Limits | None = None,
    oidc: OidcConfig | None = None,
    origins: Sequence[str] = (),
    documents: Registry | None = None,
    letters: Writer | None = None,
    proof: Callable[[Entry], bytes | None] | None = None,
    security_contact: str = "",
    operating: Operating | None = None,
    workshop: Designer | None = None,
    advice: Advice | None = None,
    portal_parts: Portal | None = None,
) -> FastAPI:
    """The application.

    `wake` is called after every command that was committed. `prepare` completes (process id, variables, site) of a
    new case with what the platform knows. `demo` shows the demo accounts on the start page. `ledger` keeps evidence of
    what agencies send. `limits`: how often somebody may ask (None: as often as they like, but for failed logins).
    `oidc`: the authority's login provider. `origins`: public addresses behind a proxy, for checking where changes come from.
    `documents`: the registry of files, `letters`: who writes letters (None: there are none).
    `security_contact`: whom to tell of a weakness, as `mailto:…` or `https://…` (empty: no security.txt).
    `proof` makes a page of PDF of an entry of the evidence ledger (None: nobody confirmed it). `operating`: what the
    process itself knows of its readiness, and its figures. `workshop`: what the designers' page needs.
    `advice`: checklist, knowledge pages and answer templates (None: there are none).
    """
    limiter = Limiter(limits or Limits(rates={}), time.monotonic)
    front = FrontDoor.of(accounts, store, clock, TENANT, limiter, oidc)
    front.directory.seed()
    app = FastAPI(
        title="AKZESS",
        version="0.1.0",
        description="Verfahren, Aufgaben, Nachrichten. Every error is application/problem+json (RFC 9457).",
        docs_url=None,  # the interactive pages would load scripts from elsewhere
        redoc_url=None,
        generate_unique_id_function=openapi.operation_id,
        # Our own middleware makes the request's span; the framework's would begin a second trace beside it.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        middleware=[
            Middleware(Telemetry),
            Middleware(_Headers),
            Middleware(Sighted),
            Middleware(RateLimit, limiter=limiter),
            Middleware(SameOrigin, security=front.security, origins=origins),
            Middleware(BodyLimit, limit=MAX_BODY, uploads=LARGEST + AROUND),
        ],
        openapi_tags=openapi.TAGS,
    )
    app.state.context = Context(
        engine=engine,
        store=store,
        agencies=agencies,
        accounts=accounts,
        clock=clock,
        wake=wake,
        prepare=prepare or (lambda process, variables, site: (variables, site)),
        front=front,
        reads=Reads(store, clock, TENANT),
        elements=Elements(engine, store.read, clock.now, TENANT),
        feed=Feed(lambda cursor: _news(store, cursor)),
        demo=demo,
        ledger=ledger,
        documents=documents,
        letters=letters,
        proof=proof,
    )
    app.state.operating = operating or Operating()
    app.state.advice = advice
    app.state.designer = workshop or Designer()
    app.state.survey = Attempts(clock.now)
    app.state.judge = Judge(store, clock, app.state.operating)
    app.state.status = Desk(store, clock.now, demo_code if demo else None)
    desk = AppointmentDesk(store, clock.now, TENANT) if isinstance(store, SqlStore) else None
    app.state.appointments = desk
    app.state.appointment_notices = desk and notices_of(desk, engine.handle, agencies)
    app.state.portal = PortalDesk(portal_parts, store, clock.now, documents) if portal_parts else None
    contact = well_known.SecurityContact(security_contact, origins[0] if origins else "")
    app.state.security_contact = contact if security_contact else None
    problems.install(app)
    for router in routers():
        app.include_router(router)
    app.include_router(orchestration)
    app.include_router(pages.router())  # last: the API's own addresses win
    openapi.describe(app)
    return app
