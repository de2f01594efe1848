"""A cabinet on each kind of store with one case, and a registry on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import Any

import pytest

from akzess.clocks import MovableClock
from akzess.ids import SeededIds
from documents.checks.scanner import NoScanner, Scanner
from documents.model import Document, Filing, Folder, Scan, Source
from documents.registry import Registry, Upload
from engine.model import Changes
from store.evidence import Kept, Keyring
from store.filing import Files

from ..store.records import case, deployed

MASTER = bytes(range(32))


@dataclass
class Cabinet:
    """A store with the case c1 and files that are put into it."""

    store: Any
    files: Files
    clock: MovableClock
    ids: SeededIds = field(default_factory=lambda: SeededIds(7))

    def new_case(self, case_id: str) -> None:
        new = case(case_id, deployed(self.store), business_key=f"AKZ-{case_id}")
        with self.store.unit_of_work() as unit:
            unit.insert_case(new, Changes())
            unit.commit()

    def filing(self, content: Iterable[bytes] = (b"%PDF-1.7",), case_id: str = "c1", **other: Any) -> Filing:
        fields: dict[str, Any] = {
            "document_id": self.ids.case_id(self.clock.now()),
            "tenant": 1,
            "case_id": case_id,
            "folder": Folder.NACHWEISE,
            "code": "DEG",
            "title": "Zeugnis von Anjali",
            "source": Source.CLERK,
            "file_name": "Zeugnis Mustermann-Rao.pdf",
            "media_type": "application/pdf",
            "blob": self.files.keep(1, case_id, content),
            "scan": Scan.CLEAN,
            "at": self.clock.now(),
            "by": "anna",
            "by_name": "Anna Beispiel",
            "key": f"upload:anna:{self.ids.key()}",
        }
        return Filing(**(fields | other))

    def filed(self, *arguments: Any, **other: Any) -> Document:
        return self.files.file(self.filing(*arguments, **other))

    def read(self, document: Document) -> bytes:
        return b"".join(self.files.content(document.version))

    def erase(self) -> None:
        Kept(self.store, Keyring([MASTER]), self.clock).erase(1, "c1", "AKZ-c1")

    def days_pass(self, days: float) -> None:
        self.clock.advance(timedelta(days=days))


@pytest.fixture
def cabinet(store: Any) -> Cabinet:
    clock = MovableClock(datetime(2026, 10, 19, 7, 0, tzinfo=UTC))
    made = Cabinet(store, Files(store, Keyring([MASTER]), clock), clock)
    made.new_case("c1")
    return made


@dataclass
class Counter:
    """The registry as somebody with a file in the hand meets it."""

    cabinet: Cabinet
    scanner: Scanner = field(default_factory=NoScanner)
    sent: int = 0

    @property
    def registry(self) -> Registry:
        clock = self.cabinet.clock
        return Registry(self.cabinet.files, clock.now, self.cabinet.ids.case_id, self.scanner)

    def hands_in(self, data: bytes, name: str = "Zeugnis.pdf", declared: str = "", **other: Any) -> Document:
        self.sent += 1
        fields: dict[str, Any] = {
            "tenant": 1,
            "case_id": "c1",
            "file_name": name,
            "media_type": declared,
            "source": Source.APPLICANT,
            "by": "applicant",
            "by_name": "",
            "principal": "applicant:c1",
            "key": f"request-{self.sent:08}",
        }
        with TemporaryFile() as file:
            file.write(data)
            file.flush()
            return self.registry.accept(Upload(**(fields | other)), file)


@pytest.fixture
def counter(cabinet: Cabinet) -> Counter:
    return Counter(cabinet)
