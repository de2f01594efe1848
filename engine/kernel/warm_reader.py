"""A sandbox that stays: a process that remembers what it found out about each file of a stranger.

For whoever changes a bundle and wants to know after every change; a deployment is read by a process of its own
(`engine.kernel.sandbox`). A hostile bundle harms only its reader, and that reader is nobody else's.
"""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from ..errors import Finding, NotInTime
from .kept import Kept
from .sandbox import CPU_SECONDS, WALL_SECONDS, answered, asked, limit_finding, lock_in, serve

_LENGTH = struct.Struct(">Q")
_START = "import sys; sys.path[:0] = sys.argv[1:]; from engine.kernel.warm_reader import main; main()"


class WarmReader:
    """One process for one question at a time; begun by the first, for most services are never asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def read(
        self,
        resources: Mapping[str, bytes],
        *,
        surroundings: Mapping[str, Any] | None = None,
        wall_seconds: float = WALL_SECONDS,
    ) -> tuple[bytes, tuple[Finding, ...]]:
        """As `sandbox.read`, but the table has what could be read in spite of errors. Error: NotInTime.

        A reader that dies may have died of what it had kept from earlier questions, and these files are not to blame:
        the same question is asked once more of a new one.
        """
        question = asked(resources, surroundings)
        with self._lock:
            fresh = self._child is None
            answer = self._ask(question, wall_seconds)
            if answer is None and not fresh:
                answer = self._ask(question, wall_seconds)
        if answer is None:
            return b"", (limit_finding("der Leseprozess endete", "the reader ended"),)
        return answered(answer)

    def _ask(self, question: bytes, wall_seconds: float) -> bytes | None:
        child = self._child or self._begin()
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("the reader has no pipes")
        over = threading.Event()

        def end() -> None:
            over.set()
            child.kill()

        late = threading.Timer(wall_seconds, end)
        late.daemon = True
        late.start()
        try:
            child.stdin.write(_LENGTH.pack(len(question)))
            child.stdin.write(question)
            child.stdin.flush()
            answer = _framed(child.stdout)
        except OSError:
            answer = None
        finally:
            late.cancel()
        if answer is None:
            self._end()
            if over.is_set():
                raise NotInTime(f"the files were not read within {wall_seconds:g} seconds")
        return answer

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-c", _START, *[path for path in sys.path if path]]
        self._child = subprocess.Popen(  # noqa: S603  # our own interpreter, fixed arguments
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                pass  # what was still to be written has no reader any more
        child.wait()

    def close(self) -> None:
        """End the process; another question would begin another one."""
        with self._lock:
            self._end()


def _framed(stream: IO[bytes]) -> bytes | None:
    """One message; None when the other side has ended."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def main() -> None:
    """The child: it locks itself in before it reads the first file, and has a new share of time for each question."""
    from .. import analysis  # noqa: F401  # imported before the limits count

    lock_in(resource.RLIM_INFINITY)
    kept = Kept()
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while (question := _framed(incoming)) is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.RLIM_INFINITY))
        kept.turn()
        answer = BytesIO()
        serve(BytesIO(question), answer, kept, draft=True)
        outgoing.write(_LENGTH.pack(answer.tell()) + answer.getvalue())
        outgoing.flush()
