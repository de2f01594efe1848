"""A mail server that talks nonsense, or breaks, is one of three errors; another's server takes our messages."""

from __future__ import annotations

import socket

import pytest

from connectors.base import ConnectorError, Misconfigured, OutcomeUnknown, Refused, Unavailable
from connectors.settings import Secret
from connectors.simulation import LOOPBACK
from connectors.smtp import SmtpClient
from tests.connectors.certificates import Authority
from tests.connectors.mail_servers import Mailbox, independent, scripted
from tests.connectors.mails import read
from tests.connectors.notices import GIVEN, connect, wish


def test_the_wire_refuses_a_bad_address_by_itself() -> None:
    with pytest.raises(Refused, match="ADDRESS_INVALID"):
        SmtpClient("smtp://127.0.0.1:1").post("a@example.org", "b@example.org>\r\nDATA", b"", deadline=1)


@pytest.mark.parametrize(
    ("replies", "kind", "code"),
    [
        ((b"220-hi\r\n221 hi\r\n",), Misconfigured, "agency-malformed"),
        ((b"220hi\r\n",), Misconfigured, "agency-malformed"),
        ((b"999 hi\r\n",), Misconfigured, "agency-malformed"),
        ((b"\x00\x01\x02\r\n",), Misconfigured, "agency-malformed"),
        ((b"220 " + b"x" * 5000,), Misconfigured, "egress-limit"),
        ((b"220 hi\r\n", b"550 no\r\n"), Misconfigured, "agency-malformed"),
        (
            (b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n"),
            Misconfigured,
            "agency-malformed",
        ),
        ((b"220 hi\r\n", b"250 ok\r\n", b"530 5.7.0 log in\r\n"), Misconfigured, "credentials"),
        ((b"554 no\r\n",), Misconfigured, "agency-malformed"),
        ((), Unavailable, "connection"),
    ],
)
def test_nonsense_of_a_server_is_an_error_and_nothing_was_sent(
    replies: tuple[bytes, ...], kind: type[ConnectorError], code: str
) -> None:
    with scripted(*replies) as (place, _), pytest.raises(ConnectorError) as failure:
        connect(f"smtp://{place}", password="").send(wish())

    assert (type(failure.value), failure.value.code) == (kind, code)
    assert not failure.value.outcome_unknown


GOOD = (b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")


def test_what_breaks_before_the_closing_dot_was_not_sent() -> None:
    with scripted(*GOOD[:4]) as (place, _), pytest.raises(Unavailable) as failure:
        connect(f"smtp://{place}", password="").send(wish())

    assert not failure.value.outcome_unknown


@pytest.mark.parametrize("last", [b"", b"25", b"250-ok\r\n"])
def test_what_breaks_after_the_closing_dot_is_unknown(last: bytes) -> None:
    def answers(connection: socket.socket) -> None:
        connection.sendall(last)

    with scripted(*GOOD, then=answers) as (place, _), pytest.raises(OutcomeUnknown) as failure:
        connect(f"smtp://{place}", password="").send(wish())

    assert failure.value.outcome_unknown


def test_a_server_that_offers_no_known_login_is_an_incident() -> None:
    with (
        scripted(b"220 hi\r\n", b"250-x\r\n250 AUTH CRAM-MD5\r\n") as (place, heard),
        pytest.raises(Misconfigured) as failure,
    ):
        connect(f"smtp://{place}").send(wish())

    assert failure.value.code == "credentials"
    assert b"AUTH" not in heard


@pytest.mark.parametrize("excluded", [(), ("PLAIN",)])
def test_a_server_nobody_here_wrote_takes_the_message(authority: Authority, excluded: tuple[str, ...]) -> None:
    mailbox = Mailbox()
    with independent(authority, mailbox, auth_exclude_mechanism=excluded) as url:
        connector = connect(url, ca_file=authority.root, password="pässwort")
        connector.probe()
        answer = connector.send(wish())

    ((sender, recipients, content),) = mailbox.taken
    message = read(content)
    assert (sender, recipients) == ("auslaenderbehoerde@akzess.example", [GIVEN["to"]])
    assert message["Message-ID"] == answer.output["messageId"]
    assert "Vorgang: AKZ-DD-2026-000123" in message.get_content()


def test_a_line_that_begins_with_a_dot_arrives_with_it(authority: Authority) -> None:
    mailbox = Mailbox()
    with independent(authority, mailbox) as url:
        client = SmtpClient(url, user="akzess", password=Secret("pässwort"), networks=LOOPBACK, ca_file=authority.root)
        client.post("a@example.org", "b@example.org", b"Subject: x\n\n.\n..hidden\nend", deadline=5)

    assert mailbox.taken[0][2] == b"Subject: x\r\n\r\n.\r\n..hidden\r\nend\r\n"


def test_a_server_nobody_here_wrote_refuses_another_password(authority: Authority) -> None:
    mailbox = Mailbox()
    with independent(authority, mailbox) as url, pytest.raises(Misconfigured) as failure:
        connect(url, ca_file=authority.root, password="falsch").send(wish())

    assert (failure.value.code, mailbox.taken) == ("credentials", [])
