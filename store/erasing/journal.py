"""The list of erased cases outside of the database, so that a restored backup does not bring their keys back.

One JSON object a line, appended and synced before the keys are destroyed. It names cases by id and number, and says
nothing about anybody.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One erased case."""

    tenant: int
    case_id: str
    business_key: str
    at: datetime
    basis: str
    reference: str


class Journal:
    """A file to which any number of processes append."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def append(self, line: Line) -> None:
        """Write one line and wait until it is on the disk. Error: OSError, and then nothing may be erased."""
        told = {
            "tenant": line.tenant,
            "caseId": line.case_id,
            "businessKey": line.business_key,
            "at": line.at.isoformat(),
            "basis": line.basis,
            "reference": line.reference,
        }
        self.file.parent.mkdir(parents=True, exist_ok=True)
        # One write of one line in append mode: lines of several processes do not mix.
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, (json.dumps(told, ensure_ascii=False) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def lines(self) -> Iterator[Line]:
        """Every line, oldest first; the torn last line of a machine that lost power is left out."""
        if not self.file.exists():
            return
        for text in self.file.read_text(encoding="utf-8").splitlines():
            try:
                told = json.loads(text)
                yield Line(
                    int(told["tenant"]),
                    str(told["caseId"]),
                    str(told["businessKey"]),
                    datetime.fromisoformat(told["at"]),
                    str(told["basis"]),
                    str(told["reference"]),
                )
            except (ValueError, KeyError, TypeError):
                continue
