"""The bare address leads people to the clerk's desk; what programs may ask is in /openapi.json."""

from __future__ import annotations

from starlette.responses import RedirectResponse

from ..routing import Router

router = Router(include_in_schema=False)


@router.get("/")
def start() -> RedirectResponse:
    """303 to the pages, which have their own login and lead applicants to theirs."""
    return RedirectResponse("/app/", status_code=303)
