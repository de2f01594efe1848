"""JSON over HTTP as the REST agencies speak it: token, idempotency key, problems, signed webhooks."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from jsonschema import Draft202012Validator

from . import traffic
from .base import (
    Clock,
    HttpAnswer,
    JsonObject,
    Misconfigured,
    OutcomeUnknown,
    Receipt,
    Refused,
    Rejected,
    Unavailable,
    utc_now,
)
from .http import HttpClient, HttpResponse, malformed
from .settings import Secret
from .signed_requests import RequestSigner

_WINDOW = timedelta(seconds=300)
_MAX_WEBHOOK = 1024 * 1024
_TOKEN_RESERVE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class RestConfig:
    """What an operator must set for an agency with a JSON interface.

    `base_url`: the agency's address. `callback_base_url`: our own public address. `client_id` and `client_secret`
    with `token_url`: OAuth 2 client credentials; without `token_url` no token is sent. `webhook_secret`: key of the
    signature on what the agency sends us. `webhook_signature`: `hmac` for the contract's X-Signature, `rfc9421` for
    HTTP message signatures; then `webhook_keys` has the agency's public keys or certificates (PEM files) by keyid, and
    without any the secret is the key of keyid `client_id`. `request_key` (PEM, `request_key_password` when it is encrypted)
    signs our requests under the name `request_keyid`, as the agency knows it. `certificate`, `key`, `ca_file`: PEM files. `networks`: private networks
    the address may lie in.
    """

    base_url: str
    callback_base_url: str
    timeout: float = 30.0
    token_url: str = ""
    client_id: str = "akzess"
    client_secret: Secret = field(default=Secret(""))
    webhook_secret: Secret = field(default=Secret(""))
    webhook_signature: str = "hmac"
    webhook_keys: Mapping[str, str] = field(default_factory=dict)
    request_key: str = ""
    request_key_password: Secret = field(default=Secret(""))
    request_keyid: str = ""
    certificate: str = ""
    key: str = ""
    ca_file: str = ""
    networks: tuple[str, ...] = ()


class RestClient:
    """Calls one agency; the token is fetched when needed and kept until shortly before it ends."""

    def __init__(self, config: RestConfig, *, scope: str = "", clock: Clock = utc_now, transport: Any = None) -> None:
        self._config = config
        self._scope = scope
        self._clock = clock
        urls = [config.base_url] + ([config.token_url] if config.token_url else [])
        self._http = HttpClient(
            urls,
            networks=config.networks,
            ca_file=config.ca_file,
            certificate=config.certificate,
            key=config.key,
            transport=transport,
            clock=clock,
        )
        self._signer = RequestSigner.of(config, clock)
        self._token = ("", clock())
        self._lock = Lock()

    def call(
        self,
        method: str,
        path: str,
        *,
        deadline: float,
        json_body: JsonObject | None = None,
        key: str = "",
        query: Mapping[str, str] | None = None,
        content: tuple[str, bytes] | None = None,
    ) -> HttpResponse:
        """One request; an answer of success, or an error of `connectors.base`.

        `key` becomes the Idempotency-Key; `content` is a media type with bytes in place of JSON. `deadline` in
        seconds covers the token, too. A problem document (RFC 9457) is `Refused` with the last word of its type.
        """
        ends = time.monotonic() + min(deadline, self._config.timeout)
        media, body = content or ("application/json", _dumps(json_body) if json_body is not None else b"")
        headers = {"Accept": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {"Content-Type": media} if body else {}
        url = self._config.base_url.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
        for first in (True, False):
            token, fresh = self._authorization(_left(ends))
            whole = headers | token
            whole |= self._signer.headers(method, url, whole, body) if self._signer else {}
            response = self._http.call(method, url, deadline=_left(ends), headers=whole, content=body)
            if response.status != 401 or fresh or not first:
                break
            # A token the agency forgot, for instance in a restart. 401 says that nothing was done, so once more.
            self._token = ("", self._clock())
        self._raise(response)
        return response

    def json(self, response: HttpResponse, schema: JsonObject | None = None) -> dict[str, Any]:
        """The answer's JSON object, checked. Error: `Misconfigured("agency-malformed")`."""
        value = _object(response)
        broken = next(iter(Draft202012Validator(schema).iter_errors(value)), None) if schema else None
        if broken is not None:
            place = "/".join(str(step) for step in broken.absolute_path)
            raise malformed(f"the answer breaks the contract at /{place}: {broken.validator}")
        return value

    def _raise(self, response: HttpResponse) -> None:
        if 200 <= response.status < 300:
            return
        if response.status in (401, 403, 407):
            raise Misconfigured("credentials", f"the agency does not accept who we are (HTTP {response.status})")
        if error := self._http.unavailable(response):
            raise error
        if response.media_type not in ("application/problem+json", "application/json"):
            raise malformed(f"HTTP {response.status} with {response.media_type or 'no content type'}")
        problem = _object(response)
        kind = str(problem.get("type", "")).rpartition(":")[2].rpartition("/")[2]
        known = re.fullmatch(r"[A-Za-z0-9_-]{1,64}", kind) and kind != "blank"  # about:blank says nothing
        code = (kind if known else f"http-{response.status}").upper().replace("-", "_")
        raise Refused(code, str(problem.get("title", ""))[:200], {"problem": problem})

    def _authorization(self, deadline: float) -> tuple[dict[str, str], bool]:
        """The header with the token, and whether there is no newer one to be had."""
        if not self._config.token_url:
            return {}, True
        with self._lock:
            token, ends = self._token
            fresh = not token or self._clock() >= ends
            if fresh:
                token, _ = self._token = self._fetch_token(deadline)
        return {"Authorization": f"Bearer {token}"}, fresh

    def _fetch_token(self, deadline: float) -> tuple[str, datetime]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._config.client_id,
            "client_secret": self._config.client_secret.reveal(),
        }
        if self._scope:
            form["scope"] = self._scope
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        body = urlencode(form).encode()
        url = self._config.token_url
        try:
            with traffic.recorded(None):  # a secret, and no message of any case
                response = self._http.call("POST", url, deadline=deadline, headers=headers, content=body)
            if error := self._http.unavailable(response):
                raise error
        except OutcomeUnknown as unknown:
            # Only the token was asked for; the request itself was not sent, so its outcome is known: nothing.
            raise Unavailable(f"token-{unknown.code}", unknown.reason) from None
        answer = _object(response) if response.status == 200 else {}
        if not isinstance(answer.get("access_token"), str):
            raise Misconfigured("credentials", f"no access token (HTTP {response.status})")
        seconds = answer.get("expires_in", 300)
        lifetime = timedelta(seconds=seconds if isinstance(seconds, int | float) else 300)
        return answer["access_token"], self._clock() + max(lifetime - _TOKEN_RESERVE, timedelta())


def verified(body: bytes, headers: Mapping[str, str], secret: Secret, now: datetime) -> dict[str, Any]:
    """The JSON object of a webhook whose signature is right and fresh.

    X-Signature is the hexadecimal HMAC-SHA256 over X-Timestamp, a dot and the raw body; 300 s either way.
    Error: `Rejected` 401 `webhook-signature`, 413, or 400 `malformed`.
    """
    limited(body)
    given = {name.lower(): value for name, value in headers.items()}
    timestamp, shown = given.get("x-timestamp", ""), given.get("x-signature", "")
    expected = signature(secret.reveal(), timestamp, body)
    if not secret or not hmac.compare_digest(shown.encode(), expected.encode()):
        raise Rejected(401, "webhook-signature", "the signature is missing or wrong")
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        raise Rejected(401, "webhook-signature", "the time stamp is no number")
    if abs(now.timestamp() - int(timestamp)) > _WINDOW.total_seconds():
        raise Rejected(401, "webhook-signature", "the time stamp is outside the window")
    return webhook_object(body)


def limited(body: bytes) -> None:
    """Check the size of a webhook before anything else is done with it. Error: `Rejected` 413."""
    if len(body) > _MAX_WEBHOOK:
        raise Rejected(413, "too-large", "more than 1 MB")


def webhook_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a webhook whose sender is known. Error: `Rejected` 400 `malformed`."""
    try:
        value = _loads(body)
    except (ValueError, RecursionError):
        raise Rejected(400, "malformed", "no JSON") from None
    if not isinstance(value, dict):
        raise Rejected(400, "malformed", "no JSON object")
    traffic.signed(traffic.VALID_HMAC)
    return value


def fitting(value: JsonObject, schema: JsonObject) -> None:
    """Check a webhook's object. Error: `Rejected` 400 `schema`, naming the place, not the value."""
    for broken in Draft202012Validator(schema).iter_errors(value):
        place = "/".join(str(step) for step in broken.absolute_path)
        raise Rejected(400, "schema", f"/{place}: {broken.validator}")


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The webhook signature of the contract."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def acknowledged(receipt: Receipt) -> HttpAnswer:
    """200 with the receipt."""
    body = _dumps({"receiptId": receipt.receipt_id, "receivedAt": receipt.received_at.isoformat()})
    return HttpAnswer(200, body, "application/json")


def rejected(error: Rejected, prefix: str = "urn:akzess:problem:") -> HttpAnswer:
    """The problem document of an error."""
    problem = {"type": prefix + error.problem, "title": error.problem, "status": error.status, "detail": error.reason}
    return HttpAnswer(error.status, _dumps(problem), "application/problem+json")


def _dumps(value: JsonObject) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _left(ends: float) -> float:
    """Seconds until a moment of the monotonic clock, and never none: a call with 0 s would not even fail well."""
    return max(0.05, ends - time.monotonic())


def _loads(body: bytes) -> Any:
    """JSON as the standard knows it: UTF-8, no NaN, no name twice. Error: ValueError."""
    return json.loads(body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_repeats)


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice in one object")  # two readers would see two messages
    return value


def _object(response: HttpResponse) -> dict[str, Any]:
    if response.media_type not in ("application/json", "application/problem+json"):
        raise malformed(f"HTTP {response.status} with {response.media_type or 'no content type'} instead of JSON")
    try:
        value = _loads(response.body)
    except (ValueError, RecursionError):
        raise malformed("the answer is no JSON") from None
    if not isinstance(value, dict):
        raise malformed("the answer is no JSON object")
    return value
