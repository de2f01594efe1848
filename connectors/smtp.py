"""The only module that opens connections to mail servers: one message, one deadline, one answer or one of three errors.

It speaks SMTP by itself: the standard library's smtplib has a limit of time for each read but none for a session, none
for the size of a reply, dials names instead of checked addresses, and does not tell on which side of the closing dot a
connection broke, which is what the delivery class turns on.
"""

from __future__ import annotations

import base64
import re
import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as NotInTime
from functools import cached_property
from urllib.parse import urlsplit

from . import traffic
from .base import ConnectorError, Misconfigured, OutcomeUnknown, Refused, Unavailable
from .egress import MAIL, Guard, Origin, Resolver, resolve, resolvers
from .settings import Secret
from .smtp_replies import Replies, Reply, Wire
from .tls import client_tls, is_tls

_CHUNK = 64 * 1024
_CONNECT_SECONDS = 10.0
_BARE = re.compile(rb"\r\n|\r|\n")
_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
#: Enhanced status codes (RFC 3463, RFC 4954) that say something about us, not about the recipient or the message.
_OURS = re.compile(r"5\.7\.(8|9|14)\b")
NO_SECRET = Secret("")


class SmtpClient:
    """Hands messages to one submission server (RFC 6409).

    `url` is `smtps://host:465` (TLS from the first byte), `smtp+starttls://host:587` (TLS before anything is said, or no
    message) or, inside `networks` only, `smtp://host:587`. `transport` replaces the network by a function that makes a
    wire to a server in the same process. `ca_file`, `certificate` and `key` are PEM files.
    """

    def __init__(
        self,
        url: str,
        *,
        user: str = "",
        password: Secret = NO_SECRET,
        networks: tuple[str, ...] = (),
        ca_file: str = "",
        certificate: str = "",
        key: str = "",
        name: str = "localhost",
        transport: Callable[[], Wire] | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        self._url, self._origin = url, Origin.of(url, MAIL)
        self._guard = Guard(frozenset({self._origin}), tuple(networks), resolver)
        self._tls_files = (ca_file, certificate, key)
        self._user, self._password = user, password
        self.name, self._transport = name, transport
        if password and not user:
            raise Misconfigured("config-missing", "a password needs a user")

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return client_tls(*self._tls_files)

    def post(self, sender: str, recipient: str, content: bytes, *, deadline: float) -> Reply:
        """Hand over one message for one recipient within `deadline` seconds.

        `content` is a whole message (RFC 5322) of ASCII lines. Errors: `Unavailable` when the server has not taken it,
        `OutcomeUnknown` when the connection broke or fell silent after its last byte, `Refused` for a recipient
        (UNDELIVERABLE) or message (REJECTED) that the server does not take, `Misconfigured`.
        """
        if not (_ADDRESS.fullmatch(sender) and _ADDRESS.fullmatch(recipient)):
            raise Refused("ADDRESS_INVALID", "an address is not one of ASCII letters without spaces and brackets")
        if not content.isascii():
            raise ValueError("the content has to be encoded")
        traffic.leaving(f"MAIL {self._url}", "message/rfc822", content)
        with _Session(self, deadline) as session:
            session.opened()
            session.envelope(sender, recipient)
            answer = session.content(content)
        traffic.arrived(answer.code, "text/plain", answer.text.encode())
        return answer

    def probe(self, *, deadline: float) -> None:
        """Greet, go over to TLS, log in and take leave. Errors: as `post`."""
        with _Session(self, deadline) as session:
            session.opened()

    def connected(self, seconds: float) -> Wire:
        """A wire to the server's checked address, with TLS where the scheme says so. Errors: OSError, those of the guard."""
        if self._transport is not None:
            return self._transport()
        try:
            address = resolvers.pool.submit(self._guard.pin, self._url).result(timeout=seconds)
        except NotInTime:
            raise Unavailable("timeout", "the server's name did not resolve in time") from None
        opened = socket.create_connection((address, self._origin.port), timeout=min(seconds, _CONNECT_SECONDS))
        return self.secured(opened, seconds) if self._origin.scheme == "smtps" else opened

    def secured(self, opened: Wire, seconds: float) -> Wire:
        """The same connection under TLS. Errors: OSError, `Misconfigured("tls")`."""
        if not isinstance(opened, socket.socket):
            raise TypeError("only a socket can speak TLS")
        opened.settimeout(seconds)
        try:
            return self._tls.wrap_socket(opened, server_hostname=urlsplit(self._url).hostname)
        except BaseException:
            opened.close()
            raise

    @property
    def starts_tls(self) -> bool:
        """Whether TLS has to begin inside the session."""
        return self._origin.scheme == "smtp+starttls" and self._transport is None

    def credentials(self) -> tuple[str, str]:
        """User and password; both empty where the server asks for none."""
        return (self._user, self._password.reveal()) if self._user else ("", "")


class _Session:
    """One dialogue. Everything that goes wrong in it leaves it as one of the three errors."""

    def __init__(self, client: SmtpClient, deadline: float) -> None:
        self._client = client
        self._ends = time.monotonic() + deadline
        self._deadline = deadline
        self._wire: Wire | None = None
        self._replies = Replies(self._left)
        self._offers: dict[str, str] = {}
        self._sent = False

    def __enter__(self) -> _Session:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self._leave()
        if self._wire is not None:
            self._wire.close()
        if isinstance(error, ConnectorError):
            # Whoever raised it could not know whether the closing dot had left.
            error.outcome_unknown = error.outcome_unknown and self._sent
        if error is None or isinstance(error, ConnectorError):
            return
        if is_tls(error):
            unknown = self._sent and "ALERT" not in str(error).upper()
            reason = "the server's certificate or TLS version is not acceptable"
            raise Misconfigured("tls", reason, outcome_unknown=unknown) from None
        if isinstance(error, TimeoutError):
            raise self._failure("timeout", f"no complete answer within {self._deadline:g} s") from None
        if isinstance(error, OSError):
            raise self._failure("connection", f"the connection failed ({type(error).__name__})") from None

    def opened(self) -> None:
        """Connect, be greeted, go over to TLS, log in."""
        self._wire = self._replies.wire = self._client.connected(self._left())
        self._expect(self._replies.next(), 220)
        self._greet()
        if self._client.starts_tls:
            if "STARTTLS" not in self._offers:
                # Whoever sits in between may have taken the word out (RFC 3207 section 6): nothing is said in clear.
                raise Misconfigured("tls", "the server does not offer STARTTLS")
            self._expect(self._say("STARTTLS"), 220)
            self._wire = self._replies.wire = self._client.secured(self._wire, self._left())
            # What was slipped in behind the 220 in clear is no reply to what is said under TLS.
            self._replies.held = b""
            self._greet()
        user, password = self._client.credentials()
        if user:
            self._log_in(user, password)

    def envelope(self, sender: str, recipient: str) -> None:
        """From whom, to whom. Error: `Refused("UNDELIVERABLE")` and the common ones."""
        self._expect(self._say(f"MAIL FROM:<{sender}>"), 250, refusal="REJECTED")
        self._expect(self._say(f"RCPT TO:<{recipient}>"), 250, 251, refusal="UNDELIVERABLE")
        self._expect(self._say("DATA"), 354, refusal="REJECTED")

    def content(self, content: bytes) -> Reply:
        """The message itself. Until its closing dot has left, the server may not deliver it (RFC 5321 section 4.1.1.4)."""
        lines = _BARE.sub(b"\r\n", content)
        stuffed = re.sub(rb"(?m)^\.", b"..", lines)
        self._send(stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n")
        self._sent = True
        self._send(b".\r\n")
        reply = self._replies.next()
        self._expect(reply, 250, refusal="REJECTED")
        return reply

    def _greet(self) -> None:
        reply = self._say(f"EHLO {self._client.name}")
        self._expect(reply, 250)
        lines = [line.partition(" ") for line in reply.text.splitlines()[1:]]
        self._offers = {word.upper(): rest for word, _, rest in lines}

    def _log_in(self, user: str, password: str) -> None:
        offered = self._offers.get("AUTH", "").upper().split()
        if "PLAIN" in offered:
            reply = self._say("AUTH PLAIN " + _base64(f"\0{user}\0{password}"))
        elif "LOGIN" in offered:
            reply = self._say("AUTH LOGIN " + _base64(user))
            if reply.code == 334:
                reply = self._say(_base64(password))
        else:
            raise Misconfigured("credentials", "the server offers no way to log in that we know (PLAIN, LOGIN)")
        if reply.code >= 500:
            raise Misconfigured("credentials", f"the server does not accept who we are (SMTP {reply.code})")
        self._expect(reply, 235)

    def _say(self, line: str) -> Reply:
        self._send(f"{line}\r\n".encode("ascii"))
        return self._replies.next()

    def _send(self, data: bytes) -> None:
        assert self._wire is not None  # noqa: S101  # `opened` comes first
        for start in range(0, len(data), _CHUNK):
            self._wire.settimeout(self._left())
            self._wire.sendall(data[start : start + _CHUNK])

    def _expect(self, reply: Reply, *wanted: int, refusal: str = "") -> None:
        code = reply.code
        if code in wanted:
            return
        if 400 <= code < 500:
            # Also after the closing dot: with such a reply the server has not taken the message.
            raise Unavailable(f"smtp-{code}", "the server asks to come back later")
        if code in (530, 534, 535, 538) or (code >= 500 and _OURS.match(reply.text)):
            raise Misconfigured("credentials", f"the server does not accept who we are (SMTP {code})")
        if code >= 500 and refusal:
            raise Refused(refusal, f"SMTP {code}", {"code": code, "status": _status(reply.text)})
        raise Misconfigured("agency-malformed", f"unexpected reply (SMTP {code})", outcome_unknown=self._sent)

    def _left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _failure(self, code: str, reason: str) -> Unavailable:
        return OutcomeUnknown(code, reason) if self._sent else Unavailable(code, reason)

    def _leave(self) -> None:
        """Say good-bye; the message is theirs already, so nothing that goes wrong here counts."""
        try:
            self._send(b"QUIT\r\n")
        except OSError:
            return


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _status(words: str) -> str:
    """The enhanced status code, or nothing."""
    found = re.match(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}", words)
    return found.group() if found else ""
