"""Reads a bundle in a process of its own with limits on memory and time, so that a hostile file harms only itself."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict

import orjson

from ..errors import Finding

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 5
WALL_SECONDS = 30.0


def read(resources: Mapping[str, bytes], *, wall_seconds: float = WALL_SECONDS) -> tuple[bytes, tuple[Finding, ...]]:
    """The definition table as bytes (empty when refused) and the findings.

    A reader that dies or takes too long is itself a finding (`parse-limit`).
    """
    head = orjson.dumps([[name, len(data)] for name, data in resources.items()])
    body = head + b"\n" + b"".join(resources.values())
    command = [sys.executable, "-I", "-c", _START, *[path for path in sys.path if path]]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=wall_seconds, check=False, env={})  # noqa: S603  # our own interpreter, fixed arguments
    except subprocess.TimeoutExpired:
        return b"", (_limit(f"mehr als {wall_seconds:g} Sekunden"),)
    if done.returncode != 0:
        return b"", (_limit(f"der Leseprozess endete mit {done.returncode}"),)
    answer, _, table = done.stdout.partition(b"\n")
    return table, tuple(Finding(**item) for item in orjson.loads(answer))


_START = "import sys; sys.path[:0] = sys.argv[1:]; from engine.kernel.sandbox import serve; serve()"


def _limit(why: str) -> Finding:
    return Finding("", "", "parse-limit", f"Die Dateien konnten nicht innerhalb der Grenzen gelesen werden: {why}.")


def serve() -> None:
    """The child: read the files from standard input, write findings and table to standard output."""
    from ..functions import FUNCTIONS
    from .deployment import build

    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, spent + CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    head, _, body = sys.stdin.buffer.read().partition(b"\n")
    resources, at = {}, 0
    for name, size in orjson.loads(head):
        resources[name] = body[at : at + size]
        at += size
    bundle, findings = build(resources, FUNCTIONS)
    refused = any(finding.severity == "error" for finding in findings)
    sys.stdout.buffer.write(orjson.dumps([asdict(finding) for finding in findings]) + b"\n")
    if not refused:
        sys.stdout.buffer.write(bundle.to_json())
    sys.stdout.flush()
