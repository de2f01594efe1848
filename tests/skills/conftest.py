"""The office of tests/status, for its leads."""

from __future__ import annotations

from ..status.conftest import office as office
from ..status.conftest import stored_office as stored_office
