"""Where people find out whom to tell of a weakness (RFC 9116)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from starlette.responses import PlainTextResponse

from ..context import Ctx
from ..problems import Problem
from ..routing import Router

router = Router(include_in_schema=False)

PATH = "/.well-known/security.txt"
_VALID = timedelta(days=180)  # RFC 9116, 2.5.5: less than a year


@dataclass(frozen=True, slots=True)
class SecurityContact:
    """Who wants to be told: `contact` is an address as `mailto:…` or `https://…`, `origin` our own public address."""

    contact: str
    origin: str = ""

    def text(self, now: datetime) -> str:
        """The file as it is valid from `now` on."""
        until = (now + _VALID).replace(hour=0, minute=0, second=0, microsecond=0)
        lines = [f"Contact: {self.contact}", f"Expires: {until.isoformat()}", "Preferred-Languages: de, en"]
        if self.origin:
            lines.append(f"Canonical: {self.origin}{PATH}")
        return "\n".join(lines) + "\n"


@router.get(PATH)
def security_txt(request: Request, ctx: Ctx) -> PlainTextResponse:
    """The file; 404 where the operator has named nobody."""
    found: SecurityContact | None = request.app.state.security_contact
    if found is None:
        raise Problem(404, "not-found")
    return PlainTextResponse(found.text(ctx.clock.now()))
