"""The files of a house: the registry of documents, who sets letters and makes decisions available, and what scenarios file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from connectors.ledger import Ledger
from documents.checks.scanner import Clamd, NoScanner
from documents.model import Filing, Folder, Scan, Source
from documents.registry import Registry
from engine.ports import Clock
from service.portal.delivering import Delivering
from service.portal.providing import PortalOffice
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


def portal_office(store: SqlStore | MemoryStore, files: Registry, ledger: Ledger | None) -> PortalOffice:
    """Makes decisions available for retrieval when the procedure asks; `ledger` keeps the evidence."""
    delivering = Delivering(store, files.now, ledger)
    return PortalOffice(delivering, store.read, lambda name: files.cabinet.document(TENANT, name), files.now)


def files(registry: Registry, case_id: str, wanted: Mapping[str, Any]) -> None:
    """Put a PDF into the file of a case, as by a link, the applicant's page or a clerk: `code`, and if wanted
    `source`, `id`, `title`, `content`.

    Only for what is played: nothing looks at the content. Errors: those of `Cabinet.file`.
    """
    now = registry.now()
    document_id = str(wanted.get("id") or registry.new_id(now))
    content = str(wanted.get("content", "%PDF-1.7")).encode()
    registry.cabinet.file(
        Filing(
            document_id=document_id,
            tenant=TENANT,
            case_id=case_id,
            folder=Folder.NACHWEISE,
            code=str(wanted["code"]),
            title=str(wanted.get("title", wanted["code"])),
            source=Source(wanted.get("source", Source.EMPLOYER)),
            file_name=f"{wanted['code']}.pdf",
            media_type="application/pdf",
            blob=registry.cabinet.keep(TENANT, case_id, iter([content])),
            scan=Scan.NOT_SCANNED,
            at=now,
            by="scenario",
            by_name="",
            key=f"scenario:{document_id}",
        )
    )
