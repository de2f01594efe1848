"""Signature wrapping: every way to keep a valid signature in a message whose processed Body nobody signed.

The first eight follow the places in which the published catalogue (XSW 1 to 8, Somorovsky et al., USENIX Security
2012) hides the signed original and the identifiers it gives to the forgery, carried over from SAML to SOAP. In the
pictures `#b` is the identifier that the signature refers to, `✓` what was signed, `✗` what an attacker wrote.
"""

from __future__ import annotations

import copy

from tests.connectors.signing import DS, WSU, Forgery, Tampered


def xsw1(message: Tampered) -> None:
    """The signed Body moves into a wrapper in the Header; the forgery has no identifier.

    Envelope
    ├─ Header
    │  ├─ Security ─ Signature ──▶ #b
    │  └─ Wrapper ─ Body #b ✓
    └─ Body ✗
    """
    message.root.replace(message.body, message.fake())
    message.wrapper(message.header).append(message.body)


def xsw2(message: Tampered) -> None:
    """The signed Body moves beside the Signature; the forgery has an identifier of its own.

    Envelope
    ├─ Header
    │  └─ Security
    │     ├─ Signature ──▶ #b
    │     └─ Body #b ✓
    └─ Body #x ✗
    """
    message.root.replace(message.body, message.fake(other_id="x"))
    message.security.append(message.body)


def xsw3(message: Tampered) -> None:
    """The forgery stands before the signed Body: who takes the first child is deceived.

    Envelope
    ├─ Header ─ Security ─ Signature ──▶ #b
    ├─ Body #x ✗
    └─ Body #b ✓
    """
    message.root.insert(1, message.fake(other_id="x"))


def xsw4(message: Tampered) -> None:
    """The forgery contains the signed Body.

    Envelope
    ├─ Header ─ Security ─ Signature ──▶ #b
    └─ Body #x ✗
       └─ Body #b ✓
    """
    fake = message.fake(other_id="x")
    message.root.replace(message.body, fake)
    fake.append(message.body)


def xsw5(message: Tampered) -> None:
    """Both have the same identifier; the signed one hides behind the forgery.

    Envelope
    ├─ Header ─ Security ─ Signature ──▶ #b
    ├─ Body #b ✗
    └─ Wrapper ─ Body #b ✓
    """
    message.root.replace(message.body, message.fake(same_id=True))
    message.wrapper(message.root).append(message.body)


def xsw6(message: Tampered) -> None:
    """Both have the same identifier; the signed one hides in the signature's KeyInfo.

    Envelope
    ├─ Header
    │  └─ Security
    │     └─ Signature ──▶ #b
    │        └─ KeyInfo ─ Body #b ✓
    └─ Body #b ✗
    """
    message.root.replace(message.body, message.fake(same_id=True))
    found = message.signature.find(f"{{{DS}}}KeyInfo")
    place = message.wrapper(message.signature, f"{{{DS}}}KeyInfo") if found is None else found
    place.append(message.body)


def xsw7(message: Tampered) -> None:
    """The signed Body hides in an extension point of the forgery's content, where a schema allows anything.

    Envelope
    ├─ Header ─ Security ─ Signature ──▶ #b
    └─ Body ✗
       └─ decision ✗ ─ Extensions ─ Body #b ✓
    """
    fake = message.fake()
    message.root.replace(message.body, fake)
    message.wrapper(fake[0], "{urn:attack}Extensions").append(message.body)


def xsw8(message: Tampered) -> None:
    """The signed Body hides in an Object of the signature itself.

    Envelope
    ├─ Header
    │  └─ Security
    │     └─ Signature ──▶ #b
    │        └─ Object ─ Body #b ✓
    └─ Body #x ✗
    """
    message.root.replace(message.body, message.fake(other_id="x"))
    message.wrapper(message.signature, f"{{{DS}}}Object").append(message.body)


def whole_envelope(message: Tampered) -> None:
    """The whole signed message travels inside a new one.

    Envelope
    ├─ Header
    │  ├─ Security ─ Signature ──▶ #b
    │  └─ Envelope ─ Body #b ✓
    └─ Body ✗
    """
    original = copy.deepcopy(message.root)
    message.root.replace(message.body, message.fake())
    message.header.append(original)
    original.remove(original[0])  # its Header: the outer one is enough


def duplicate_id(message: Tampered) -> None:
    """A second element with the signed one's identifier.

    Envelope
    ├─ Header
    │  ├─ Security ─ Signature ──▶ #b
    │  └─ Wrapper #b ✗
    └─ Body #b ✓
    """
    message.wrapper(message.header).set(f"{{{WSU}}}Id", message.identifier)


def duplicate_id_of_another_kind(message: Tampered) -> None:
    """The same, with the attribute that SAML and XML Signature read.

    Header ─ Wrapper ID="b" ✗        Body wsu:Id="b" ✓
    """
    message.wrapper(message.header).set("ID", message.identifier)


def id_moved_to_the_forgery(message: Tampered) -> None:
    """The forgery takes the identifier; the signed one loses it and hides.

    Envelope
    ├─ Header
    │  ├─ Security ─ Signature ──▶ #b
    │  └─ Wrapper ─ Body ✓ (no identifier)
    └─ Body #b ✗
    """
    message.root.replace(message.body, message.fake(same_id=True))
    message.wrapper(message.header).append(message.body)
    del message.body.attrib[f"{{{WSU}}}Id"]


def second_body(message: Tampered) -> None:
    """A second Body after the signed one: who takes the last child is deceived.

    Envelope
    ├─ Header ─ Security ─ Signature ──▶ #b
    ├─ Body #b ✓
    └─ Body ✗
    """
    message.root.append(message.fake())


def body_of_the_other_version(message: Tampered) -> None:
    """A Body of SOAP 1.1 in an envelope of 1.2: who looks for the local name only is deceived.

    Envelope (1.2) ─ Header, Body (1.1) ✗, Body (1.2) #b ✓
    """
    fake = message.fake()
    fake.tag = "{http://schemas.xmlsoap.org/soap/envelope/}Body"
    message.root.insert(1, fake)


def second_header(message: Tampered) -> None:
    """The signed Header moves behind; in front stands one that says something else.

    Envelope ─ Header ✗, Header ✓ ─ Security, Body ✓
    """
    message.root.insert(0, message.root.makeelement(message.header.tag))


def timestamp_wrapped(message: Tampered) -> None:
    """The signed Timestamp moves into a wrapper; a newer one that nobody signed takes its place.

    Security
    ├─ Timestamp (now) ✗
    ├─ Signature ──▶ #t
    └─ Wrapper ─ Timestamp #t ✓
    """
    newer = copy.deepcopy(message.timestamp)
    del newer.attrib[f"{{{WSU}}}Id"]
    message.security.replace(message.timestamp, newer)
    message.wrapper(message.header).append(message.timestamp)


def two_timestamps(message: Tampered) -> None:
    """Security ─ Timestamp ✗, Timestamp #t ✓"""
    newer = copy.deepcopy(message.timestamp)
    del newer.attrib[f"{{{WSU}}}Id"]
    message.security.insert(0, newer)


def security_in_the_body(message: Tampered) -> None:
    """The Security header stands in the Body: it speaks of the message, but is not its header.

    Envelope
    ├─ Header
    └─ Body ✗
       ├─ Body #b ✓
       └─ Security ─ Signature ──▶ #b
    """
    fake = message.fake()
    message.root.replace(message.body, fake)
    fake.append(message.body)
    fake.append(message.security)


XSW: tuple[Forgery, ...] = (xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8)
RELATIVES: tuple[Forgery, ...] = (
    whole_envelope, duplicate_id, duplicate_id_of_another_kind, id_moved_to_the_forgery, second_body,
    body_of_the_other_version, second_header, timestamp_wrapped, two_timestamps, security_in_the_body,
)  # fmt: skip
