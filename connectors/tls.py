"""TLS towards agencies: the context of a call, and which failures of it are TLS's."""

from __future__ import annotations

import ssl

from .base import Misconfigured


def client_tls(ca_file: str, certificate: str, key: str) -> ssl.SSLContext:
    """TLS 1.2 or newer, the other side verified, with our certificate where there is one; paths of PEM files.

    Error: `Misconfigured("tls")` for a file that is not readable.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if certificate:
            context.load_cert_chain(certificate, key or None)
    except (OSError, ssl.SSLError):
        raise Misconfigured("tls", "a certificate or key file is not readable") from None
    return context


def is_tls(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, is a failure of TLS."""
    while error is not None:
        if isinstance(error, ssl.SSLError) or "CERTIFICATE_VERIFY_FAILED" in str(error) or "[SSL" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
