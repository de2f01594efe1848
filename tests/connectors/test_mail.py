"""E-mail says that there is news and no more, goes once, and another's server and parser understand it."""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Connector, ConnectorError, Misconfigured, OutcomeUnknown, Refused, Request, Unavailable
from connectors.egress import MAIL, Guard, Origin
from connectors.registry import discover
from connectors.replay import MemoryReplayGuard
from connectors.settings import Secret
from connectors.simulation import LOOPBACK, Tls
from connectors.smtp import SmtpClient
from connectors.smtp_door import Door, Security
from store import open_store
from store.replay_rows import UNCONFIRMED, replay_guard
from tests.connectors.certificates import Authority
from tests.connectors.mails import parsed, read
from tests.connectors.stage import CASE, Clock, Stage, stage

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of its own imports; our own warnings stay errors
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

KEY = "7f1d2c3b-0a4e-4b5c-8d6f-1a2b3c4d5e6f"
OTHER = "7f1d2c3b-0a4e-4b5c-8d6f-1a2b3c4d5e70"
GIVEN = {"to": "anjali.mustermann@example.org", "notice": "DOCUMENTS", "language": "de", "until": "2026-11-04"}
AGENCY = discover()["mail"]


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("mail") as raised:
        yield raised


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def wish(key: str = KEY, **changes: Any) -> Request:
    return Request(key, "sendNotice", GIVEN | changes, CASE, deadline=5)


def connect(url: str, **more: Any) -> Connector:
    config = AGENCY.demo_config(url, "https://akzess.example")
    return AGENCY.build(config | more, clock=Clock())


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


# What the message says


def test_a_notice_is_the_sample(on: Stage) -> None:
    on.connect(callback_base_url="https://akzess.example").send(
        Request("8558d34a-d3c6-5881-a6e3-bf8f3e6110ea", "sendNotice", GIVEN, CASE)
    )

    sample = (AGENCY.folder / "contract" / "samples" / "Notice-de.eml").read_bytes()
    assert parsed(on.simulator.mailbox[0].content) == parsed(sample)  # type: ignore[attr-defined]


#: What opens an appointment.
TOKEN = "Zm9vYmFyLWZvb2Jhci1mb29iYXI.cHJvb2Y"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("notice", AGENCY.connector.operations["sendNotice"].input["properties"]["notice"]["enum"])
def test_no_subject_names_a_person_or_a_case(on: Stage, language: str, notice: str) -> None:
    token = {"token": TOKEN} if notice.startswith("SLOT_") else {}
    on.connector.send(wish(notice=notice, language=language, **token))

    subject = str(read(on.simulator.mailbox[0].content)["Subject"]).lower()  # type: ignore[attr-defined]
    assert [word for word in ("anjali", "mustermann", "akz", "123", "2026", "@", "{") if word in subject] == []


def test_a_message_about_an_appointment_says_no_day_no_case_and_no_purpose(on: Stage) -> None:
    on.connector.send(wish(notice="SLOT_REMINDER", token=TOKEN))

    text = read(on.simulator.mailbox[0].content).get_content()  # type: ignore[attr-defined]
    assert f"/booking/#{TOKEN}" in text.replace("\n", "")
    assert [word for word in ("AKZ", "2026", "Biometrie", "Karte", ":00") if word in text] == []


def test_nothing_of_the_input_but_address_code_language_and_day_is_in_the_message(on: Stage) -> None:
    with pytest.raises(Refused):
        on.connector.send(wish(text="Ihre Diagnose"))

    assert on.simulator.arrivals == []


@pytest.mark.parametrize(
    "to",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\n\r\nText",
        "a@example.org\n",
        "a@example.org> SIZE=1",
        "<a@example.org>",
        "a@example.org, b@example.org",
        "a b@example.org",
        '"a\r\nb"@example.org',
        "a@exämple.org",
        "a@example.org\x00",
        "a@example.org\u2028",
        "@example.org",
        "a@-",
        "a..b@example.org",
    ],
)
def test_what_would_become_a_header_is_refused(on: Stage, to: str) -> None:
    with pytest.raises(Refused) as refusal:
        on.connector.send(wish(to=to))

    assert refusal.value.code in ("SCHEMA_INVALID", "ADDRESS_INVALID")
    assert on.simulator.arrivals == []


def test_the_wire_refuses_a_bad_address_by_itself() -> None:
    with pytest.raises(Refused, match="ADDRESS_INVALID"):
        SmtpClient("smtp://127.0.0.1:1").post("a@example.org", "b@example.org>\r\nDATA", b"", deadline=1)


# Once


def test_the_same_notice_goes_once_within_the_window(on: Stage) -> None:
    first = on.connector.send(wish())
    on.clock.passes(minutes=9)

    second = on.connector.send(wish(OTHER))

    assert (first.output["duplicate"], second.output["duplicate"]) == (False, True)
    assert on.simulator.effects.total() == 1


@pytest.mark.parametrize(
    "changes", [{"notice": "NEWS"}, {"to": "kim@example.org"}, {"until": "2026-11-05"}, {"repeat": True}]
)
def test_another_notice_goes_at_once(on: Stage, changes: dict[str, Any]) -> None:
    on.connector.send(wish())

    on.connector.send(wish(OTHER, **changes))

    assert on.simulator.effects.total() == 2


def test_after_the_window_it_may_go_again(on: Stage) -> None:
    on.connector.send(wish())
    on.clock.passes(minutes=10, seconds=1)

    on.connector.send(wish(OTHER))

    assert on.simulator.effects.total() == 2


def test_what_was_not_taken_may_go_again_at_once(on: Stage) -> None:
    on.simulator.fail_next("451_after")
    with pytest.raises(Unavailable):
        on.connector.send(wish())

    assert on.connector.send(wish(OTHER)).output["duplicate"] is False


def test_what_may_have_arrived_does_not_go_again_for_another_job(on: Stage) -> None:
    on.simulator.fail_next("reset")
    with pytest.raises(OutcomeUnknown):
        on.connector.send(wish())

    assert on.connector.send(wish(OTHER)).output["duplicate"] is True


def test_a_person_who_orders_it_again_gets_it(on: Stage) -> None:
    on.simulator.fail_next("reset")
    with pytest.raises(OutcomeUnknown):
        on.connector.send(wish())

    again = on.connector.send(Request(KEY, "sendNotice", GIVEN, CASE, attempt=2, sent_before=True))

    assert again.output["duplicate"] is False
    assert on.simulator.effects[KEY] == 2


def test_the_window_holds_over_processes_and_a_restart(on: Stage, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'akzess.db'}"
    stores = [open_store(url), open_store(url)]
    stores[0].upgrade()
    config = AGENCY.demo_config(on.town.url("mail"), "https://akzess.example")
    one, two = (AGENCY.build(config, clock=on.clock, guard=replay_guard(store)) for store in stores)

    one.send(wish())
    on.clock.passes(seconds=UNCONFIRMED.total_seconds() + 60)
    second = two.send(wish(OTHER))

    for store in stores:
        store.close()
    assert second.output["duplicate"] is True


# What can go wrong that a simulator in the same process cannot play


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
def test_a_server_that_talks_nonsense(replies: tuple[bytes, ...], kind: type[ConnectorError], code: str) -> None:
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


# TLS


def door(on: Stage, authority: Authority, security: Security, host: str = "localhost") -> Door:
    pair = authority.issue("mail", host)
    return Door(lambda: on.simulator, tls=Tls(pair.certificate, pair.key).context(), security=security)  # type: ignore[arg-type,return-value]


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


# Another's server


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


def test_the_memory_of_one_process_forgets_nothing_early() -> None:
    guard, clock = MemoryReplayGuard(), Clock()

    guard.first("mail", "x", now=clock(), until=clock() + timedelta(minutes=10))

    assert not guard.first("mail", "x", now=clock() + timedelta(minutes=9), until=clock())
