"""Hears that the process is asked to end."""

from __future__ import annotations

import signal
import socket
import threading

_KINDS = frozenset({signal.SIGINT, signal.SIGTERM})


def stop_on_signals() -> threading.Event:
    """An event that is set when the process is asked to end (SIGINT, SIGTERM)."""
    stop = threading.Event()
    hearing, told = socket.socketpair()
    told.setblocking(False)

    def hear() -> None:
        while _KINDS.isdisjoint(hearing.recv(64)):
            pass
        stop.set()

    threading.Thread(target=hear, name="stopping", daemon=True).start()
    # The interpreter writes the signal's number here at once, in whatever thread the kernel interrupts. A handler in Python
    # runs in the main thread alone and between two of its instructions: also where that holds the lock of the very event,
    # and never when the signal came an instant before the main thread went to sleep, or to another thread.
    signal.set_wakeup_fd(told.detach(), warn_on_full_buffer=False)
    for kind in _KINDS:
        signal.signal(kind, lambda *_: None)
    return stop
