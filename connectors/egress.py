"""Decides which addresses a connector may reach: configured hosts only, resolved once, every address checked."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from .base import Misconfigured, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
_PORTS = {"https": 443, "http": 80}


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a host, from the system's resolver; blocking."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of an address an operator configured."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """The origin of an absolute URL. Error: `Misconfigured("egress-denied")` for anything else or odd."""
        parts = urlsplit(url)
        try:
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            port = 0
        if parts.scheme not in _PORTS or not parts.hostname or not port or parts.username or parts.password:
            raise Misconfigured("egress-denied", "an agency's address must be http(s)://host[:port]/… without user")
        return cls(parts.scheme, parts.hostname.rstrip(".").lower(), port)


@dataclass(frozen=True, slots=True)
class Guard:
    """What the operator allowed: origins, and networks beyond the public internet.

    `networks` lists private or loopback networks in CIDR form. Link-local (cloud metadata), multicast and
    unspecified addresses are never reachable, and plain http only inside a listed network.
    """

    origins: frozenset[Origin]
    networks: tuple[str, ...] = ()
    resolver: Resolver = resolve

    def pin(self, url: str) -> str:
        """The one address to connect to for this URL.

        A name with one forbidden address is forbidden altogether: otherwise the order of the answers would decide.
        Errors: `Misconfigured("egress-denied")`, `Unavailable` when the name does not resolve.
        """
        origin = Origin.of(url)
        if origin not in self.origins:
            raise Misconfigured("egress-denied", "this host is not in the operator's configuration")
        try:
            addresses = [ipaddress.ip_address(text) for text in self.resolver(origin.host, origin.port)]
        except OSError:
            raise Unavailable("name-resolution", "the agency's host name does not resolve") from None
        if not addresses:
            raise Unavailable("name-resolution", "the agency's host name has no address")
        for address in addresses:
            self._check(_unmapped(address), origin.scheme)
        return str(addresses[0])

    def _check(self, address: Address, scheme: str) -> None:
        never = address.is_link_local or address.is_multicast or address.is_unspecified
        listed = any(address in ipaddress.ip_network(network) for network in self.networks)
        if never or not (address.is_global or listed):
            raise Misconfigured("egress-denied", "the agency's host leads to an address that is not allowed")
        if scheme == "http" and not listed:
            raise Misconfigured("egress-denied", "http without TLS is allowed inside listed networks only")


def _unmapped(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address
