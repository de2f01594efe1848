"""An audit hook (PEP 578) that writes down what evaluation may never do: run code, start, connect, write (D-3)."""

from __future__ import annotations

import os
import sys
from typing import Any

#: Beginnings of events.
FORBIDDEN = ("exec", "compile", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "subprocess.", "socket.", "ctypes.", "pickle.", "marshal.loads")  # fmt: skip
#: Where our own code and its data lie: reading there is no leak.
_OURS = tuple({os.path.realpath(path) for path in (*sys.path, sys.prefix, sys.base_prefix, "/usr/share/zoneinfo") if path})  # fmt: skip


def listening() -> list[str]:
    """Hooks in, for the rest of the process; the list grows with what was done."""
    heard: list[str] = []

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        if (event.startswith(FORBIDDEN) or (event == "open" and _strange(arguments))) and not _importing():
            heard.append(f"{event} {str(arguments)[:120]}")

    sys.addaudithook(listen)
    return heard


def _strange(arguments: tuple[Any, ...]) -> bool:
    """Opened for writing, or something that is not ours."""
    path, mode, flags = arguments[0], arguments[1], arguments[2]
    if set(mode or "") & set("wax+") or (not mode and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        return True
    return isinstance(path, str) and not os.path.realpath(path).startswith(_OURS)


def _importing() -> bool:
    """Whether one of our own modules is being imported for the first time."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
