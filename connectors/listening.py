"""Opens a listening socket whose answers are not held back (asyncio sets TCP_NODELAY only where the protocol is named)."""

from __future__ import annotations

import socket


def listening(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes a free one. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # socket.create_server leaves the protocol at 0; asyncio then keeps Nagle's algorithm, and every answer with a
    # body waits about 40 ms for the other side's delayed acknowledgement.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(128)
    except OSError:
        opened.close()
        raise
    return opened
