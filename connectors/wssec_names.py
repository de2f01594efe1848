"""The names of WS-Security, XML Signature and WS-Addressing that we write and accept."""

from __future__ import annotations

from lxml import etree

DS = "http://www.w3.org/2000/09/xmldsig#"
WSA = "http://www.w3.org/2005/08/addressing"
_OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
WSSE = f"{_OASIS}-wssecurity-secext-1.0.xsd"
WSU = f"{_OASIS}-wssecurity-utility-1.0.xsd"
BASE64 = f"{_OASIS}-soap-message-security-1.0#Base64Binary"
X509_V3 = f"{_OASIS}-x509-token-profile-1.0#X509v3"
X509_SKI = f"{_OASIS}-x509-token-profile-1.0#X509SubjectKeyIdentifier"

#: Exclusive XML Canonicalization 1.0 without comments; the only canonicalization and the only transform.
EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"

#: Digest algorithms by URI, with the name that hashlib knows (XML Encryption 1.1, RFC 9231).
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
#: Signature algorithms by URI: kind of key and hash. No SHA-1, no HMAC (RFC 9231).
SIGNATURES = {f"{_MORE}{kind}-{name}": (kind, name) for kind in ("rsa", "ecdsa") for name in DIGESTS.values()}


def canonical(node: etree._Element, prefixes: list[str] | None = None) -> bytes:
    """Exclusive canonical form of an element, without comments (W3C xml-exc-c14n).

    `prefixes`: the InclusiveNamespaces PrefixList.
    """
    if prefixes and "#default" in prefixes:
        # lxml leaves out prefixes its table of names has never met, and "#default" is no name. Meeting it once in
        # this thread is enough; were it not, a digest would not fit and the message would be refused.
        etree.fromstring(b'<d xmlns:d="#default"/>')
    return etree.tostring(
        node, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=prefixes, with_tail=False
    )
