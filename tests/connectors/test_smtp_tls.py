"""E-mail goes over TLS to the server that the operator named, or not at all."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.base import ConnectorError, Misconfigured
from connectors.egress import MAIL, Guard, Origin
from connectors.simulation import Tls
from connectors.smtp_door import Door, Security
from tests.connectors.certificates import Authority
from tests.connectors.mail_servers import scripted
from tests.connectors.notices import AGENCY, KEY, connect, wish
from tests.connectors.stage import Stage, stage


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("mail") as raised:
        yield raised


def door(on: Stage, authority: Authority, security: Security, host: str = "localhost") -> Door:
    pair = authority.issue("mail", host)
    return Door(lambda: on.simulator, tls=Tls(pair.certificate, pair.key).context(), security=security)


def named(url: str) -> str:
    return url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_is_spoken_from_the_first_byte_or_on_demand(on: Stage, authority: Authority, security: Security) -> None:
    with door(on, authority, security) as opened:
        connect(named(opened.url), ca_file=authority.root).send(wish())

    assert on.simulator.effects[KEY] == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["unknown root", "wrong host"])
def test_a_wrong_certificate_is_an_incident_and_nothing_was_said(
    on: Stage, authority: Authority, tmp_path: Path, security: Security, fault: str
) -> None:
    root = authority.root if fault == "wrong host" else Authority(tmp_path, "stranger").root
    host = "other.example" if fault == "wrong host" else "localhost"
    with door(on, authority, security, host) as opened, pytest.raises(Misconfigured) as failure:
        connect(named(opened.url), ca_file=root).send(wish())

    assert (failure.value.code, failure.value.outcome_unknown) == ("tls", False)
    assert on.simulator.arrivals == []


def test_without_starttls_nothing_is_said_in_clear() -> None:
    with (
        scripted(b"220 hi\r\n", b"250-x\r\n250 AUTH PLAIN\r\n") as (place, heard),
        pytest.raises(Misconfigured) as failure,
    ):
        connect(f"smtp+starttls://{place}").send(wish())

    assert failure.value.code == "tls"
    assert bytes(heard).splitlines() == [b"EHLO akzess.example"]


def test_what_was_slipped_in_before_tls_is_not_heard(authority: Authority) -> None:
    pair = authority.issue("mail", "localhost")

    def over_tls(connection: socket.socket) -> None:
        with Tls(pair.certificate, pair.key).context().wrap_socket(connection, server_side=True) as secured:
            said.append(secured.recv(4096))
            secured.sendall(b"250-x\r\n250 AUTH LOGIN\r\n")
            said.append(secured.recv(4096))

    said: list[bytes] = []
    slipped = b"220 ready\r\n250-x\r\n250 AUTH PLAIN\r\n"
    replies = (b"220 hi\r\n", b"250-x\r\n250 STARTTLS\r\n")

    def switches(connection: socket.socket) -> None:
        connection.sendall(slipped)
        over_tls(connection)

    with scripted(*replies, then=switches) as (place, _), pytest.raises(ConnectorError):
        connect(named(f"smtp+starttls://{place}"), ca_file=authority.root).send(wish())

    assert said[0] == b"EHLO akzess.example\r\n"
    assert said[1].startswith(b"AUTH LOGIN ")


@pytest.mark.parametrize(
    ("url", "addresses", "networks"),
    [
        ("smtps://mail.example", ["10.0.0.1"], ()),
        ("smtps://mail.example", ["93.184.216.34", "127.0.0.1"], ()),
        ("smtps://mail.example", ["::ffff:127.0.0.1"], ()),
        ("smtp://mail.example", ["93.184.216.34"], ()),
        ("smtps://mail.example", ["169.254.169.254"], ("169.254.0.0/16",)),
    ],
)
def test_a_mail_server_is_where_the_operator_said_and_nowhere_else(
    url: str, addresses: list[str], networks: tuple[str, ...]
) -> None:
    guard = Guard(frozenset({Origin.of(url, MAIL)}), networks, lambda host, port: addresses)

    with pytest.raises(Misconfigured, match="egress-denied"):
        guard.pin(url)


@pytest.mark.parametrize(
    "url", ["http://mail.example", "smtp://user:secret@mail.example", "smtp://", "mail.example", "file:///etc"]
)
def test_an_address_that_is_none_is_found_at_start(url: str) -> None:
    with pytest.raises(Misconfigured, match="egress-denied") as failure:
        AGENCY.build({"base_url": url, "callback_base_url": "https://akzess.example"})

    assert "secret" not in str(failure.value)
