"""Opens strangers' files in a process of its own, with limits on memory, time and files, so that they harm only it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from threading import BoundedSemaphore
from typing import Any, BinaryIO

from .errors import Busy, Unacceptable

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10
WALL_SECONDS = 20.0
#: Files that one process has opened at the same time; whoever comes then waits for a place.
AT_ONCE = 4
_PLACES = BoundedSemaphore(AT_ONCE)
_START = "import sys; sys.path[:0] = sys.argv[2:]; from documents.sandbox import serve; serve(sys.argv[1])"
#: What no reader of a file has to do; the hook is a second wall, the limits are the first.
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename")


def inspect(file: BinaryIO, kind: str) -> tuple[str, ...]:
    """Flags that the checks of a kind found. Error: `Unacceptable`, also for a file that breaks the limits."""
    found = json.loads(_run(file, {"do": "inspect", "kind": kind}))
    return tuple(found["flags"])


def page(file: BinaryIO, kind: str, number: int, width: int) -> tuple[int, bytes]:
    """How many pages there are, and page `number` (from 1) as PNG at most `width` pixels wide.

    Errors: `Unacceptable`; `IndexError` for a page that does not exist.
    """
    answer = _run(file, {"do": "page", "kind": kind, "number": number, "width": width})
    head, _, image = answer.partition(b"\n")
    pages = int(json.loads(head)["pages"])
    if not 1 <= number <= pages:
        raise IndexError(number)
    return pages, image


def _run(file: BinaryIO, order: dict[str, Any]) -> bytes:
    command = [sys.executable, "-I", "-c", _START, json.dumps(order), *[path for path in sys.path if path]]
    file.seek(0)
    if not _PLACES.acquire(timeout=WALL_SECONDS):
        raise Busy
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, fixed arguments
            command, stdin=file, capture_output=True, timeout=WALL_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        raise Unacceptable("upload-too-complex", "opening the file takes too long") from None
    finally:
        _PLACES.release()
    if done.returncode != 0:
        raise Unacceptable("upload-too-complex", "the file cannot be opened within the limits")
    status, _, body = done.stdout.partition(b"\n")
    if status == b"ok":
        return body
    refusal = json.loads(body)
    raise Unacceptable(refusal["code"], refusal["detail"], refusal["place"])


def serve(order_text: str) -> None:
    """The child: the file is standard input, the answer goes to standard output."""
    from . import opening  # with all libraries, before the limits count

    order = json.loads(order_text)
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, spent + CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_guard)
    file = os.fdopen(0, "rb")
    try:
        answer = opening.do(file, order)
    except Unacceptable as error:
        sys.stdout.buffer.write(
            b"refused\n" + json.dumps({"code": error.code, "detail": error.detail, "place": error.place}).encode()
        )
    except (MemoryError, RecursionError):
        sys.stdout.buffer.write(
            b"refused\n" + json.dumps({"code": "upload-too-complex", "detail": "too large", "place": ""}).encode()
        )
    else:
        sys.stdout.buffer.write(b"ok\n" + answer)
    sys.stdout.flush()


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        raise PermissionError(event)
