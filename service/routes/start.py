"""The start page: what runs here, and in the demo who may log in. Plain HTML in German and English."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from ..context import TENANT, Ctx
from ..problems import language

router = APIRouter(include_in_schema=False)

_TEXT = {
    "de": {
        "title": "AKZESS – Verfahren für Fachkräfte",
        "lead": "Die Plattform läuft. Anmeldung mit HTTP Basic oder über /login.",
        "open": "Offene Aufgaben",
        "api": "Schnittstelle (OpenAPI)",
        "demo": "Demo-Zugänge",
        "account": "Konto",
        "role": "Rolle",
        "site": "Standort",
        "other": '<a href="/?lang=en" hreflang="en" lang="en">English</a>',
        "more": "mehr als",
    },
    "en": {
        "title": "AKZESS – procedure for skilled workers",
        "lead": "The platform is running. Log in by HTTP Basic or through /login.",
        "open": "Open tasks",
        "api": "Interface (OpenAPI)",
        "demo": "Demo accounts",
        "account": "Account",
        "role": "Role",
        "site": "Site",
        "other": '<a href="/?lang=de" hreflang="de" lang="de">Deutsch</a>',
        "more": "more than",
    },
}


@router.get("/")
def start(ctx: Ctx, request: Request, lang: str | None = None) -> HTMLResponse:
    """The page."""
    code = lang if lang in _TEXT else language(request)
    text = _TEXT[code]
    found = ctx.read.inbox(TENANT, person="", groups=None, limit=200)
    count = f"{text['more']} {len(found.items)}" if found.next else str(len(found.items))
    accounts = ""
    if ctx.demo:
        lines = "".join(
            f"<tr><td>{escape(a.name)}</td><td>{escape(', '.join(sorted(a.groups)))}</td>"
            f"<td>{escape(', '.join(sorted(a.sites)))}</td></tr>"
            for a in ctx.accounts
        )
        accounts = (
            f"<h2>{text['demo']}</h2><table><thead><tr><th>{text['account']}</th><th>{text['role']}</th>"
            f"<th>{text['site']}</th></tr></thead><tbody>{lines}</tbody></table>"
        )
    return HTMLResponse(
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{text["title"]}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/start.css"></head><body><main>'
        f"<p>{text['other']}</p><h1>{text['title']}</h1><p>{text['lead']}</p>"
        f"<dl><dt>{text['open']}</dt><dd>{count}</dd>"
        f'<dt>{text["api"]}</dt><dd><a href="/openapi.json">/openapi.json</a></dd></dl>{accounts}</main></body></html>'
    )


@router.get("/start.css")
def style() -> Response:
    """The few rules of the page."""
    return Response(
        "body{font:1.1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:50rem;padding:0 1rem}"
        "table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1rem .2rem 0;border-bottom:1px solid #999}"
        "dt{font-weight:600}dd{margin:0 0 .5rem}@media(prefers-color-scheme:dark)"
        "{body{background:#111;color:#eee}a{color:#8cf}}",
        media_type="text/css",
    )
