"""The JSON format of FIT-Connect's agreed subset, and the opening of an encrypted application; no I/O."""

from __future__ import annotations

import json
from typing import Any

from ..base import JsonObject, Misconfigured
from ..rest_agency import Context
from ..settings import Secret

#: FIT-Connect's own algorithm, and one for keys on curves; nothing else is ever tried.
ALGORITHMS = ("RSA-OAEP-256", "ECDH-ES+A256KW", "A256GCM")


def callback(_given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of `registerCallback`."""
    return {"callbackUrl": context.callback_url}


def accepted(_given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of the event that accepts a submission."""
    return {"type": "accept", "caseRef": context.case_ref}


def rejected(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of the event that rejects one."""
    return {"type": "reject", "caseRef": context.case_ref, "problems": list(given["problems"])}


def opened(encrypted: str, key: Secret) -> dict[str, Any] | None:
    """The application inside a JWE; None without a key.

    Error: `Misconfigured("decryption")` for another key, another algorithm or a content that is no JSON object: the
    reason never repeats what was inside.
    """
    if not key:
        return None
    # Imported when it is used: it costs every start of the command line a seventh of a second.
    from joserfc import jwe, jwk
    from joserfc.errors import JoseError

    try:
        given = json.loads(key.reveal())
        if given.get("kty") not in ("RSA", "EC"):
            raise ValueError("no private key")
        ours: Any = jwk.import_key(given)
        plain = jwe.decrypt_compact(encrypted, ours, algorithms=list(ALGORITHMS)).plaintext
        value = json.loads(plain or b"null")
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        reason = f"the submission cannot be opened ({type(error).__name__})"
        raise Misconfigured("decryption", reason) from None
    if not isinstance(value, dict):
        raise Misconfigured("decryption", "the submission is no JSON object")
    return value
