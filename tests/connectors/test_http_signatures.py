"""Webhooks signed after RFC 9421: a partner's own, once, now, for this address; everything else is refused (C12)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.http_signature_keys import HttpKey
from connectors.http_signatures import SignedRequest
from connectors.replay import MemoryReplayGuard
from connectors.settings import Secret
from connectors.signatures import Reason, SignatureRefused
from tests.connectors.signing import NOW
from tests.connectors.webhooks import BODY, KINDS, SHARED, URL, changed, check, public_pem, refused, signed, webhook

# -- accepted


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


# -- refused


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
