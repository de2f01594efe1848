"""One call over a wire that misbehaves ends within its deadline, in one of three errors."""

from __future__ import annotations

import gzip
import multiprocessing
import socket
import struct
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection

import pytest

from connectors.base import ConnectorError, Misconfigured, OutcomeUnknown, Unavailable
from connectors.egress import Guard, Origin
from connectors.http import HttpClient, HttpResponse
from tests.connectors.stage import LOOPBACK, raw_server

OK = b"HTTP/1.1 200 OK\r\n"


def call(url: str, seconds: float = 5) -> HttpResponse:
    return HttpClient([url], networks=LOOPBACK).call("POST", url, deadline=seconds, content=b"{}")


def says(data: bytes) -> Callable[[socket.socket], object]:
    return lambda connection: connection.sendall(data)


def drips(connection: socket.socket) -> None:
    connection.sendall(OK + b"Content-Length: 1000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def never_ends(connection: socket.socket) -> None:
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def compressed(body: bytes, encoding: str = "gzip") -> bytes:
    return OK + f"Content-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


BOMB = gzip.compress(b"\0" * 50_000_000)


def test_an_answer_is_read_to_its_end() -> None:
    with raw_server(says(OK + b"Content-Type: Text/Plain; charset=x\r\nContent-Length: 2\r\n\r\nhi")) as url:
        answer = call(url)

    assert (answer.status, answer.body, answer.media_type) == (200, b"hi", "text/plain")


def test_a_compressed_answer_is_unpacked() -> None:
    with raw_server(says(compressed(gzip.compress(b"hallo" * 1000)))) as url:
        assert call(url).body == b"hallo" * 1000


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (resets, OutcomeUnknown, "connection"),
        (lambda connection: None, OutcomeUnknown, "connection"),
        (says(OK + b"Content-Length: 20\r\n\r\nhalf"), OutcomeUnknown, "connection"),
        (says(OK + b"X: " + b"a" * 2_000_000 + b"\r\n\r\n"), OutcomeUnknown, "connection"),
        (says(b"SSH-2.0-OpenSSH\r\n"), OutcomeUnknown, "connection"),
        (drips, OutcomeUnknown, "timeout"),
        (lambda connection: time.sleep(1), OutcomeUnknown, "timeout"),
        (never_ends, Misconfigured, "egress-limit"),
        (says(OK + b"Content-Length: 99999999999\r\n\r\nx"), Misconfigured, "egress-limit"),
        (says(compressed(BOMB)), Misconfigured, "egress-limit"),
        (says(compressed(gzip.compress(b"hallo" * 1000)[:-9])), Misconfigured, "agency-malformed"),
        (says(compressed(b"no gzip at all")), Misconfigured, "agency-malformed"),
        (says(compressed(b"whatever", "br")), Misconfigured, "agency-malformed"),
        (says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n"), Misconfigured, "redirect"),
        (says(b"HTTP/1.1 308 P\r\nLocation: http://169.254.169.254/\r\n\r\n"), Misconfigured, "redirect"),
    ],
    ids=[
        "reset", "closed", "half an answer", "header of 2 MB", "another protocol", "one byte at a time", "silence",
        "endless", "huge", "gzip bomb", "gzip cut off", "broken gzip", "unasked encoding", "redirect", "redirect to metadata",
    ],
)  # fmt: skip
def test_a_wire_that_misbehaves(
    answer: Callable[[socket.socket], object], kind: type[ConnectorError], code: str
) -> None:
    with raw_server(answer) as url, pytest.raises(ConnectorError) as failure:
        call(url, seconds=0.7 if code == "timeout" else 30)

    assert (type(failure.value), failure.value.code) == (kind, code)
    assert failure.value.outcome_unknown


def test_a_host_that_does_not_accept_was_not_sent_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(Unavailable) as failure:
        call(f"http://127.0.0.1:{port}/")

    assert (type(failure.value), failure.value.outcome_unknown) == (Unavailable, False)


def test_plain_text_where_tls_is_expected_is_a_tls_failure() -> None:
    with raw_server(says(b"HTTP/1.1 200 OK\r\n\r\n")) as url, pytest.raises(Misconfigured, match="tls"):
        call(url.replace("http:", "https:"))


def test_a_call_inside_many_threads_keeps_to_itself() -> None:
    answers: list[bytes] = []
    with raw_server(says(OK + b"Content-Length: 2\r\n\r\nhi")) as url:
        threads = [threading.Thread(target=lambda: answers.append(call(url).body)) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert answers == [b"hi"] * 16


@pytest.mark.parametrize(
    ("status", "header", "kind", "seconds"),
    [
        (503, "3600", Unavailable, 3600),
        (429, "Wed, 21 Oct 2026 08:00:00 GMT", Unavailable, 1800),
        (429, "Wed, 21 Oct 2020 08:00:00 GMT", Unavailable, 0),
        (503, "bald", Unavailable, None),
        (503, "", Unavailable, None),
        (500, "60", OutcomeUnknown, None),
        (502, "", OutcomeUnknown, None),
        (504, "", OutcomeUnknown, None),
    ],
)
def test_what_a_status_of_overload_means(
    status: int, header: str, kind: type[Unavailable], seconds: float | None
) -> None:
    client = HttpClient(["https://agency.example"], clock=lambda: datetime(2026, 10, 21, 7, 30, tzinfo=UTC))

    error = client.unavailable(HttpResponse(status, {"retry-after": header}, b""))

    assert error is not None
    assert (type(error), error.retry_after) == (kind, seconds)


# Where a connector may go


def pin(url: str, *addresses: str, networks: tuple[str, ...] = ()) -> str:
    guard = Guard(frozenset({Origin.of(url)}), networks, lambda host, port: addresses)
    return guard.pin(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104  # denied, not bound
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::",
    ],
)  # fmt: skip
def test_inner_addresses_are_denied(address: str) -> None:
    with pytest.raises(Misconfigured, match="egress-denied"):
        pin("https://agency.example/", address)


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "::", "fe80::1", "224.0.0.1"])  # noqa: S104  # denied, not bound
def test_some_addresses_are_denied_even_when_listed(address: str) -> None:
    with pytest.raises(Misconfigured, match="egress-denied"):
        pin("https://agency.example/", address, networks=("0.0.0.0/0", "::/0"))


def test_a_public_address_is_pinned() -> None:
    assert pin("https://agency.example/", "8.8.8.8", "8.8.4.4") == "8.8.8.8"


def test_one_bad_address_among_good_ones_denies_the_name() -> None:
    with pytest.raises(Misconfigured, match="egress-denied"):
        pin("https://agency.example/", "8.8.8.8", "127.0.0.1")


def test_plain_http_to_the_world_is_denied() -> None:
    with pytest.raises(Misconfigured, match="egress-denied"):
        pin("http://agency.example/", "8.8.8.8")


def test_a_listed_network_is_reachable() -> None:
    assert pin("http://agency.example/", "10.1.2.3", networks=("10.1.0.0/16",)) == "10.1.2.3"


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/", "https://agency.example:8443/", "http://agency.example/", "file:///etc/hostname",
        "gopher://agency.example/", "https://user@agency.example/", "https://agency.example@127.0.0.1/", "//x", "",
        "https://agency.example:99999/",
    ],
)  # fmt: skip
def test_another_origin_than_the_configured_is_denied(url: str) -> None:
    guard = Guard(frozenset({Origin.of("https://agency.example/api")}), (), lambda host, port: ["8.8.8.8"])

    with pytest.raises(Misconfigured, match="egress-denied"):
        guard.pin(url)


def test_a_name_is_resolved_once_per_call_and_the_checked_address_is_used() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with raw_server(says(OK + b"Content-Length: 2\r\n\r\nhi")) as url:
        named = url.replace("127.0.0.1", "agency.example")
        client = HttpClient([named], networks=LOOPBACK, resolver=lambda host, port: next(answers))

        assert client.call("GET", named, deadline=5).body == b"hi"

        with pytest.raises(Misconfigured, match="egress-denied"):
            client.call("GET", named, deadline=5)


def test_the_agency_is_addressed_by_its_name_though_an_address_is_dialled() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                heard.append(connection.recv(65536))
                connection.sendall(OK + b"Content-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://agency.example:{port}/path"
        HttpClient([url], networks=LOOPBACK, resolver=lambda *_: ["127.0.0.1"]).call("GET", url, deadline=5)
        thread.join()

    assert f"host: agency.example:{port}" in heard[0].decode().lower()


def test_a_name_that_does_not_resolve_is_unavailable() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    client = HttpClient(["https://agency.example"], resolver=nowhere)

    with pytest.raises(Unavailable, match="name-resolution"):
        client.call("GET", "https://agency.example", deadline=5)


def test_a_resolver_that_hangs_does_not_hold_the_call() -> None:
    release = threading.Event()
    client = HttpClient(["https://agency.example"], resolver=lambda *_: [str(release.wait(5))])
    started = time.monotonic()

    with pytest.raises(Unavailable, match="timeout") as failure:
        client.call("GET", "https://agency.example", deadline=0.3)
    release.set()

    assert not failure.value.outcome_unknown
    assert time.monotonic() - started < 1.3


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    with raw_server(says(OK + b"Content-Length: 2\r\n\r\nhi")) as url:
        assert call(url).body == b"hi"


def _call_and_say(url: str, answer: Connection) -> None:
    answer.send(call(url).body)


def test_a_forked_worker_can_call_though_its_parent_already_did() -> None:
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    with raw_server(says(OK + b"Content-Length: 2\r\n\r\nhi")) as url:
        call(url)
        worker = fork.Process(target=_call_and_say, args=(url, there))
        worker.start()
        heard = here.recv() if here.poll(10) else b"nothing"
        worker.join(10)
    here.close()
    there.close()

    assert heard == b"hi"
