"""Reads a bundle in a process of its own with limits on memory and time, so that a hostile file harms only itself."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

import orjson

from ..errors import Finding, NotInTime
from .kept import Kept

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 5
WALL_SECONDS = 30.0


def read(
    resources: Mapping[str, bytes], *, surroundings: Mapping[str, Any] | None = None, wall_seconds: float = WALL_SECONDS
) -> tuple[bytes, tuple[Finding, ...]]:
    """The definition table as bytes (empty when refused) and the findings.

    `surroundings`: what is known about groups, agencies and texts (engine.analysis.Surroundings.plain); without it the
    rules that would need it are silent.

    A reader that dies, or uses more memory or processor time than it may, is itself a finding (`parse-limit`). Error:
    NotInTime, when it was not given that processor time within `wall_seconds`: the machine is to blame, not the files.
    """
    command = [sys.executable, "-I", "-c", _START, *[path for path in sys.path if path]]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, fixed arguments
            command,
            input=asked(resources, surroundings),
            capture_output=True,
            timeout=wall_seconds,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise NotInTime(f"the files were not read within {wall_seconds:g} seconds") from None
    if done.returncode != 0:
        return b"", (
            limit_finding(f"der Leseprozess endete mit {done.returncode}", f"the reader ended with {done.returncode}"),
        )
    return answered(done.stdout)


_START = "import sys; sys.path[:0] = sys.argv[1:]; from engine.kernel.sandbox import main; main()"


def asked(resources: Mapping[str, bytes], surroundings: Mapping[str, Any] | None = None) -> bytes:
    """The question to the child: names, sizes and surroundings on a line, then the contents, which may be any bytes."""
    files = [[name, len(data)] for name, data in resources.items()]
    head = orjson.dumps({"files": files, "surroundings": surroundings or {}})
    return head + b"\n" + b"".join(resources.values())


def answered(answer: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """Table and findings, taken apart here: nothing that a hostile file could have written is run."""
    findings, _, table = answer.partition(b"\n")
    return table, tuple(Finding(**item | {"path": tuple(item["path"])}) for item in orjson.loads(findings))


def limit_finding(why: str, english: str) -> Finding:
    """A limit that was reached is the files' fault and said as one, so that whoever wrote them can act."""
    german = f"Die Dateien konnten nicht innerhalb der Grenzen gelesen werden: {why}. Kleinere Dateien helfen."
    text = f"The files could not be read within the limits: {english}. Smaller files help."
    return Finding("", "", "parse-limit", german, message_en=text)


def main() -> None:
    """The child: imports need files and time, so it locks itself in after them and before it reads a stranger's byte."""
    from .. import analysis  # noqa: F401  # imported before the limits count

    lock_in()
    serve(sys.stdin.buffer, sys.stdout.buffer)
    sys.stdout.flush()


def lock_in(most_seconds: int | None = None) -> None:
    """Limits for the rest of this process: memory, time, no file written, no network, no other process.

    `most_seconds` of CPU from which the process may take its share itself (default: CPU_SECONDS from now, for good).
    """
    _leave_the_network()
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    hard = spent + CPU_SECONDS if most_seconds is None else most_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def serve(incoming: BinaryIO, outgoing: BinaryIO, kept: Kept | None = None, *, draft: bool = False) -> None:
    """Read the files of one request, write findings and table. What looks at a whole bundle is above the kernel.

    `kept`: what earlier requests found out about files that have not changed since. `draft`: the table of what could be
    read is written in spite of errors, for whoever is about to mend them.
    """
    from ..analysis import Surroundings
    from ..analysis import read as read_and_check
    from ..functions import FUNCTIONS

    head, _, body = incoming.read().partition(b"\n")
    resources, at = {}, 0
    request = orjson.loads(head)
    for name, size in request["files"]:
        resources[name] = body[at : at + size]
        at += size
    bundle, findings = read_and_check(resources, FUNCTIONS, Surroundings.of(request["surroundings"]), kept)
    refused = any(finding.severity == "error" for finding in findings)
    outgoing.write(orjson.dumps([asdict(finding) for finding in findings]) + b"\n")
    if bundle.processes and (draft or not refused):
        outgoing.write(bundle.to_json())


_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # linux/sched.h


def _leave_the_network() -> None:
    """Into a network namespace without interfaces, where the kernel lets us; `_refuse` stands behind it anyway."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None and unshare(_NEW_NETWORK) != 0:
        unshare(_NEW_USER | _NEW_NETWORK)


#: Beginnings of audit events (PEP 578) of which reading a model causes none.
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.link",
    "os.symlink",
    "shutil.",
    "ctypes.",
)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook. No file is opened for writing either: a limit on its size would still let it be emptied."""
    if event.startswith(FORBIDDEN) or (event == "open" and _writes(arguments)):
        raise PermissionError(event)


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
