"""Mail servers for tests: one that says what it is told to, and aiosmtpd, which nobody here wrote."""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.connectors.certificates import Authority

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of its own imports; our own warnings stay errors
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@contextmanager
def scripted(
    *replies: bytes, then: Callable[[socket.socket], object] = socket.socket.close
) -> Iterator[tuple[str, bytearray]]:
    """A server that answers line after line with these bytes, whatever it hears, and then does `then`."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), bytearray()

    def run() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(10)
            try:
                for reply in replies:
                    connection.sendall(reply)
                    heard.extend(connection.recv(65536))
                then(connection)
            except OSError:
                return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}", heard
    finally:
        listener.close()
        thread.join(timeout=10)


class Mailbox:
    """aiosmtpd's side."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 2.0.0 OK"


def logs_in(_server: SMTP, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"akzess", "pässwort".encode())
    return AuthResult(success=good, handled=False)


@contextmanager
def independent(authority: Authority, mailbox: Mailbox, **how: Any) -> Iterator[str]:
    pair = authority.issue("mail", "localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair.certificate, pair.key)
    options = {"tls_context": context, "require_starttls": True, "authenticator": logs_in, "auth_required": True} | how
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"smtp+starttls://localhost:{port}"
    finally:
        controller.stop()
