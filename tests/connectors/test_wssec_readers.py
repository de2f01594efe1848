"""A message that is old, was seen, or reads differently to different readers is refused in one way (corpus C10)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from connectors.envelope import NAMESPACES
from connectors.signatures import Reason, SignatureRefused
from connectors.wssec_names import canonical
from connectors.wssec_sign import Addressed, sign
from tests.connectors.signing import (
    CONTENT,
    DS,
    MESSAGE_ID,
    NOW,
    S12,
    WSSE,
    WSU,
    Tampered,
    letter,
    refused,
    signed,
    signer,
    status,
    tampered,
    verifier,
)

# Time, identity, replay


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        (-6, Reason.EXPIRED),
        (6, Reason.FUTURE),
        (-5.01, Reason.EXPIRED),
        (5.01, Reason.FUTURE),
        (-600_000, Reason.EXPIRED),
    ],
)
def test_an_old_or_future_message_is_refused(minutes: float, reason: Reason) -> None:
    at = NOW + timedelta(minutes=minutes)

    assert refused(sign(letter(), signer(), at, Addressed(MESSAGE_ID), lifetime=timedelta(hours=1))) is reason


def test_a_message_past_its_own_end_is_refused_within_the_window() -> None:
    short = sign(letter(), signer(), NOW - timedelta(minutes=2), Addressed(MESSAGE_ID), lifetime=timedelta(minutes=1))

    assert refused(short) is Reason.EXPIRED


def resign_timestamp(change: Callable[[etree._Element], object]) -> bytes:
    message = Tampered(signed())
    change(message.timestamp)
    message.info[3][2].text = base64.b64encode(hashlib.sha256(canonical(message.timestamp)).digest()).decode()
    return message.resigned()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gestern",
        "2026-10-21T07:30:00",
        "2026-10-21",
        "20261021T073000Z",
        "٢٠٢٦-10-21T07:30:00Z",
        "2026-10-21T07:30:00+99:99",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_a_time_that_is_none_is_refused(text: str) -> None:
    def change(timestamp: etree._Element) -> None:
        timestamp[0].text = text

    assert refused(resign_timestamp(change)) in (Reason.TIMESTAMP_FORM, Reason.MALFORMED, Reason.FUTURE, Reason.EXPIRED)


@pytest.mark.parametrize("form", ["no created", "two created", "created inside", "something else"])
def test_a_timestamp_of_another_form_is_refused(form: str) -> None:
    def change(timestamp: etree._Element) -> None:
        if form == "no created":
            timestamp.remove(timestamp[0])
        elif form == "two created":
            timestamp.insert(0, etree.fromstring(etree.tostring(timestamp[0])))
        elif form == "created inside":
            etree.SubElement(timestamp[0], f"{{{WSU}}}Created").text = "2026-10-21T07:30:00Z"
        else:
            etree.SubElement(timestamp, "{urn:attack}Renewed")

    assert refused(resign_timestamp(change)) is Reason.TIMESTAMP_FORM


def test_the_same_message_twice_is_refused_the_second_time() -> None:
    check, message = verifier(), signed()
    check.verify(message, now=NOW)

    with pytest.raises(SignatureRefused) as refusal:
        check.verify(message, now=NOW + timedelta(minutes=4))

    assert refusal.value.reason is Reason.REPLAY


def test_another_message_with_a_used_identifier_is_refused() -> None:
    check = verifier()
    check.verify(signed(), now=NOW)

    with pytest.raises(SignatureRefused) as refusal:
        check.verify(signed(at=NOW + timedelta(minutes=1)), now=NOW + timedelta(minutes=1))

    assert refusal.value.reason is Reason.REPLAY


def test_a_message_without_identifier_is_known_again_by_what_it_signed() -> None:
    check, message = verifier(message_id_required=False), sign(letter(), signer(), NOW)
    check.verify(message, now=NOW)
    other_bytes = message.replace(b"<?xml version='1.0' encoding='UTF-8'?>", b"")

    with pytest.raises(SignatureRefused) as refusal:
        check.verify(other_bytes, now=NOW)

    assert refusal.value.reason is Reason.REPLAY


@pytest.mark.parametrize("related", ["", "urn:uuid:of-another-request", MESSAGE_ID.upper()])
def test_the_answer_to_another_request_is_refused(related: str) -> None:
    assert refused(signed(relates_to=related), relates_to=MESSAGE_ID) is Reason.OTHER_REQUEST


# What the reader of the XML might see differently


@pytest.mark.parametrize("place", ["status", "DigestValue", "Created", "MessageID"])
def test_a_comment_inside_a_text_is_refused(place: str) -> None:
    """Canonical forms drop comments, so the signature stays valid; a reader of the first text node would read less."""
    message = Tampered(signed())
    node = next(found for found in message.root.iter() if str(found.tag).endswith(f"}}{place}"))
    node.text, tail = str(node.text)[:3], str(node.text)[3:]
    comment = etree.Comment("")
    comment.tail = tail
    node.insert(0, comment)

    assert refused(message.bytes()) is Reason.COMMENT


def test_a_comment_beside_the_envelope_is_refused() -> None:
    assert refused(b"<!-- x -->" + Tampered(signed()).bytes()) in (Reason.COMMENT, Reason.MALFORMED)


def test_words_that_look_like_a_comment_in_text_are_text() -> None:
    marked = sign(letter(text="<![CDATA[<!-- kein Kommentar -->]]>"), signer(), NOW, Addressed(MESSAGE_ID))

    assert status(verifier().verify(marked, now=NOW).body) == "<!-- kein Kommentar -->"


def test_two_security_headers_are_refused() -> None:
    def change(message: Tampered) -> None:
        message.header.append(message.root.makeelement(f"{{{WSSE}}}Security"))

    assert refused(tampered(change)) is Reason.SECURITY_TWICE


@pytest.mark.parametrize("role", ["urn:someone-else", f"{S12}/role/next", f"{S12}/role/none"])
def test_a_security_header_for_someone_else_is_refused(role: str) -> None:
    assert refused(tampered(lambda m: m.security.set(f"{{{S12}}}role", role))) is Reason.NOT_FOR_US


def test_a_security_header_for_an_actor_is_refused_in_soap_11() -> None:
    message = Tampered(signed("1.1"))
    message.security.set(f"{{{NAMESPACES['1.1']}}}actor", "urn:someone-else")

    assert refused(message.bytes()) is Reason.NOT_FOR_US


def test_a_header_block_that_must_be_understood_and_is_not_is_refused() -> None:
    def change(message: Tampered) -> None:
        message.wrapper(message.header).set(f"{{{S12}}}mustUnderstand", "true")

    assert refused(tampered(change)) is Reason.MUST_UNDERSTAND


def test_names_in_other_namespaces_are_other_names() -> None:
    message = signed()

    assert refused(message.replace(WSSE.encode(), b"urn:looks-like-wsse")) is Reason.NO_SECURITY
    assert refused(message.replace(DS.encode(), b"urn:looks-like-ds")) is Reason.SIGNATURE_FORM
    assert refused(message.replace(WSU.encode(), b"urn:looks-like-wsu")) is Reason.TIMESTAMP_FORM
    assert refused(message.replace(S12.encode(), b"urn:looks-like-soap")) is Reason.STRUCTURE


def test_an_identifier_without_namespace_is_not_what_a_reference_means() -> None:
    def change(message: Tampered) -> None:
        message.body.set("Id", message.body.attrib.pop(f"{{{WSU}}}Id"))

    assert refused(tampered(change)) is Reason.REFERENCE


def test_a_prefix_that_is_bound_anew_around_the_body_changes_nothing_of_what_was_signed() -> None:
    """The content's `l:` is bound where the attacker cannot reach; what is read comes from the signed bytes alone."""
    message = signed().replace(f'xmlns:l="{CONTENT}"'.encode(), b'xmlns:l="urn:attack"')

    assert refused(message) is Reason.DIGEST


def test_a_prefix_that_only_a_value_uses_loses_its_binding_instead_of_taking_another() -> None:
    """Exclusive canonicalization signs no binding for `t:wert`; so business code gets none, not the attacker's."""
    content = letter().replace(b"<l:status>", b'<l:status xmlns:xsi="urn:type" xsi:type="t:wert">')
    bound = content.replace(b"<soap:Envelope ", b'<soap:Envelope xmlns:t="urn:true" ')
    message = sign(bound, signer(), NOW, Addressed(MESSAGE_ID)).replace(b"urn:true", b"urn:attack")

    body = verifier().verify(message, now=NOW).body

    assert b"urn:attack" not in body
    assert b"xmlns:t" not in body


def test_an_object_in_the_signature_is_refused() -> None:
    assert refused(tampered(lambda m: etree.SubElement(m.signature, f"{{{DS}}}Object"))) is Reason.SIGNATURE_FORM


def test_two_signed_infos_are_refused() -> None:
    def change(message: Tampered) -> None:
        message.signature.insert(0, etree.fromstring(etree.tostring(message.info)))

    assert refused(tampered(change, resigned=False)) is Reason.SIGNATURE_FORM


def test_two_signatures_are_refused() -> None:
    def change(message: Tampered) -> None:
        message.security.append(etree.fromstring(etree.tostring(message.signature)))

    assert refused(tampered(change, resigned=False)) is Reason.SIGNATURE_FORM


# Bytes


@pytest.mark.parametrize(
    "message",
    [
        b"", b"\x00", b"<", b"<html><body>Wartung</body></html>", b"%PDF-1.7", "<a>ä</a>".encode("utf-16"),
        b'<?xml version="1.0"?><!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><e>&x;</e>',
        b'<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><e/>',
        b"<a>" * 5000, b"<e>" + b"<i/>" * 30_000 + b"</e>", b"x" * (10 * 1024 * 1024 + 1),
    ],
)  # fmt: skip
def test_bytes_that_are_no_envelope_are_refused(message: bytes) -> None:
    assert refused(message) in (Reason.MALFORMED, Reason.STRUCTURE)


@settings(max_examples=400, deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=0, max_value=40), st.binary(max_size=40))
def test_whatever_is_done_to_the_bytes_the_letter_is_the_signed_one_or_refused(at: int, cut: int, put: bytes) -> None:
    true = SIGNED
    start = at % len(true)
    message = true[:start] + put + true[start + cut :]

    try:
        body = verifier().verify(message, now=NOW).body
    except SignatureRefused:
        return
    assert body == verifier().verify(true, now=NOW).body


SIGNED = signed()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_wherever_an_element_is_moved_the_letter_is_the_signed_one_or_refused(data: st.DataObject) -> None:
    """Wrapping at random: any element goes anywhere, and a forged Body may stand in the first place."""
    message = Tampered(SIGNED)
    forge = data.draw(st.booleans())
    nodes = list(message.root.iter())
    if forge:
        same = data.draw(st.booleans())
        message.root.replace(message.body, message.fake(same_id=same))
    moved = message.body if forge else data.draw(st.sampled_from(nodes[1:]))
    places = [node for node in message.root.iter() if node not in set(moved.iter())]
    place = data.draw(st.sampled_from(places))
    place.insert(data.draw(st.integers(min_value=0, max_value=len(place))), moved)

    try:
        body = verifier().verify(message.bytes(), now=NOW).body
    except SignatureRefused:
        return
    assert status(body) == "zugestimmt"
