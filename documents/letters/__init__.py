"""Letters of the authority: what may stand in them (book), with which data (filling), set as PDF/A (setting, writer)."""

from __future__ import annotations

from .book import Book, load
from .setting import Setter
from .writer import Order, Writer, Written

__all__ = ["Book", "Order", "Setter", "Writer", "Written", "load"]
