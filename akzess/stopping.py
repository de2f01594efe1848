"""Hears that the process is asked to end."""

from __future__ import annotations

import queue
import signal
import threading


def stop_on_signals() -> threading.Event:
    """An event that is set when the process is asked to end (SIGINT, SIGTERM)."""
    stop = threading.Event()
    asked: queue.SimpleQueue[int] = queue.SimpleQueue()

    def hear() -> None:
        asked.get()
        stop.set()

    threading.Thread(target=hear, name="stopping", daemon=True).start()
    for kind in (signal.SIGINT, signal.SIGTERM):
        # A handler runs between any two instructions of the main thread, also where that holds the lock of the very
        # event, which to set would wait for ever; of all that threads share only this queue may be filled there.
        signal.signal(kind, lambda number, _: asked.put(number))
    return stop
