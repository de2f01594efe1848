"""Writes the row of a closed case into the store in memory, with the change that closes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import Case

from ..memory_book import Book
from . import closing
from .rows import family_key


def write(book: Book, case: Case, found: Mapping[str, Any]) -> None:
    """The row of a case that ends; one that is there stays as it was."""
    reference = found.get("familyGroupKey")
    family = family_key(b"", case.tenant, reference) if isinstance(reference, str) and reference else ""
    row = closing.made(case, found, b"", family)
    if book.get("closed_case", "", (case.tenant, row.case_key)) is None:
        book.put("closed_case", "", (case.tenant, row.case_key), (case.tenant, row))
        book.put("closed_case_new", "", (case.tenant, row.case_key), case.tenant)
