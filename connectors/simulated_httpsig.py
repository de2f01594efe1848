"""How a simulated agency signs its webhooks after RFC 9421: written apart from the code that verifies them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def signed_headers(config: Mapping[str, Any], url: str, body: bytes, now: datetime) -> dict[str, str]:
    """Content-Digest, Signature-Input and Signature of one POST.

    `config`: `webhook_keyid` with `webhook_signing_key` (path of a PEM file: Ed25519 or ECDSA P-256) or, without one,
    `webhook_secret`.
    """
    where = urlsplit(url)
    digest = f"sha-512=:{_text(hashlib.sha512(body).digest())}:"
    parts = [
        ("@method", "POST"),
        ("@authority", where.netloc.lower()),
        ("@path", where.path),
        ("content-type", "application/json"),
        ("content-digest", digest),
    ]
    listed = " ".join(f'"{name}"' for name, _ in parts)
    parameters = f'({listed});keyid="{config["webhook_keyid"]}";created={int(now.timestamp())}'
    parameters += f';nonce="{secrets.token_urlsafe(18)}"'
    lines = [f'"{name}": {value}' for name, value in parts] + [f'"@signature-params": {parameters}']
    made = _signature(config, "\n".join(lines).encode("ascii"))
    return {"Content-Digest": digest, "Signature-Input": f"agency={parameters}", "Signature": f"agency=:{_text(made)}:"}


def _signature(config: Mapping[str, Any], base: bytes) -> bytes:
    if not config.get("webhook_signing_key"):
        return hmac.digest(str(config["webhook_secret"]).encode(), base, "sha256")
    key: Any = load_pem_private_key(Path(str(config["webhook_signing_key"])).read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        made: bytes = key.sign(base)
        return made
    return b"".join(
        part.to_bytes(32, "big") for part in decode_dss_signature(key.sign(base, ec.ECDSA(hashes.SHA256())))
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
