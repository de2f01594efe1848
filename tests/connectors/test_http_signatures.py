"""Webhooks signed after RFC 9421: a partner's own, once, now, for this address; everything else is refused (C12)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import http_message_signatures
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.base import Misconfigured
from connectors.http_signature_keys import HttpKey
from connectors.http_signatures import SignedRequest, sign, verify
from connectors.replay import MemoryReplayGuard
from connectors.settings import Secret
from connectors.signatures import Reason, SignatureRefused
from tests.connectors.signing import NOW, pem_files

URL = "https://akzess.example/agencies/kammern/messages"
BODY = b'{"state":"ABGEGEBEN"}'
SHARED = HttpKey.shared(Secret("ein-geheimnis-das-beide-kennen"))
KINDS = ("hmac-sha256", "ecdsa-p256-sha256", "ed25519")


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[HttpKey, HttpKey, Any]]:
    """By algorithm: the signer's key, the verifier's, and the signer's as other software wants it."""
    found: dict[str, tuple[HttpKey, HttpKey, Any]] = {"hmac-sha256": (SHARED, SHARED, SHARED)}
    for name, key in (
        ("ecdsa-p256-sha256", ec.generate_private_key(ec.SECP256R1())),
        ("ed25519", ed25519.Ed25519PrivateKey.generate()),
    ):
        folder = tmp_path_factory.mktemp(name)
        (folder / "key").write_bytes(private_pem(key))
        (folder / "pub").write_bytes(public_pem(key))
        found[name] = (HttpKey.private(str(folder / "key")), HttpKey.public(str(folder / "pub")), key)
    return found


def private_pem(key: Any) -> bytes:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made: bytes = key.private_bytes(*form)
    return made


def public_pem(key: Any) -> bytes:
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    made: bytes = key.public_key().public_bytes(*form)
    return made


def webhook(body: bytes = BODY, url: str = URL, **headers: str) -> SignedRequest:
    return SignedRequest("POST", url, {"Content-Type": "application/json", **headers}, body)


def signed(
    request: SignedRequest | None = None, key: HttpKey = SHARED, at: datetime = NOW, **how: Any
) -> SignedRequest:
    request = request or webhook()
    added = sign(request, key, now=at, **{"keyid": "ihk-2026", "nonce": "n-1", **how})
    return replace(request, headers={**request.headers, **added})


def check(request: SignedRequest, guard: MemoryReplayGuard | None = None, now: datetime = NOW, **keys: HttpKey) -> str:
    known = {"ihk-2026": SHARED} | keys
    return verify(request, known, now=now, guard=guard or MemoryReplayGuard(), source="kammern")


def refused(request: SignedRequest, now: datetime = NOW, **keys: HttpKey) -> Reason:
    with pytest.raises(SignatureRefused) as refusal:
        check(request, now=now, **keys)
    assert str(refusal.value) == "signature"
    assert refusal.value.__cause__ is None
    return refusal.value.reason


def changed(request: SignedRequest, **headers: str | None) -> SignedRequest:
    merged: dict[str, str | None] = {
        **request.headers,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return replace(request, headers={name: value for name, value in merged.items() if value is not None})


# Accepted


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_webhook_is_accepted(pairs: Any, kind: str) -> None:
    ours, theirs, _ = pairs[kind]

    check(signed(key=ours, keyid="neu"), neu=theirs)


@pytest.mark.parametrize(
    "covered",
    [
        ("@method", "@target-uri", "content-digest"),
        ("@method", "@authority", "@path", "@query", "@scheme", "@request-target", "content-digest", "content-type"),
    ],
)
@pytest.mark.parametrize(
    "url", [URL, f"{URL}?a=1&b=2", "https://akzess.example", "http://[::1]:8443/x", "https://A.example:443/"]
)
def test_every_way_to_name_the_address_is_accepted(url: str, covered: tuple[str, ...]) -> None:
    check(signed(webhook(url=url), covered=covered))


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_a_webhook_within_five_minutes_is_fresh(seconds: int) -> None:
    check(signed(at=NOW + timedelta(seconds=seconds), lifetime=timedelta(hours=1)))


def test_header_names_are_read_in_any_case() -> None:
    request = signed()

    check(replace(request, headers={name.upper(): value for name, value in request.headers.items()}))


@pytest.mark.parametrize("digest", ["sha-512", "both", "with one we do not know"])
def test_other_digests_are_accepted(digest: str) -> None:
    short, long = (base64.b64encode(hashlib.new(name, BODY).digest()).decode() for name in ("sha256", "sha512"))
    field = {
        "sha-512": f"sha-512=:{long}:",
        "both": f"sha-256=:{short}:, sha-512=:{long}:",
        "with one we do not know": f"sha-256=:{short}:,id-blake3=:AAAA:",
    }[digest]

    check(with_digest(field))


def with_digest(field: str) -> SignedRequest:
    """Signed over a Content-Digest of one's own making, under another name so that `sign` leaves it alone."""
    from connectors.http_signatures import _base  # the signature base itself: a partner may cover any digest

    request = changed(signed(), Content_Digest=field)
    written = request.headers["Signature-Input"].removeprefix("sig1=")
    covered = ("@method", "@target-uri", "content-digest", "content-type")
    value = base64.b64encode(SHARED.sign(_base(request, covered, written))).decode()
    return changed(request, Signature=f"sig1=:{value}:")


# Refused


@pytest.mark.parametrize("missing", ["Signature", "Signature-Input"])
def test_without_a_signature_nothing_is_accepted(missing: str) -> None:
    assert refused(changed(signed(), **{missing: None})) is Reason.SIGNATURE_FORM


def test_a_signature_with_another_secret_is_refused() -> None:
    assert refused(signed(key=HttpKey.shared(Secret("geraten")))) is Reason.SIGNATURE_VALUE


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_signature_with_another_key_is_refused(pairs: Any, kind: str) -> None:
    other = {"ecdsa-p256-sha256": "ed25519", "ed25519": "ecdsa-p256-sha256"}[kind]

    assert refused(signed(key=pairs[kind][0], keyid="neu"), neu=pairs[other][1]) is Reason.ALGORITHM


def test_an_hmac_made_with_the_public_key_is_refused(pairs: Any) -> None:
    public = public_pem(pairs["ecdsa-p256-sha256"][2]).decode()
    confused = signed(key=HttpKey.shared(Secret(public)), keyid="neu")
    silent = changed(confused, Signature_Input=confused.headers["Signature-Input"].replace(';alg="hmac-sha256"', ""))

    assert refused(confused, neu=pairs["ecdsa-p256-sha256"][1]) is Reason.ALGORITHM
    assert refused(silent, neu=pairs["ecdsa-p256-sha256"][1]) is Reason.SIGNATURE_VALUE


@pytest.mark.parametrize("body", [b"", b'{"state": "ABGEGEBEN"}', BODY + b"\n", BODY.decode().encode("utf-16")])
def test_another_body_or_the_same_written_otherwise_is_refused(body: bytes) -> None:
    assert refused(replace(signed(), body=body)) is Reason.DIGEST


@pytest.mark.parametrize("change", ["method", "path", "host", "query", "media"])
def test_a_signature_for_another_request_is_refused(change: str) -> None:
    request = signed()
    moved = {
        "method": replace(request, method="PUT"),
        "path": replace(request, url=URL.replace("kammern", "bva")),
        "host": replace(request, url=URL.replace("akzess.", "anderswo.")),
        "query": replace(request, url=f"{URL}?debug=1"),
        "media": changed(request, Content_Type="text/plain"),
    }[change]

    assert refused(moved) is Reason.SIGNATURE_VALUE


@pytest.mark.parametrize(
    "covered",
    [
        (),
        ("content-digest",),
        ("@method", "@target-uri"),
        ("@method", "content-digest"),
        ("@method", "@path", "content-digest"),
        ("@target-uri", "content-digest"),
    ],
)
def test_a_signature_over_too_little_is_refused(covered: tuple[str, ...]) -> None:
    assert refused(signed(covered=covered)) is Reason.COMPONENTS


def test_a_component_twice_is_refused_though_the_signature_is_right() -> None:
    twice = signed(covered=("@method", "@method", "@target-uri", "content-digest"))

    assert refused(twice) is Reason.SIGNATURE_FORM


def test_a_query_has_to_be_signed() -> None:
    covered = ("@method", "@authority", "@path", "content-digest")

    assert refused(signed(webhook(url=f"{URL}?case=1"), covered=covered)) is Reason.COMPONENTS


@pytest.mark.parametrize("parameter", ["created", "nonce", "keyid"])
def test_a_signature_without_time_nonce_or_key_is_refused(parameter: str) -> None:
    request = signed()
    parts = request.headers["Signature-Input"].split(";")
    without = ";".join(part for part in parts if not part.startswith(f"{parameter}="))

    assert refused(changed(request, Signature_Input=without)) is Reason.COMPONENTS


@pytest.mark.parametrize(
    ("seconds", "reason"), [(-360, Reason.EXPIRED), (-301, Reason.EXPIRED), (301, Reason.FUTURE), (360, Reason.FUTURE)]
)
def test_an_old_or_future_webhook_is_refused(seconds: int, reason: Reason) -> None:
    assert refused(signed(at=NOW + timedelta(seconds=seconds), lifetime=timedelta(hours=1))) is reason


def test_a_webhook_past_its_own_end_is_refused() -> None:
    assert refused(signed(lifetime=timedelta(seconds=30)), now=NOW + timedelta(seconds=30)) is Reason.EXPIRED


def test_the_same_nonce_twice_is_refused_the_second_time() -> None:
    guard = MemoryReplayGuard()
    identifier = check(signed(), guard)

    for again in (signed(), signed(webhook(body=b"{}")), signed(at=NOW + timedelta(seconds=9))):
        with pytest.raises(SignatureRefused) as refusal:
            check(again, guard)
        assert refusal.value.reason is Reason.REPLAY
    check(signed(nonce="n-2"), guard)
    guard.forget("kammern", identifier)
    check(signed(), guard)


def test_a_refused_webhook_does_not_use_up_the_nonce() -> None:
    guard = MemoryReplayGuard()
    with pytest.raises(SignatureRefused):
        check(replace(signed(), body=b"{}"), guard)

    check(signed(), guard)


def test_an_unknown_key_is_refused() -> None:
    assert refused(signed(keyid="ihk-2025")) is Reason.KEY_UNKNOWN


def test_two_signatures_are_refused() -> None:
    one, two = signed(), signed(label="sig2", nonce="n-2")
    both = {name: f"{one.headers[name]}, {two.headers[name]}" for name in ("Signature-Input", "Signature")}

    assert (
        refused(changed(one, Signature_Input=both["Signature-Input"], Signature=both["Signature"]))
        is Reason.SIGNATURE_FORM
    )
    assert refused(changed(one, Signature=both["Signature"])) is Reason.SIGNATURE_FORM
    assert refused(changed(one, Signature=two.headers["Signature"])) is Reason.SIGNATURE_FORM


@pytest.mark.parametrize("digest", ["", "sha-256=::", "md5=:AAAA:", "sha-256=AAAA", "sha-256=:AAAA:, sha-256=:AAAA:"])
def test_a_digest_that_is_none_is_refused(digest: str) -> None:
    assert refused(with_digest(digest)) in (Reason.DIGEST, Reason.SIGNATURE_FORM)


def test_two_digests_have_to_agree() -> None:
    right = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    wrong = base64.b64encode(hashlib.sha512(b"anderes").digest()).decode()

    assert refused(with_digest(f"sha-256=:{right}:, sha-512=:{wrong}:")) is Reason.DIGEST


@pytest.mark.parametrize(
    "written",
    [
        "", "sig1", "sig1=()", "sig1=(@method)", 'sig1=("@method"', 'sig1="@method"', 'sig1=("@method";req)',
        'sig1=("content-digest";sf)', 'sig1=("@query-param";name="a")', 'sig1=("@method""content-digest")',
        'sig1=("@method" "@method")', 'sig1=("@method");created=1;created=2', 'sig1=("@method");created=1.5',
        'sig1=("@method");created=?1', 'sig1=("@method");created=9999999999999999', 'sig1=("@method");nonce=:AAAA:',
        'Sig1=("@method")', 'sig1=("ä")', 'sig1=("@method")\n', "sig1=(" + '"a" ' * 5000 + ")",
    ],
)  # fmt: skip
def test_an_input_that_we_do_not_read_is_refused(written: str) -> None:
    assert refused(changed(signed(), Signature_Input=written)) in (Reason.SIGNATURE_FORM, Reason.COMPONENTS)


@pytest.mark.parametrize("name", ["@status", "@query-param", "@signature-params", "x-missing", "X-Upper", 'bad\\"name'])
def test_a_component_that_we_do_not_have_cannot_be_signed_or_verified(name: str) -> None:
    request = signed()
    more = request.headers["Signature-Input"].replace('("@method"', f'("{name}" "@method"')

    assert refused(changed(request, Signature_Input=more)) in (Reason.COMPONENTS, Reason.SIGNATURE_FORM)
    with pytest.raises(ValueError, match="signed"):
        signed(covered=(name,))


def test_what_cannot_be_written_is_not_signed() -> None:
    for keyid in ("schlüssel", "a\nb"):
        with pytest.raises(ValueError, match="ASCII"):
            signed(keyid=keyid)


def test_quotes_and_backslashes_in_names_are_kept() -> None:
    check(signed(keyid='a"b\\c', nonce='"'), **{'a"b\\c': SHARED})


_FIELDS = signed().headers


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(["Signature", "Signature-Input", "Content-Digest"]), st.text(max_size=60))
@example("Signature-Input", "sig1=" + '("' * 4000)
def test_whatever_stands_in_a_header_it_is_refused_in_one_way(name: str, value: str) -> None:
    if value != _FIELDS[name]:
        refused(changed(signed(), **{name: value}))


# Keys


@pytest.mark.parametrize("content", [b"", b"no pem", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_key_is_found_at_start(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)

    for load in (HttpKey.private, HttpKey.public):
        for path in (file, tmp_path / "missing"):
            with pytest.raises(Misconfigured, match="signing-key"):
                load(str(path))


@pytest.mark.parametrize("kind", ["rsa", "p384"])
def test_a_key_of_another_kind_is_found_at_start(tmp_path: Path, kind: str) -> None:
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP384R1())
    (tmp_path / "key").write_bytes(private_pem(key))
    (tmp_path / "pub").write_bytes(public_pem(key))

    for load, name in ((HttpKey.private, "key"), (HttpKey.public, "pub")):
        with pytest.raises(Misconfigured, match="signing-key"):
            load(str(tmp_path / name))


def test_a_partners_key_may_come_in_a_certificate_and_cannot_sign(tmp_path: Path) -> None:
    key, shown = pem_files(tmp_path)

    partner = HttpKey.public(shown)
    check(signed(key=HttpKey.private(key), keyid="neu"), neu=partner)

    with pytest.raises(TypeError):
        partner.sign(b"")


def test_an_empty_secret_is_found_at_start_and_none_is_shown() -> None:
    with pytest.raises(Misconfigured, match="signing-key"):
        HttpKey.shared(Secret(""))
    assert "geheimnis" not in repr(SHARED)


# An implementation that no one here wrote


@dataclass
class Plain:
    """A request as http-message-signatures wants it."""

    method: str
    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Resolver(http_message_signatures.HTTPSignatureKeyResolver):
    """One key for every name."""

    key: Any

    def resolve_private_key(self, key_id: str) -> Any:
        return self.key

    def resolve_public_key(self, key_id: str) -> Any:
        return self.key if isinstance(self.key, bytes) else self.key.public_key()


ALGORITHMS: Mapping[str, Any] = {
    "hmac-sha256": http_message_signatures.algorithms.HMAC_SHA256,
    "ecdsa-p256-sha256": http_message_signatures.algorithms.ECDSA_P256_SHA256,
    "ed25519": http_message_signatures.algorithms.ED25519,
}


def theirs(pairs: Any, kind: str) -> Resolver:
    return Resolver(b"ein-geheimnis-das-beide-kennen" if kind == "hmac-sha256" else pairs[kind][2])


@pytest.mark.parametrize("kind", KINDS)
def test_we_accept_what_http_message_signatures_signed(pairs: Any, kind: str) -> None:
    request = Plain("POST", URL, BODY, {"Content-Type": "application/json"})
    signer = http_message_signatures.HTTPMessageSigner(
        signature_algorithm=ALGORITHMS[kind], key_resolver=theirs(pairs, kind)
    )
    signer.sign(
        request, key_id="neu", created=NOW, nonce="n-9", body=BODY,
        covered_component_ids=("@method", "@authority", "@path", "content-digest", "content-type"),
    )  # fmt: skip

    check(SignedRequest("POST", URL, request.headers, BODY), neu=pairs[kind][1])


@pytest.mark.parametrize("kind", KINDS)
def test_http_message_signatures_accepts_what_we_signed(pairs: Any, kind: str) -> None:
    request = signed(key=pairs[kind][0], at=datetime.now(UTC))
    plain = Plain("POST", URL, BODY, dict(request.headers))
    verifier = http_message_signatures.HTTPMessageVerifier(
        signature_algorithm=ALGORITHMS[kind], key_resolver=theirs(pairs, kind)
    )

    (result,) = verifier.verify(plain, max_age=timedelta(minutes=5))

    assert result.label == "sig1"
    assert result.parameters["keyid"] == "ihk-2026"
