"""Sessions of people without an account in their browser: several side by side, each named by the word of its own page.

Each session has a cookie of its own beside the one of the session that was begun last. So a window never sees or changes
what another window of the same browser has opened.
"""

from __future__ import annotations

import hashlib

from fastapi import Request
from starlette.responses import Response

#: Sessions of a kind that a browser keeps side by side; the one begun first goes first.
MOST_WINDOWS = 6


def window_of(csrf: str) -> str:
    """What names a session among those of a browser: no secret, so a link may name it, which sends no header."""
    return hashlib.sha256(csrf.encode()).hexdigest()[:16]


def _beside(name: str, csrf: str) -> str:
    """The cookie of one session among several."""
    return f"{name}-{window_of(csrf)}"


def token_of(request: Request, name: str, csrf: str) -> str | None:
    """The session that a page means by its word; a page that knows none means the one begun last."""
    last = request.cookies.get(name)
    return request.cookies.get(_beside(name, csrf), last) if csrf else last


def linked(request: Request, name: str, window: str) -> str | None:
    """The session that a link of a page means; one that names none means the one begun last."""
    return request.cookies.get(f"{name}-{window}" if window else name)


def let_in(request: Request, answer: Response, name: str, token: str, path: str, csrf: str = "") -> None:
    """Put a session's token into a cookie that no script reads and no other site sends; with `csrf` beside others of its kind."""
    secure = request.url.scheme == "https"
    beside = [one for one in request.cookies if one.startswith(f"{name}-")] if csrf else []
    for old in beside[: max(0, len(beside) - MOST_WINDOWS + 1)]:  # browsers send the oldest first (RFC 6265, 5.4)
        let_out(answer, old, path)
    for own in (name, _beside(name, csrf)) if csrf else (name,):
        answer.set_cookie(own, token, path=path, httponly=True, samesite="strict", secure=secure)


def let_out(answer: Response, name: str, path: str, csrf: str = "") -> None:
    """Take the cookies away."""
    for own in (name, _beside(name, csrf)) if csrf else (name,):
        answer.delete_cookie(own, path=path, httponly=True, samesite="strict")
