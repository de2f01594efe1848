"""Tends documents beside the queues: scans again what waits in quarantine, sweeps what a crash left behind."""

from __future__ import annotations

import threading

import structlog

from documents.registry import Registry

log = structlog.get_logger(__name__)

#: Seconds between two rounds.
EVERY = 30.0


def tend(registry: Registry, stop: threading.Event, every: float = EVERY) -> None:
    """Until `stop` is set; the error of one round never ends the loop."""
    while not stop.wait(every):
        try:
            done = registry.tend()
        except Exception as error:  # noqa: BLE001  # a database or a scanner away for a moment: the loop outlives it
            log.error("documents.tend", kind=type(error).__name__)
        else:
            if done:
                log.info("documents.tend", done=done)
