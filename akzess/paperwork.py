"""The files of a house: the registry of documents, and the writer who sets letters and files them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from documents.checks.scanner import Clamd, NoScanner
from documents.registry import Registry
from engine.ports import Clock
from service.status.codes import Codes, demo_code
from store import MemoryStore, SqlStore
from store.evidence import Keyring
from store.filing import Files
from workers.letters import LetterWriter, writer

TENANT = 1


def registry(
    store: SqlStore | MemoryStore,
    keys: Keyring,
    clock: Clock,
    new_id: Callable[[datetime], str],
    clamav: str = "",
) -> Registry:
    """Documents in this store, sealed with these keys; `clamav` as in the settings. Error: ValueError for no address."""
    scanner = Clamd(clamav) if clamav else NoScanner()
    return Registry(cabinet=Files(store, keys, clock), now=clock.now, new_id=new_id, scanner=scanner)


def letter_writer(store: SqlStore | MemoryStore, files: Registry, *, demo: bool, address: str = "") -> LetterWriter:
    """Sets letters; the receipt carries the applicant's code and `address`, where it opens the page of the case.

    `demo` makes codes that can be computed, so that a demo can print them.
    """
    codes = Codes(store, files.now, demo_code if demo else None)
    return LetterWriter(
        files,
        writer(),
        store.read,
        access_code=lambda case_id, reference: codes.issue(TENANT, case_id, reference),
        status_url=f"{address}/status/" if address else "",
    )
