"""What a simulated mail server needs: the dialogue of RFC 5321 as a machine without sockets, and faults on demand."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, ClassVar, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from .faults import SMTP_AFTER, SMTP_BEFORE
from .journal import played
from .simulated import SimulatedAgency

#: A simulated mail server whose HTTP neighbours have a fixed port listens at the one beside it.
BESIDE = 1
Then = Literal["", "close", "hang", "starttls", "drip"]
_PATH = re.compile(r"<([^<>\s]+@[^<>\s]+)>(\s+[A-Z0-9=]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Say:
    """What the server says, and what it does then."""

    data: bytes = b""
    then: Then = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One message as it was handed in: the envelope, the bytes, and what they say."""

    sender: str
    recipient: str
    content: bytes
    message: EmailMessage

    @property
    def key(self) -> str:
        """The left part of the Message-ID: the one thing that is the same in a repeat."""
        return str(self.message["Message-ID"] or "").strip().strip("<>").partition("@")[0]


class SimulatedSmtp(SimulatedAgency):
    """Base of simulated mail servers; subclasses judge a recipient and a message.

    `config["password"]` is demanded of the user `config["user"]` (default `akzess`).
    """

    protocol: ClassVar[str] = "smtp"
    faults: ClassVar[frozenset[str]] = SMTP_BEFORE | SMTP_AFTER
    refusal_of_us: ClassVar[str] = "535"

    @classmethod
    def address(cls, base_url: str) -> str:
        """The mail server beside the web server of that address; a mail server's own address as it is."""
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https"):
            return base_url
        return f"smtp://{parts.hostname}:{(parts.port or 80) + BESIDE}"

    def recipient(self, address: str) -> str:
        """The reply to a recipient ("250 …" takes it)."""
        raise NotImplementedError

    def take(self, submission: Submission) -> str:
        """The reply to a message ("250 …" takes it), and its effect."""
        raise NotImplementedError

    def fault(self) -> str:
        """The fault that the next session plays, or nothing."""
        return self._faults.popleft() if self._faults else ""

    def submitted(self, sender: str, recipient: str, content: bytes) -> str:
        """Write a message down and take it; the reply."""
        entry = {"method": "POST", "path": "/submissions", "headers": [["content-type", "message/rfc822"]]}
        query = urlencode({"from": sender, "to": recipient})
        request, body = played({**entry, "query": query, "body": base64.b64encode(content).decode()})
        with self._lock:
            if self._journal is not None:
                self._journal.request(self.clock(), request, body)
            return bytes(asyncio.run(self.answer(request, body)).body).decode()

    async def answer(self, request: Request, body: bytes) -> Response:
        """A submission of this run, or of an earlier one that is played again."""
        envelope = {name: values[0] for name, values in parse_qs(request.url.query).items()}
        message: Any = email.message_from_bytes(body, policy=email.policy.SMTP)
        return PlainTextResponse(self.take(Submission(envelope["from"], envelope["to"], body, message)))

    def wire(self) -> InProcess:
        """A connection to this server without a network."""
        return InProcess(Dialogue(self))


class Dialogue:
    """One session, line by line; the caller moves the bytes. `tls` says that the connection is already under TLS."""

    def __init__(self, server: SimulatedSmtp, *, offers_tls: bool = False) -> None:
        self._server = server
        self._offers_tls = offers_tls
        self._fault = server.fault()
        self._sender = self._recipient = ""
        self._greeted = self._content = False
        self._allowed = not server.config.get("password")
        self._login: list[str] | None = None
        self._held = b""

    def greeting(self) -> Say:
        """The first words, or what goes wrong instead of them."""
        match self._fault:
            case "timeout_before":
                return Say(then="hang")
            case "timeout_drip":
                return Say(b"220 " + b"." * 500 + b"\r\n", "drip")
            case "reset_before":
                return Say(then="close")
            case "421":
                return Say(b"421 4.3.2 Service not available\r\n", "close")
            case "malformed":
                return Say(b"HTTP/1.1 400 Bad Request\r\n\r\n", "close")
        return Say(b"220 mail.example ESMTP\r\n")

    def secured(self) -> None:
        """TLS has begun: nothing that was said before counts."""
        self._greeted, self._held, self._offers_tls = False, b"", False

    def hears(self, data: bytes) -> Say:
        """What the server says to these bytes."""
        self._held += data
        said = b""
        while b"\r\n" in self._held:
            if self._content:
                if b"\r\n.\r\n" not in b"\r\n" + self._held:
                    break
                content, _, self._held = (b"\r\n" + self._held).partition(b"\r\n.\r\n")
                say = self._taken(re.sub(rb"(?m)^\.", b"", content.removeprefix(b"\r\n") + b"\r\n"))
            else:
                line, _, self._held = self._held.partition(b"\r\n")
                say = self._answer(line.decode("ascii", "replace"))
            said += say.data
            if say.then:
                return Say(said, say.then)
        return Say(said)

    def _answer(self, line: str) -> Say:
        if self._login is not None:
            return self._logs_in(line)
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO":
                return self._ehlo()
            case "QUIT":
                return Say(b"221 2.0.0 Bye\r\n", "close")
            case "NOOP" | "RSET":
                self._sender = self._recipient = ""
                return _line("250 2.0.0 OK")
            case "STARTTLS" if self._offers_tls:
                return Say(b"220 2.0.0 Ready\r\n", "starttls")
            case "AUTH" if self._greeted and not self._offers_tls:
                return self._auth(rest)
            case "MAIL" | "RCPT" | "DATA" if self._offers_tls:
                return _line("530 5.7.0 Must issue a STARTTLS command first")
            case "MAIL" | "RCPT" | "DATA" if not self._allowed:
                return _line("530 5.7.0 Authentication required")
            case "MAIL":
                return self._mail(rest)
            case "RCPT":
                return self._rcpt(rest)
            case "DATA" if self._recipient:
                self._content = True
                return _line("354 End data with <CR><LF>.<CR><LF>")
            case "DATA":
                return _line("503 5.5.1 Bad sequence of commands")
        return _line("502 5.5.2 Command not recognized")

    def _ehlo(self) -> Say:
        self._greeted = True
        if self._fault == "oversized":
            return Say(b"".join(b"250-X-%06d %s\r\n" % (number, b"x" * 400) for number in range(400)))
        words = ["mail.example", "8BITMIME", "ENHANCEDSTATUSCODES"]
        words += ["STARTTLS"] if self._offers_tls else ["AUTH PLAIN LOGIN"]
        return _line(*[f"250-{word}" for word in words], "250 SIZE 10485760")

    def _auth(self, rest: str) -> Say:
        if self._fault == "535":
            return _line("535 5.7.8 Authentication credentials invalid")
        mechanism, _, initial = rest.partition(" ")
        if mechanism.upper() == "PLAIN" and initial:
            _, user, password = (_decoded(initial) + "\0\0").split("\0")[:3]
            return self._judged(user, password)
        if mechanism.upper() == "LOGIN":
            self._login = [_decoded(initial)] if initial else []
            return _line("334 UGFzc3dvcmQ6" if initial else "334 VXNlcm5hbWU6")
        return _line("504 5.5.4 Mechanism not known")

    def _logs_in(self, line: str) -> Say:
        words, self._login = [*(self._login or []), _decoded(line)], None
        if len(words) < 2:
            self._login = words
            return _line("334 UGFzc3dvcmQ6")
        return self._judged(words[0], words[1])

    def _judged(self, user: str, password: str) -> Say:
        config = self._server.config
        self._allowed = (user, password) == (config.get("user", "akzess"), config.get("password"))
        return _line(
            "235 2.7.0 Authentication successful" if self._allowed else "535 5.7.8 Authentication credentials invalid"
        )

    def _mail(self, rest: str) -> Say:
        found = _PATH.fullmatch(rest.removeprefix("FROM:"))
        if found is None:
            return _line("501 5.1.7 Bad sender's address")
        self._sender = found[1]
        return _line("451 4.3.0 Try again later" if self._fault == "451" else "250 2.1.0 OK")

    def _rcpt(self, rest: str) -> Say:
        found = _PATH.fullmatch(rest.removeprefix("TO:"))
        if found is None:
            return _line("501 5.1.3 Bad recipient's address")
        reply = "550 5.1.1 No such mailbox" if self._fault == "550" else self._server.recipient(found[1])
        self._recipient = found[1] if reply.startswith("250") else ""
        return _line(reply)

    def _taken(self, content: bytes) -> Say:
        self._content = False
        match self._fault:
            case "451_after":
                return _line("451 4.3.0 Try again later")
            case "554_after":
                return _line("554 5.7.1 Message refused by policy")
        reply = self._server.submitted(self._sender, self._recipient, content)
        self._sender = self._recipient = ""
        match self._fault:
            case "timeout":
                return Say(then="hang")
            case "reset":
                return Say(b"25", "close")
            case "malformed_after":
                return Say(b"<html>Wartungsarbeiten</html>\r\n", "close")
        return _line(reply)


class InProcess:
    """A wire to a dialogue in the same process: what is written is answered at once, and silence is a timeout."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._out = b""
        self._silent = self._closed = False
        self._hear(dialogue.greeting())

    def settimeout(self, _seconds: float | None, /) -> None:
        """Nothing waits here."""

    def sendall(self, data: bytes, /) -> None:
        """Say something to the server. Error: BrokenPipeError when it has hung up."""
        if self._closed:
            raise BrokenPipeError
        if not self._silent:
            self._hear(self._dialogue.hears(data))

    def recv(self, size: int, /) -> bytes:
        """What the server said; nothing once it has hung up. Error: TimeoutError when it is silent."""
        if not self._out and not self._closed:
            raise TimeoutError
        chunk, self._out = self._out[:size], self._out[size:]
        return chunk

    def close(self) -> None:
        """Hang up."""
        self._closed = True

    def _hear(self, say: Say) -> None:
        self._out += b"" if say.then == "drip" else say.data
        self._silent = self._silent or say.then in ("hang", "drip")
        self._closed = self._closed or say.then == "close"


def _line(*lines: str) -> Say:
    return Say("".join(f"{line}\r\n" for line in lines).encode("ascii"))


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return ""
