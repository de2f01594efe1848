"""Being asked to end: the request is heard whatever the process does at that moment."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from akzess import stopping

IN_THE_MIDDLE_OF_WAITING = """
import signal
from akzess.stopping import stop_on_signals

stop = stop_on_signals()
with stop._cond:  # as `wait` does for an instant, each time it begins and ends
    signal.raise_signal(signal.{signal})
stop.wait()
"""


IN_ANOTHER_THREAD = """
import os, signal
from akzess.stopping import stop_on_signals

stop = stop_on_signals()
signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.{signal}}})  # of the main thread, so that the kernel interrupts another one
os.kill(os.getpid(), signal.{signal})
stop.wait()
"""


@pytest.mark.parametrize("script", [IN_THE_MIDDLE_OF_WAITING, IN_ANOTHER_THREAD])
@pytest.mark.parametrize("kind", ["SIGTERM", "SIGINT"])
def test_a_request_to_end_is_heard_whatever_the_process_does_and_whichever_of_its_threads_is_interrupted(
    kind: str, script: str
) -> None:
    asked = script.format(signal=kind)
    ended = subprocess.run([sys.executable, "-c", asked], check=False, timeout=90)
    assert ended.returncode == 0


def test_nobody_is_asked_to_end_before_a_signal_comes() -> None:
    before = {kind: signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert not stopping.stop_on_signals().is_set()
    finally:
        signal.set_wakeup_fd(-1)
        for kind, handler in before.items():
            signal.signal(kind, handler)
