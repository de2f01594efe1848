"""How a simulated agency fails on demand: answers instead of an effect, and answers that spoil one."""

from __future__ import annotations

import gzip

from starlette.responses import Response
from starlette.types import Message, Receive, Send

#: Faults that leave no effect, and those that answer badly after the effect.
BEFORE = frozenset({"500", "503", "429", "401", "redirect", "timeout_before"})
AFTER = frozenset(
    {"timeout", "500_after", "malformed", "html", "dtd", "oversized", "gzip_bomb", "reset", "wrong_schema", "empty"}
)
#: The same for a mail server: what goes wrong before the message's closing dot, and what after it.
SMTP_BEFORE = frozenset(
    {"421", "451", "550", "535", "timeout_before", "timeout_drip", "reset_before", "malformed", "oversized"}
)
SMTP_AFTER = frozenset({"451_after", "554_after", "timeout", "reset", "malformed_after"})
DELIVERY = frozenset({"duplicate_callback", "lost_acknowledgement"})
_DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>'
_PAGE = b"<!doctype html><html><body><h1>Wartungsarbeiten</h1></body></html>"


def refusal(fault: str) -> Response:
    """An answer instead of doing anything."""
    if fault == "redirect":
        return Response(status_code=302, headers={"Location": "http://127.0.0.1:1/inside"})
    headers = {"Retry-After": "120"} if fault in ("429", "503") else {}
    return Response(
        _PAGE, status_code=int(fault) if fault.isdecimal() else 200, headers=headers, media_type="text/html"
    )


def spoilt(fault: str, good: Response) -> Response:
    """An answer that goes wrong after the agency did what it was asked."""
    media = good.media_type or good.headers.get("content-type", "application/json")
    match fault:
        case "html":
            return Response(_PAGE, media_type="text/html")
        case "500_after":
            return Response(_PAGE, status_code=500, media_type="text/html")
        case "dtd":
            return Response(_DTD, media_type=media)
        case "oversized":
            return Response(b" " * (11 * 1024 * 1024), media_type=media)
        case "gzip_bomb":
            bomb = gzip.compress(b" " * (64 * 1024 * 1024))
            return Response(bomb, media_type=media, headers={"Content-Encoding": "gzip"})
        case "malformed":
            return Response(bytes(good.body)[:-7] or b"{", media_type=media)
        case "wrong_schema":
            return Response(b'{"unerwartet": true}', media_type=media)
        case "empty":
            return Response(b"", media_type=media)
    return good


async def silence(receive: Receive) -> None:
    """Say nothing until the caller hangs up."""
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()


async def half_an_answer(send: Send) -> None:
    """Begin an answer that will not be finished."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
