"""Fixtures: certificates of a test's own, and key pairs to sign webhooks with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from connectors.http_signature_keys import HttpKey
from tests.connectors.certificates import Authority
from tests.connectors.webhooks import SHARED, private_pem, public_pem


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


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
