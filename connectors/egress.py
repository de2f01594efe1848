"""Decides which addresses a connector may reach: configured hosts only, resolved once, every address checked."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from .base import Misconfigured, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
#: Schemes of an address with their ports. The last of each family has no TLS and stays inside listed networks.
WEB: Mapping[str, int] = {"https": 443, "http": 80}
MAIL: Mapping[str, int] = {"smtps": 465, "smtp+starttls": 587, "smtp": 587}
_PORTS = {**WEB, **MAIL}
_OPEN = frozenset({"http", "smtp"})


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a host, from the system's resolver; blocking."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Resolvers:
    """Threads for name resolution, which cannot be cancelled: no call's deadline has to join them.

    A forked worker process gets new ones, because threads do not survive a fork.
    """

    def __init__(self) -> None:
        self.renew()
        os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        """Begin with new threads."""
        self.pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="agency-name")


resolvers = Resolvers()


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of an address an operator configured."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str, schemes: Mapping[str, int] = WEB) -> Origin:
        """The origin of an absolute URL. Error: `Misconfigured("egress-denied")` for anything else or odd."""
        parts = urlsplit(url)
        try:
            port = parts.port or schemes.get(parts.scheme, 0)
        except ValueError:
            port = 0
        if parts.scheme not in schemes or not parts.hostname or not port or parts.username or parts.password:
            known = ", ".join(f"{scheme}:" for scheme in schemes)
            raise Misconfigured("egress-denied", f"an agency's address is one of {known} //host[:port]/… without user")
        return cls(parts.scheme, parts.hostname.rstrip(".").lower(), port)


@dataclass(frozen=True, slots=True)
class Guard:
    """What the operator allowed: origins, and networks beyond the public internet.

    `networks` lists private or loopback networks in CIDR form. Link-local (cloud metadata), multicast and
    unspecified addresses are never reachable, and what has no TLS only inside a listed network.
    """

    origins: frozenset[Origin]
    networks: tuple[str, ...] = ()
    resolver: Resolver = resolve

    def pin(self, url: str) -> str:
        """The one address to connect to for this URL.

        A name with one forbidden address is forbidden altogether: otherwise the order of the answers would decide.
        Errors: `Misconfigured("egress-denied")`, `Unavailable` when the name does not resolve.
        """
        origin = Origin.of(url, _PORTS)
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
        if scheme in _OPEN and not listed:
            raise Misconfigured("egress-denied", f"{scheme} without TLS is allowed inside listed networks only")


def _unmapped(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address
