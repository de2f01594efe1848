"""Reads bundles as the sandbox does, each in a process of its own that is forked from one that has imported everything.

Starting an interpreter costs a hundred times as much as reading, and the corpus has hundreds of bundles. What runs in
the fork is `engine.kernel.sandbox.serve` behind `lock_in`, and beside it a second audit hook that tells what was tried.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import orjson

from engine.errors import Finding
from engine.kernel import sandbox

ROOT = Path(__file__).parents[2]
Read = tuple[bytes, tuple[Finding, ...]]


class ReadingRoom:
    """`read` is what an engine is given as `read_bundle`; `noticed` are audit events that nobody may cause."""

    def __init__(self) -> None:
        start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.security.reading_room import serve; serve()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        self._known: dict[bytes, Read] = {}
        self.noticed: list[str] = []

    def read(self, resources: Mapping[str, bytes]) -> Read:
        """The table and the findings; the same bundle is read once for all stores."""
        asked = sandbox.asked(resources)
        if asked not in self._known:
            self._known[asked] = self._read(asked)
        return self._known[asked]

    def _read(self, asked: bytes) -> Read:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(struct.pack(">Q", len(asked)) + asked)
        self._process.stdin.flush()
        (size,) = struct.unpack(">Q", self._process.stdout.read(8))
        status, noticed, answer = self._process.stdout.read(size).split(b"\n", 2)
        self.noticed += orjson.loads(noticed)
        if int(status) != 0:
            return b"", (Finding("", "", "parse-limit", f"the reader ended with {int(status)}"),)
        return sandbox.answered(answer)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


# -- the other side


def serve() -> None:
    """One fork per request until standard input ends."""
    import zoneinfo

    from engine.functions import FUNCTIONS
    from engine.kernel.deployment import build
    from tests.dmn.models import decision, definitions, literal
    from tests.security.hostile_models import GOOD

    zoneinfo.ZoneInfo("Europe/Berlin")
    build({"a.bpmn": GOOD, "b.dmn": definitions(decision("D", literal("1")))}, FUNCTIONS)  # imports and caches
    while head := sys.stdin.buffer.read(8):
        (size,) = struct.unpack(">Q", head)
        asked = sys.stdin.buffer.read(size)
        answer = _in_a_fork(asked)
        sys.stdout.buffer.write(struct.pack(">Q", len(answer)) + answer)
        sys.stdout.buffer.flush()


def _in_a_fork(asked: bytes) -> bytes:
    incoming, outgoing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(incoming)
        _read_one(asked, outgoing)
    os.close(outgoing)
    with os.fdopen(incoming, "rb") as opened:
        answer = opened.read()
    _, status = os.waitpid(child, 0)
    return str(status).encode() + b"\n" + (answer or b"[]\n")


def _read_one(asked: bytes, outgoing: int) -> None:
    from io import BytesIO

    from tests.security.audit import listening

    code, written = 1, BytesIO()
    try:
        with os.fdopen(outgoing, "wb") as opened:
            sandbox.lock_in()
            noticed = listening()
            sandbox.serve(BytesIO(asked), written)
            opened.write(orjson.dumps(noticed) + b"\n" + written.getvalue())
        code = 0
    except BaseException as error:  # noqa: BLE001  # the fork must not go on with the loop of its parent
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)
