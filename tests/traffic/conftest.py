"""The command line and the HTTP application, as their own areas' tests use them."""

from __future__ import annotations

from tests.akzess.conftest import akzess
from tests.service.conftest import office as http

__all__ = ["akzess", "http"]
