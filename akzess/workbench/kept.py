"""Verdicts on planted faults in a file, a line each, so that a run that was ended goes on and parts of one are put together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from .mutants import Mutant
from .plays import Verdict


def digest(resources: Mapping[str, bytes], scenarios: Iterable[Path]) -> str:
    """What verdicts hold for: these files of the procedure and these scenarios (SHA-256, hexadecimal)."""
    found = hashlib.sha256()
    files = {**resources, **{f"scenarios/{path.name}": path.read_bytes() for path in scenarios}}
    for name, data in sorted(files.items()):
        found.update(f"{name}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest()


class Kept:
    """A file of verdicts. Lines of other contents are of no account, nor is one that was not written to its end."""

    def __init__(self, path: Path | None, content: str) -> None:
        """`content`: of `digest`. Without a path nothing is kept."""
        self._path = path
        self._content = content

    def known(self, mutants: Iterable[Mutant]) -> list[Verdict]:
        """The verdicts that the file has on these mutants."""
        if self._path is None or not self._path.exists():
            return []
        lines: dict[str, tuple[str, int]] = {}
        for text in self._path.read_text(encoding="utf-8").splitlines():
            line = json.loads(text) if text.endswith("}") else {}
            if line.get("content") == self._content:
                lines[line["id"]] = line["noticedBy"] or "", line["tried"]
        return [Verdict(mutant, *lines[mutant.id]) for mutant in mutants if mutant.id in lines]

    def add(self, verdict: Verdict) -> None:
        """Append one; it is in the file when this returns."""
        if self._path is None:
            return
        line = {
            "content": self._content,
            "id": verdict.mutant.id,
            "noticedBy": verdict.noticed_by or None,
            "tried": verdict.tried,
        }
        with self._path.open("ab+") as file:
            file.seek(max(0, file.tell() - 1))
            cut_off = file.read(1) not in (b"", b"\n")
            file.write((b"\n" if cut_off else b"") + json.dumps(line).encode() + b"\n")
