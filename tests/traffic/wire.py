"""A wire between workers and agencies at which a worker dies: in the middle of its request, or right after it."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable


class Wire:
    """Forwards connections to one address; kills once it carries the n-th request that changes something.

    `conn.mid_send`: half of the request's body has left. `conn.after_send`: all of it has, the answer is still to
    come; the agency gets the whole request and works on it while its caller is dead. `conn.mid_read`: half of the answer
    has come back. `choose` decides per request instead of `arm`; `kill` ends the caller whose port is given.
    """

    def __init__(
        self,
        host: str,
        port: int,
        choose: Callable[[], str] = lambda: "",
        kill: Callable[[int, str], None] | None = None,
    ) -> None:
        self._choose = choose
        self._kill_caller = kill
        self._to = (host, port)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._guard = threading.Lock()
        self._victim: Callable[[], int | None] = lambda: None
        self._point, self._left = "", 0
        self._open = True
        self._thread = threading.Thread(target=self._listen, name="wire", daemon=True)
        self._thread.start()
        self._carriers: list[threading.Thread] = []

    def arm(self, point: str, nth: int, victim: Callable[[], int | None]) -> None:
        """Kill the process whose id `victim` gives."""
        with self._guard:
            self._point, self._left, self._victim = point, nth, victim

    def close(self) -> None:
        """Carry nothing any more."""
        self._open = False
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._thread.join(5)
        self._socket.close()
        self.settle()

    def settle(self) -> None:
        """Wait until every request that was carried has its answer, also those of the dead."""
        for thread in self._carriers:
            thread.join(30)
        self._carriers.clear()

    def _listen(self) -> None:
        while True:
            near, _ = self._socket.accept()
            if not self._open:
                near.close()
                return
            carrier = threading.Thread(target=self._carry, args=(near,), daemon=True)
            self._carriers = [thread for thread in self._carriers if thread.is_alive()] + [carrier]
            carrier.start()

    def _counts(self, head: bytes) -> str:
        line = head.split(b"\r\n", 1)[0]
        if not line.startswith(b"POST ") or b"/token" in line:
            return ""
        with self._guard:
            if not self._point:
                return self._choose()
            self._left -= 1
            if self._left:
                return ""
            point, self._point = self._point, ""
            return point

    def _kill(self, near: socket.socket, point: str) -> None:
        if self._kill_caller is not None:
            self._kill_caller(near.getpeername()[1], point)
            return
        pid = self._victim()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def _carry(self, near: socket.socket) -> None:
        with near, socket.create_connection(self._to) as far:
            head, rest = _head(near)
            if not head:
                return
            length = _length(head)
            point = self._counts(head)
            while len(rest) < length:
                more = near.recv(65536)
                if not more:
                    return
                rest += more
            far.sendall(head)
            if point == "conn.mid_send":
                far.sendall(rest[: length // 2])
                self._kill(near, point)
                return
            far.sendall(rest)
            if point == "conn.after_send":
                self._kill(near, point)
            while answer := far.recv(65536):
                if point == "conn.mid_read":
                    near.sendall(answer[: len(answer) // 2])
                    self._kill(near, point)
                    point = "conn.after_send"
                if not point:
                    try:
                        near.sendall(answer)
                    except OSError:
                        point = "gone"  # the caller died elsewhere; the agency's answer is read to its end all the same


def _head(near: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        try:
            more = near.recv(65536)
        except ConnectionResetError:
            more = b""
        if not more:
            return b"", b""
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", rest


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0
