"""A real TLS server on loopback: only the right certificate, for the right name, in time, is spoken to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from connectors.base import ConnectorError, Misconfigured
from connectors.http import HttpClient
from tests.connectors.certificates import Authority, Pair
from tests.connectors.stage import LOOPBACK

HOST = "agency.example"


@contextmanager
def server(
    pair: Pair, *, client_ca: str = "", newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED
) -> Iterator[tuple[int, list[bytes]]]:
    """Port, and the requests that were heard inside TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    context.maximum_version = newest
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_ca)
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                raw, _ = listener.accept()
            except OSError:
                return
            with raw, suppress(OSError), context.wrap_socket(raw, server_side=True) as connection:
                request = b""
                while not request.endswith(b"geheim"):  # closing with unread bytes would reset the connection
                    request += connection.recv(65536) or b"geheim"
                heard.append(request)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1]), heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def call(port: int, ca_file: str, client: Pair | None = None) -> bytes:
    url = f"https://{HOST}:{port}/x"
    files = {"certificate": client.certificate, "key": client.key} if client else {}
    http = HttpClient([url], networks=LOOPBACK, resolver=lambda *_: ["127.0.0.1"], ca_file=ca_file, **files)
    return http.call("POST", url, deadline=5, content=b"geheim").body


def test_a_good_certificate_of_a_known_root_is_spoken_to(authority: Authority) -> None:
    with server(authority.issue("good", HOST)) as (port, heard):
        assert call(port, authority.root) == b"hi"

    assert heard[0].endswith(b"geheim")


@pytest.mark.parametrize("fault", ["self-signed", "other root", "expired", "wrong host", "address instead of name"])
def test_a_wrong_certificate_is_an_incident_and_nothing_was_said(
    authority: Authority, tmp_path: Path, fault: str
) -> None:
    stranger = Authority(tmp_path, "stranger")
    pair = {
        "self-signed": stranger.issue("self", HOST),
        "other root": stranger.issue("other", HOST),
        "expired": authority.issue("expired", HOST, days=-1),
        "wrong host": authority.issue("wrong", "other.example"),
        "address instead of name": authority.issue("address", "127.0.0.1"),
    }[fault]
    with server(pair) as (port, heard), pytest.raises(Misconfigured) as failure:
        call(port, authority.root)

    assert (failure.value.code, failure.value.outcome_unknown, heard) == ("tls", False, [])


def test_a_root_nobody_configured_is_not_trusted(authority: Authority) -> None:
    with server(authority.issue("good", HOST)) as (port, heard), pytest.raises(Misconfigured, match="tls"):
        call(port, "")

    assert heard == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")  # the old version is what this is about
def test_an_old_version_of_tls_is_not_spoken(authority: Authority) -> None:
    with (
        server(authority.issue("good", HOST), newest=ssl.TLSVersion.TLSv1_1) as (port, heard),
        pytest.raises(Misconfigured, match="tls"),
    ):
        call(port, authority.root)

    assert heard == []


def test_an_agency_that_demands_our_certificate_gets_it(authority: Authority) -> None:
    with server(authority.issue("good", HOST), client_ca=authority.root) as (port, _):
        assert call(port, authority.root, authority.issue("akzess")) == b"hi"


@pytest.mark.parametrize("shown", ["none", "of a stranger"])
def test_without_the_certificate_it_demands_nothing_is_heard(authority: Authority, tmp_path: Path, shown: str) -> None:
    ours = Authority(tmp_path, "stranger").issue("akzess") if shown == "of a stranger" else None
    with (
        server(authority.issue("good", HOST), client_ca=authority.root) as (port, heard),
        pytest.raises(ConnectorError) as failure,
    ):
        call(port, authority.root, ours)

    assert heard == []
    assert failure.value.code in ("tls", "connection")


def test_a_certificate_file_that_is_missing_is_an_incident(tmp_path: Path, authority: Authority) -> None:
    with server(authority.issue("good", HOST)) as (port, _), pytest.raises(Misconfigured, match="tls"):
        call(port, authority.root, Pair(str(tmp_path / "none.crt"), str(tmp_path / "none.key")))
