"""The message as it goes out (RFC 5322): fixed texts, ASCII lines, nothing of the case but its reference."""

from __future__ import annotations

import email.policy
import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from ..base import JsonObject, Refused, Request
from .config import Config
from .operations import PARTNER_NOTICES, SLOT_NOTICES

_TEXTS = Path(__file__).parent / "texts.yaml"
_PARTNER_TEXTS = Path(__file__).parent / "partner_texts.yaml"
#: Nothing but printable ASCII: what could end a header line, or look like another address, is no address.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


@cache
def texts() -> Mapping[str, Any]:
    """Subjects and bodies by language."""
    loaded: Mapping[str, Any] = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return loaded


@cache
def partner_texts() -> Mapping[str, Any]:
    """What partners are told, by language: German and English."""
    loaded: Mapping[str, Any] = yaml.safe_load(_PARTNER_TEXTS.read_text(encoding="utf-8"))
    return loaded


def address(given: JsonObject) -> str:
    """The recipient. Error: `Refused("ADDRESS_INVALID")`, which never repeats it."""
    found = str(given["to"])
    if not _ADDRESS.fullmatch(found) or ".." in found:
        raise Refused("ADDRESS_INVALID", "/to ist keine Adresse / is no address", {"path": "/to"})
    return found


def message_id(request: Request, config: Config) -> str:
    """The same at every attempt, so that a mail system that compares identifiers drops a double."""
    return f"<{request.key}@{config.name}>"


def fingerprint(request: Request, given: JsonObject) -> str:
    """What makes a notice the same notice: the case, the person, the words."""
    parts = [request.case_ref, str(given["to"]).lower(), given["notice"], given.get("language"), given.get("until")]
    if "token" in given:
        parts.append(given["token"])
    return hashlib.sha256("\x00".join(str(part) for part in parts).encode()).hexdigest()


def notice(request: Request, given: JsonObject, config: Config, office: str, now: datetime) -> bytes:
    """The whole message, CRLF between lines."""
    known = partner_texts() if given["notice"] in PARTNER_NOTICES else texts()
    language = next(one for one in (str(given.get("language")), "de") if one in known)
    words = known[language]
    message = EmailMessage(policy=email.policy.SMTP)
    user, _, domain = config.sender.partition("@")
    message["From"] = Address(office, user, domain)
    message["To"] = address(given)
    message["Subject"] = words["subject"][given["notice"]]
    message["Date"] = now
    message["Message-ID"] = message_id(request, config)
    # RFC 3834: nobody's out-of-office answer comes back to an address that nobody reads.
    message["Auto-Submitted"] = "auto-generated"
    sentence, base = words["body"][given["notice"]], config.callback_base_url.rstrip("/")
    if given["notice"] in SLOT_NOTICES:
        if "token" not in given:
            raise Refused("SCHEMA_INVALID", "/token fehlt / is missing", {"path": "/token"})
        # Behind the number sign: a browser does not send it, so no server on the way writes it into a log.
        link = f"{base}{config.booking_path}?lang={language}#{given['token']}"
        text = words["slot"].format(sentence=sentence, link=link, office=office)
    else:
        text = words["frame"].format(
            sentence=sentence,
            until=_until(words, language, given),
            case_ref=request.case_ref,
            link=base + _place(request, given, config, language),
            office=office,
        )
    message.set_content(text, cte="quoted-printable")
    message["Content-Language"] = language
    return message.as_bytes()


def _place(request: Request, given: JsonObject, config: Config, language: str) -> str:
    """The inbox of a partner, or the applicant's page: asking for this case, in the language of the message."""
    if given["notice"] in PARTNER_NOTICES:
        return config.inbox_path
    return f"{config.status_path}?{urlencode({'nr': request.case_ref, 'lang': language})}"


def _until(words: Mapping[str, Any], language: str, given: JsonObject) -> str:
    if "until" not in given:
        return ""
    found = date.fromisoformat(str(given["until"]))
    # As the pages write it: in English with its month by name.
    shown = f"{found.day} {found:%B %Y}" if language == "en" else f"{found:%d.%m.%Y}"
    return f"{words['until'].format(until=shown)}\n"
